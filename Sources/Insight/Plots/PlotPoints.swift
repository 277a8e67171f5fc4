import Documents

/// Turns the data of one revision into the points of a plot.
struct PlotPoints {
  let id: String
  let properties: Mapping
  let plots: RevisionPlots

  /// The points with all that they came with: `rev`, `filename` and `field` are added, and `step` or fields named
  /// `dvc_inferred_…` where needed.
  func read() throws(PlotDataFailure) -> (points: [Mapping], axes: PlotAxes) {
    let axes = try self.axes()
    let common = Self.commonDirectory(axes.ys.map(\.file))
    var points: [Mapping] = []
    for (place, y) in axes.ys.enumerated() {
      let x = axes.x(of: place)
      let rows = try self.rows(y.file)
      let isElsewhere = x.map { $0.file != y.file } ?? false
      if rows.isEmpty, !isElsewhere { continue }
      try check(y.field, in: rows)
      let xs = try x.map { x throws(PlotDataFailure) in try values(x, joining: y, rows, isElsewhere) }
      for (number, row) in rows.enumerated() {
        var point = row
        if axes.variesY { point[PlotAxes.inferredY] = row[y.field] ?? .null }
        if let xs {
          if axes.variesX || isElsewhere { point[axes.xName] = xs[number] }
        } else {
          point[PlotAxes.step] = .int(number)
        }
        point["rev"] = .string(plots.revision)
        point["filename"] = .string(Self.below(common, y.file))
        point["field"] = .string(y.field)
        points.append(point)
      }
    }
    return (points, axes)
  }

  func axes() throws(PlotDataFailure) -> PlotAxes {
    try PlotAxes(id: id, properties) { () throws(PlotDataFailure) in try lastField() }
  }

  private func lastField() throws(PlotDataFailure) -> String? {
    guard case .success(.table(let value))? = plots.data[id] else { return nil }
    return try PlotContent.rows(in: value).lastField
  }

  private func rows(_ file: String) throws(PlotDataFailure) -> [Mapping] {
    guard case .success(.table(let value))? = plots.data[file] else { return [] }
    return try PlotContent.rows(in: value).rows
  }

  private func values(_ x: PlotField, joining y: PlotField, _ ys: [Mapping], _ isElsewhere: Bool)
    throws(PlotDataFailure) -> [Value]
  {
    let rows = isElsewhere ? try self.rows(x.file) : ys
    guard rows.count == ys.count else {
      throw .unequalLengths(x: x.field, of: x.file, y: y.field, from: y.file)
    }
    try check(x.field, in: rows)
    return rows.map { $0[x.field] ?? .null }
  }

  private func check(_ field: String, in rows: [Mapping]) throws(PlotDataFailure) {
    guard let first = rows.first, first[field] == nil else { return }
    throw .noField(field, fields: first.keys)
  }

  // MARK: Names of files

  /// The directory that all files are in, with a slash at the end; empty for one file.
  static func commonDirectory(_ files: [String]) -> String {
    guard let first = files.first, files.contains(where: { $0 != first }) else { return "" }
    var common = directories(first)
    for file in files {
      let other = directories(file)
      var length = 0
      while length < min(common.count, other.count), common[length] == other[length] { length += 1 }
      common = Array(common[..<length])
    }
    return common.map { $0 + "/" }.joined()
  }

  private static func directories(_ file: String) -> [String] {
    file.split(separator: "/", omittingEmptySubsequences: false).dropLast().map(String.init)
  }

  static func below(_ directory: String, _ file: String) -> String {
    file.utf8.starts(with: directory.utf8) ? String(file.dropFirst(directory.count)) : file
  }
}
