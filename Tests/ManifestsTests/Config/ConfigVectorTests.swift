import Documents
import Foundation
import Testing

@testable import Manifests

/// The peer's own runs (config.json of the vectors): the commands that edit and read config files, replayed
/// from text to text.
@Suite struct ConfigVectorTests {
  @Test(arguments: [("config-cmd", 51), ("config-comments", 5), ("remote-paths", 5)])
  func replays(name: String, commands: Int) throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../ConformanceTests/Vectors/config.json")
    let cases = try #require(try JSON.load(Array(Data(contentsOf: file))).list)
    let steps = try #require(cases.first { $0.map?["name"]?.string == name }?.map?["steps"]?.list)
    var replay = ConfigReplay()
    for step in steps { try replay.run(try #require(step.map)) }
    #expect(replay.commands == commands)
  }
}

struct ConfigReplay {
  static let places = ConfigPlaces(
    system: "/s", global: "/g", repository: "/base/root/.dvc", home: "/tmp/home")

  private var texts = ["/base/root/.dvc/config": ""]
  private var cwd = "/base/root"
  private(set) var commands = 0

  mutating func run(_ step: Mapping) throws {
    switch step["op"]?.string {
    case "write": texts["/base/root/" + (step["path"]?.string ?? "")] = step["text"]?.string
    case "cd": cwd = ConfigPath.normalize("/base/root/" + (step["path"]?.string ?? ""))
    case "expect":
      for entry in step["files"]?.map?.entries ?? [] {
        #expect(texts["/base/root/" + (entry.key.string ?? "")] == entry.value.string)
      }
    case "dvc":
      let arguments = step["args"]?.list?.compactMap(\.string) ?? []
      guard ["config", "remote", "cache"].contains(arguments.first), step["exit"]?.int != 254 else { return }
      commands += 1
      try check(step, arguments)
    default: break
    }
  }

  private mutating func check(_ step: Mapping, _ arguments: [String]) throws {
    var out = ""
    var failure = ""
    do {
      out = try command(arguments)
    } catch let error as ConfigError {
      failure = "ERROR: configuration error - config file error: \(error.message)\n"
    }
    #expect(words(out) == words(filled(step["stdout"]?.string ?? "")), "\(arguments)")
    #expect(failure == filled(step["stderr"]?.string ?? ""), "\(arguments)")
  }

  /// Tables are padded with blanks, ours here aren't.
  private func words(_ text: String) -> [[Substring]] {
    text.split(separator: "\n").map { $0.split(whereSeparator: \.isWhitespace) }
  }

  private func filled(_ text: String) -> String {
    text.replacingOccurrences(of: "{ROOT}", with: "/base/root").replacingOccurrences(
      of: "{BASE}", with: "/base"
    )
    .replacingOccurrences(of: "{TMP}", with: "/tmp")
  }

  private mutating func command(_ arguments: [String]) throws -> String {
    var config = try Config(Self.places) { texts[$0].map { Array($0.utf8) } }
    let flags = Set(arguments.filter { $0.hasPrefix("-") })
    let rest = Array(arguments.filter { !$0.hasPrefix("-") }.dropFirst())
    let level: ConfigLevel? =
      flags.contains("--local") ? .local : flags.contains("--project") ? .repository : nil
    let unset = flags.contains("-u") || flags.contains("--unset")
    let out =
      arguments[0] == "remote"
      ? try remote(&config, rest, flags, level, unset)
      : try option(
        &config, arguments[0] == "cache" ? ["cache.dir"] + rest.dropFirst() : rest, flags, level, unset)
    guard !config.edited.isEmpty else { return out }
    for change in try config.changes() { texts[change.path] = change.text }
    try config.validate()
    return out
  }

  private func option(
    _ config: inout Config, _ words: [String], _ flags: Set<String>, _ level: ConfigLevel?, _ unset: Bool
  ) throws -> String {
    func shown(_ found: Config.Found, _ text: String) -> String {
      (flags.contains("--show-origin") ? found.origin + "\t" : "") + text + "\n"
    }
    if flags.contains("-l") {
      return try config.list(at: level).map { shown($0, "\($0.address)=\($0.text)") }.joined()
    }
    let address = try #require(ConfigAddress(words[0]))
    if unset {
      try config.unset(address, at: level ?? .repository)
    } else if words.count > 1 {
      try config.set(address, to: words[1], at: level ?? .repository, from: cwd)
    } else if let level {
      return shown(try config.find(address, at: level), try config.find(address, at: level).text)
    } else if address == ConfigAddress("cache", "dir") {
      return (config.cache.directory ?? "") + "\n"
    } else {
      return config.find(address).map { shown($0, $0.text) } ?? ""
    }
    return ""
  }

  private func remote(
    _ config: inout Config, _ words: [String], _ flags: Set<String>, _ level: ConfigLevel?, _ unset: Bool
  ) throws -> String {
    let target = level ?? .repository
    switch words[0] {
    case "add":
      let isDefault = flags.contains("-d")
      try config.addRemote(
        words[1], url: words[2], at: target, from: cwd, isDefault: isDefault, force: flags.contains("-f"))
      return isDefault ? "Setting '\(words[1])' as a default remote.\n" : ""
    case "modify":
      try config.modifyRemote(
        words[1], option: words[2], value: unset ? nil : words[3], at: target, from: cwd)
    case "remove": try config.removeRemote(words[1], at: target)
    case "rename": try config.renameRemote(words[1], to: words[2], at: target)
    case "default" where unset: try config.unsetDefaultRemote(at: target)
    case "default" where words.count > 1: try config.setDefaultRemote(words[1], at: target)
    case "default": return (config.defaultRemote(at: level) ?? "No default remote set") + "\n"
    case "list":
      return config.remoteNames.map { name in
        let url = config.find(ConfigAddress("remote", name: name, "url"))?.text ?? ""
        return "\(name)\t\(url)" + (config.defaultRemote() == name ? "\t(default)" : "") + "\n"
      }.joined()
    default: Issue.record("unknown command \(words)")
    }
    return ""
  }
}
