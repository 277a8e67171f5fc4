@testable import Manifests

/// Config files in memory: what a command reads and writes.
struct ConfigFiles {
  static let places = ConfigPlaces(
    system: "/etc/dvc", global: "/home/u/.config/dvc", repository: "/p/r/.dvc", home: "/home/u")

  var texts: [String: String] = [:]

  init(
    system: String? = nil, global: String? = nil, repository: String? = nil, local: String? = nil
  ) {
    for (level, text) in zip(ConfigLevel.allCases, [system, global, repository, local]) {
      texts[Self.places.file(of: level) ?? ""] = text
    }
  }

  func load(_ places: ConfigPlaces = Self.places) throws -> Config {
    try Config(places) { texts[$0].map { Array($0.utf8) } }
  }

  /// Loads, edits, writes, checks: as a command does.
  mutating func edit(_ body: (inout Config) throws(ConfigError) -> Void) throws {
    var config = try load()
    try body(&config)
    for change in try config.changes() { texts[change.path] = change.text }
    try config.validate()
  }

  subscript(level: ConfigLevel) -> String? { texts[Self.places.file(of: level) ?? ""] }
}
