import Documents

/// One value in two revisions.
struct ValueChange: Equatable {
  var file: String
  var name: String
  var old: Value?
  var new: Value?
  var difference: Value?
}

/// One file's values in one revision; nil values: the file could not be read.
struct ValueRow: Equatable {
  var revision: String
  var file: String
  var values: Value?
}

/// The tables of `metrics show`, `metrics diff` and `params diff`.
enum ValueTables {
  /// `metrics show`: a column for each metric, sorted; nested names joined with dots.
  static func show(_ rows: [ValueRow], revisions: Bool, precision: Int) -> Table {
    let flat = rows.map { row -> [String: Value] in
      var out: [String: Value] = [:]
      if let map = row.values?.map {
        flatten(map, prefix: "", into: &out)
      } else if let value = row.values {
        out[""] = value  // a file that is one bare value
      }
      return out
    }
    let names = Set(flat.flatMap(\.keys)).sorted(by: byScalars)
    let headers = (revisions ? ["Revision"] : []) + ["Path"] + names
    let lines = zip(rows, flat).map { row, values in
      (revisions ? [row.revision] : []) + [row.file]
        + names.map { ValueText.cell(values[$0], precision: precision) }
    }
    return Table(headers: headers, rows: lines)
  }

  /// `metrics diff` (with a column of differences) and `params diff`. Changes keep the order of their files;
  /// names are sorted.
  static func diff(
    _ changes: [ValueChange], title: String, old: String, new: String, paths: Bool, differences: Bool,
    precision: Int
  ) -> Table {
    var headers = (paths ? ["Path"] : []) + [title, old, new]
    if differences { headers.append("Change") }
    var files: [String] = []
    for change in changes where !files.contains(change.file) { files.append(change.file) }
    var rows: [[String]] = []
    for file in files {
      for change in changes.filter({ $0.file == file }).sorted(by: { byScalars($0.name, $1.name) }) {
        var row = (paths ? [file] : []) + [change.name]
        row += [change.old, change.new].map { ValueText.cell($0, precision: precision) }
        if differences { row.append(ValueText.cell(change.difference, precision: precision)) }
        rows.append(row)
      }
    }
    return Table(headers: headers, rows: rows)
  }

  /// `{file: {name: {"old", "new", "diff"?}}}`.
  static func json(_ changes: [ValueChange]) -> Value {
    var files = Mapping()
    for change in changes {
      var entry: Mapping = Mapping()
      entry["old"] = change.old ?? .null
      entry["new"] = change.new ?? .null
      if let difference = change.difference { entry["diff"] = difference }
      var file = files[change.file]?.map ?? Mapping()
      file[change.name] = .map(entry)
      files[change.file] = .map(file)
    }
    return .map(files)
  }

  private static func flatten(_ map: Mapping, prefix: String, into out: inout [String: Value]) {
    for entry in map.entries {
      let name = prefix + (entry.key.string ?? PythonText.str(entry.key))
      if let inner = entry.value.map {
        flatten(inner, prefix: name + ".", into: &out)
      } else {
        out[name] = entry.value
      }
    }
  }
}

/// Python's order of strings: by code points.
func byScalars(_ a: String, _ b: String) -> Bool {
  a.unicodeScalars.lexicographicallyPrecedes(b.unicodeScalars)
}
