import Documents
import Files
import Manifests
import Workspace

extension FailureWording {
  static func text(_ error: PipelineEditError) -> String {
    switch error {
    case .exists(let name): "Stage '\(name)' already exists in 'dvc.yaml'. Use '--force' to overwrite."
    case .unknown(let name): "Stage '\(name)' not found inside 'dvc.yaml' file"
    case .parametrized(let name): "cannot dump a parametrized stage: '\(name)'"
    }
  }

  static func text(_ error: ManifestError) -> String {
    switch error {
    case .syntax(let error): text(error)
    case .invalid(let violations): violations.map(\.description).joined(separator: "\n")
    }
  }

  /// A file of ours that can't be read: a block that shows where.
  func describe(invalid path: String, _ cause: any Error) -> Failure {
    let shown = path.hasPrefix("/") || path.hasPrefix("../") ? path : "./" + path
    switch cause {
    case ManifestError.syntax(let error): return Self.block(shown, syntax: error)
    case let error as DocumentError: return Self.block(shown, syntax: error)
    case ManifestError.invalid(let violations):
      let count = violations.count == 1 ? "." : ": \(violations.count) errors."
      let parts = violations.map { violation in
        "\n\(violation)\n" + (violation.place.map { Self.excerpt(path, line: $0.line) } ?? "")
      }
      return Failure(message: "'\(shown)' validation failed\(count)\n" + parts.joined(), isBlock: true)
    case let error as TemplateError: return Failure(message: error.description)
    default: return describe(cause).prefixed("'\(shown)' is invalid: ")
    }
  }

  private static func block(_ path: String, syntax error: DocumentError) -> Failure {
    let conflict = hasConflictMarks(path) ? " (possible merge conflicts)" : ""
    return Failure(
      message: "'\(path)' is invalid\(conflict).\n\n\(text(error))\n" + excerpt(path, line: error.line),
      isBlock: true)
  }

  private static func lines(_ path: String) -> [Substring] {
    guard let bytes = try? FileSystem.readIfPresent(path) else { return [] }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
  }

  private static func hasConflictMarks(_ path: String) -> Bool {
    let lines = lines(path)
    return ["<<<<<<<", "=======", ">>>>>>>"].allSatisfy { mark in lines.contains { $0.hasPrefix(mark) } }
  }

  /// The line with its neighbours, numbered.
  private static func excerpt(_ path: String, line: Int) -> String {
    let lines = lines(path)
    var text = ""
    for number in (line - 1)...(line + 1) where lines.indices.contains(number - 1) {
      let label = String(number)
      text +=
        String(repeating: " ", count: max(3 - label.count, 0)) + label + " \(guided(lines[number - 1]))\n"
    }
    return text
  }

  /// A line with a bar at each fourth column of its indentation.
  private static func guided(_ line: Substring) -> String {
    let indent = line.prefix { $0 == " " }.count
    let bars = String(repeating: "│   ", count: indent / 4)
    return bars + line.dropFirst(indent / 4 * 4)
  }
}
