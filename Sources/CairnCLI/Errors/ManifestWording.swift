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
    let path = Self.fromHere(path)
    let lines = Self.lines(text ?? ((try? FileSystem.readIfPresent(path)) ?? nil) ?? [])
    let place = revision.map { " in revision '\($0)'" } ?? ""
    let shown = path.hasPrefix("/") || path.hasPrefix("../") ? path : "./" + path
    switch cause {
    case ManifestError.syntax(let error) where error.message.hasPrefix("'utf-8' codec"):
      return Failure(message: "unable to read: '\(path)', is not valid utf-8: \(error.message)")
    case ManifestError.syntax(let error):
      return Self.block("'\(shown)' is invalid\(place)", lines, syntax: error)
    case let error as DocumentError where error.message.hasPrefix("'utf-8' codec"):
      return Failure(message: "unable to read: '\(path)', is not valid utf-8: \(error.message)")
    case let error as DocumentError: return Self.block("'\(shown)' is invalid\(place)", lines, syntax: error)
    case ManifestError.invalid(let violations)
    where violations.count == 1 && "\(violations[0])" == "expected a dictionary":
      return Failure(message: "'\(shown)' validation failed\(place): \(violations[0]).\n", isBlock: true)
    case ManifestError.invalid(let violations):
      let count = violations.count == 1 ? "." : ": \(violations.count) errors."
      let parts = violations.map { violation in
        "\n\(violation)\n" + (violation.place.map { Self.surroundings(lines, line: $0.line) } ?? "")
      }
      return Failure(
        message: "'\(shown)' validation failed\(place)\(count)\n" + parts.joined(), isBlock: true)
    case let error as TemplateError: return Failure(message: error.description)
    default: return describe(cause).prefixed("'\(shown)' is invalid: ")
    }
  }

  /// A path below the root of the project, as one would type it here.
  private static func fromHere(_ path: String) -> String {
    guard !path.hasPrefix("/"), let here = try? FileSystem.currentDirectory(),
      let root = try? RepositoryLocator.find(from: here)
    else { return path }
    return Paths.relative(Paths.join(root, path), to: here)
  }

  /// What the parser was doing and what stopped it, each with its line.
  private static func block(_ start: String, _ lines: [Substring], syntax error: DocumentError) -> Failure {
    let isConflict = lines.contains { line in
      line.utf8.count > 7 && line.utf8.prefix(7).allSatisfy { "<=>".utf8.contains($0) }
        && line.utf8.dropFirst(7).first == UInt8(ascii: " ")
    }
    var text = "\(start)\(isConflict ? " (possible merge conflicts)" : "").\n\n"
    if let context = error.context {
      text += sentence(context.message, context.line, context.column)
      if context.line != error.line || context.column != error.column {
        text += excerpt(lines, context.line...context.line) + "\n"
      }
    }
    text += sentence(error.message, error.line, error.column) + excerpt(lines, error.line...error.line)
    return Failure(message: text, isBlock: true)
  }

  private static func sentence(_ text: String, _ line: Int, _ column: Int) -> String {
    text.prefix(1).uppercased() + text.dropFirst() + ", in line \(line), column \(column)\n"
  }

  private static func lines(_ bytes: [UInt8]) -> [Substring] {
    String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
  }

  /// A line with its neighbours; the first one alone.
  private static func surroundings(_ lines: [Substring], line: Int) -> String {
    excerpt(lines, line == 1 ? 1...1 : (line - 1)...(line + 1))
  }

  /// Lines, numbered.
  private static func excerpt(_ lines: [Substring], _ range: ClosedRange<Int>) -> String {
    var text = ""
    for number in range where lines.indices.contains(number - 1) {
      let label = String(number)
      text +=
        String(repeating: " ", count: max(3 - label.count, 0)) + label + " \(guided(lines[number - 1]))\n"
    }
    return text
  }

  /// Of a longer line the beginning is enough.
  private static let shownWidth = 1000

  /// A line with a bar at each fourth column of its indentation.
  private static func guided(_ line: Substring) -> String {
    let line = line.split(separator: "\t", omittingEmptySubsequences: false).joined(separator: "    ")
    let indent = line.prefix { $0 == " " }.count
    let bars = String(repeating: "│   ", count: indent / 4)
    let rest = line.dropFirst(indent / 4 * 4)
    return bars + rest.prefix(shownWidth) + (rest.count > shownWidth ? "…" : "")
  }
}
