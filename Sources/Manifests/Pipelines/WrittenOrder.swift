import Documents

extension Mapping {
  /// A stage's keys as they are written into `dvc.yaml` (formats §4.2): lists sorted by path, parameters of the default
  /// file first, no working directory that is the file's own.
  var inWrittenOrder: Mapping {
    var stage = self
    if stage["wdir"]?.string == "." { stage["wdir"] = nil }
    for key in ["deps", "outs", "metrics", "plots"] {
      guard let items = stage[key]?.list, items.allSatisfy({ $0.pathOfItem != nil }) else { continue }
      stage[key] = .list(items.sorted(byCodePointsOf: { $0.pathOfItem ?? "" }))
    }
    if let params = stage["params"]?.list { stage["params"] = .list(Self.inWrittenOrder(params)) }
    return stage
  }

  private static func inWrittenOrder(_ params: [Value]) -> [Value] {
    var names: [String] = []
    var files: [(file: String, keys: [String]?)] = []
    for item in params {
      if let name = item.string {
        names.append(name)
      } else if let mapping = item.map {
        for entry in mapping.entries {
          guard let file = entry.key.string else { return params }
          files.append((file, entry.value.list?.compactMap(\.string)))
        }
      } else {
        return params
      }
    }
    return names.sorted(byCodePointsOf: { $0 }).map(Value.string)
      + files.sorted(byCodePointsOf: \.file).map { file, keys in
        var mapping = Mapping()
        mapping[file] = keys.map { .list($0.sorted(byCodePointsOf: { $0 }).map(Value.string)) } ?? .null
        return .map(mapping)
      }
  }
}

extension Value {
  /// `path`, or the only key of `{path: flags}`.
  fileprivate var pathOfItem: String? {
    if let string { return string }
    guard let entries = map?.entries, entries.count == 1 else { return nil }
    return entries[0].key.string
  }
}
