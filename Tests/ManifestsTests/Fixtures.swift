import Documents
import Foundation
import Manifests
import Testing

/// Answers of the real dvc, beside this file: the tests run where they were built.
enum Fixtures {
  /// The cases of a file in `Resources`.
  static func cases(_ name: String) -> [Mapping] { load(here + "/Resources/\(name).json") }

  /// The golden vectors that are replayed in full elsewhere.
  static func vectors(_ name: String) -> [Mapping] {
    load(here + "/../ConformanceTests/Vectors/\(name).json")
  }

  private static let here = (#filePath as NSString).deletingLastPathComponent

  private static func load(_ path: String) -> [Mapping] {
    do {
      let value = try JSON.load(Array(Data(contentsOf: URL(fileURLWithPath: path))))
      return value.list?.compactMap(\.map) ?? []
    } catch {
      Issue.record("cannot read \(path): \(error)")
      return []
    }
  }
}

/// A case with its name for reports.
struct Case: Sendable, CustomTestStringConvertible {
  let fields: Mapping
  var testDescription: String { fields["name"]?.string ?? "?" }

  subscript(key: String) -> Value? { fields[key] }
  func text(_ key: String) -> String? { fields[key]?.string }
  func texts(_ key: String) -> [String] { fields[key]?.list?.compactMap(\.string) ?? [] }

  static func all(_ name: String) -> [Case] { Fixtures.cases(name).map(Case.init) }
}

/// A few files in memory.
struct Files: Sendable {
  var texts: [String: String]

  init(_ texts: [String: String]) { self.texts = texts }
  init(_ mapping: Mapping) {
    texts = [:]
    for entry in mapping.entries { texts[entry.key.string ?? ""] = entry.value.string }
  }

  @Sendable func load(_ path: String) throws -> VariableFile {
    guard let text = texts[path] else {
      return texts.keys.contains { $0.hasPrefix(path + "/") } ? .directory : .absent
    }
    let bytes = Array(text.utf8)
    if path.hasSuffix(".json") { return .content(try JSON.load(bytes)) }
    if path.hasSuffix(".toml") { return .content(try TOML.load(bytes)) }
    if path.hasSuffix(".py") { return .content(try PythonLiterals.load(bytes)) }
    return .content(try YAML.load(bytes))
  }

  func pipeline(_ path: String = "dvc.yaml") throws -> PipelineFile {
    try PipelineFile.parse(Array((texts[path] ?? "").utf8))
  }

  func resolver(_ path: String = "dvc.yaml", flags: FlagStyle = FlagStyle()) throws -> Resolver {
    try Resolver(pipeline(path), path: path, flags: flags, load: load)
  }
}

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
