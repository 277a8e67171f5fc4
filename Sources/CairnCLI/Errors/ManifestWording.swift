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
  /// - Parameters:
  ///   - revision: where it stands in a commit.
  ///   - text: its bytes there.
  func describe(
    invalid path: String, _ cause: any Error, in revision: String? = nil, _ text: [UInt8]? = nil
  ) -> Failure {
    let lines = Self.lines(text ?? ((try? FileSystem.readIfPresent(path)) ?? nil) ?? [])
    let place = revision.map { " in revision '\($0)'" } ?? ""
    let shown = path.hasPrefix("/") || path.hasPrefix("../") ? path : "./" + path
    switch cause {
    case ManifestError.syntax(let error): return Self.block("'\(shown)' is invalid\(place)", lines, syntax: error)
    case let error as DocumentError: return Self.block("'\(shown)' is invalid\(place)", lines, syntax: error)
    case ManifestError.invalid(let violations):
      let count = violations.count == 1 ? "." : ": \(violations.count) errors."
      let parts = violations.map { violation in
        "\n\(violation)\n" + (violation.place.map { Self.excerpt(lines, line: $0.line) } ?? "")
      }
      return Failure(message: "'\(shown)' validation failed\(place)\(count)\n" + parts.joined(), isBlock: true)
    case let error as TemplateError: return Failure(message: error.description)
    default: return describe(cause).prefixed("'\(shown)' is invalid: ")
    }
  }

  private static func block(_ start: String, _ lines: [Substring], syntax error: DocumentError) -> Failure {
    let isConflict = ["<<<<<<<", "=======", ">>>>>>>"].allSatisfy { mark in lines.contains { $0.hasPrefix(mark) } }
    return Failure(
      message: "\(start)\(isConflict ? " (possible merge conflicts)" : "").\n\n\(text(error))\n"
        + excerpt(lines, line: error.line), isBlock: true)
  }

  private static func lines(_ bytes: [UInt8]) -> [Substring] {
    String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
  }

  /// The line with its neighbours, numbered.
  private static func excerpt(_ lines: [Substring], line: Int) -> String {
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
