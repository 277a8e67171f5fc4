import Documents

/// What a lock file doesn't say of its stages.
enum YAMLStages {
  /// `wdir` by stage; nil when no stage has one.
  static func directories(_ bytes: [UInt8]) throws -> [String: String]? {
    let word = Array("wdir".utf8)
    guard
      bytes.indices.dropLast(4).contains(where: {
        bytes[$0] == word[0] && bytes[$0..<($0 + 4)].elementsEqual(word)
      })
    else { return nil }
    var found: [String: String] = [:]
    for entry in try YAML.load(bytes).map?["stages"]?.map?.entries ?? [] {
      guard let name = entry.key.string, let stage = entry.value.map else { continue }
      let inner = stage["do"]?.map ?? stage
      if let directory = inner["wdir"]?.string, !directory.contains("${") { found[name] = directory }
    }
    return found
  }
}
