import Cairn
import Documents
import Files
import Insight
import Manifests
import Workspace

/// What `metrics show`, `metrics diff` and `params diff` found, as rows, JSON and words.
struct ValueReports {
  let wording: FailureWording
  /// Paths are shown as seen from here.
  let directory: String
  let root: String

  func shown(_ path: String) -> String { Paths.relative(Paths.absolute(path, in: root), to: directory) }

  func rows(_ revisions: [RevisionValues]) -> [ValueRow] {
    revisions.flatMap { revision in
      ((try? revision.files.get()) ?? []).map { file in
        ValueRow(revision: revision.name, file: shown(file.path), values: try? file.content.get())
      }
    }
  }

  func changes(_ differences: [ValueDifference]) -> [ValueChange] {
    differences.map {
      ValueChange(file: shown($0.path), name: $0.name, old: $0.old, new: $0.new, difference: $0.difference)
    }
  }

  /// `{revision: {"data": {file: {"data": …}}}}`, with `"error"` in place of data that could not be had.
  func json(_ revisions: [RevisionValues]) -> Value {
    var all = Mapping()
    for revision in revisions {
      switch revision.files {
      case .failure(let failure): all[revision.name] = ["error": json(describe(failure))]
      case .success(let files):
        var data = Mapping()
        for file in files {
          switch file.content {
          case .success(let value): data[shown(file.path)] = ["data": value]
          case .failure(let failure): data[shown(file.path)] = ["error": json(describe(failure))]
          }
        }
        all[revision.name] = ["data": .map(data)]
      }
    }
    return .map(all)
  }

  /// Says on stderr what could not be read.
  func complain(_ revisions: [RevisionValues], what: String, on console: Console) {
    var failed: [String] = []
    for revision in revisions {
      switch revision.files {
      case .failure(let failure):
        console.warning(
          "failed to load \(what) in revision '\(revision.name)', \(describe(failure).message)")
      case .success(let files): if files.allSatisfy({ (try? $0.content.get()) != nil }) { continue }
      }
      if !failed.contains(revision.name) { failed.append(revision.name) }
    }
    if failed.isEmpty { return }
    console.remark(
      "DVC failed to load some metrics for following revisions: '\(failed.joined(separator: ", "))'.")
  }

  typealias Words = (type: String, message: String)

  private func json(_ words: Words) -> Value { ["type": .string(words.type), "msg": .string(words.message)] }

  /// Scripts know the peer's names of errors.
  private func describe(_ failure: ValueFailure) -> Words {
    switch failure {
    case .missing(let path):
      ("FileNotFoundError", FailureWording.text(FileError("read", path, errno: 2)))
    case .corrupted(let path, let format, _):
      // The peer climbs from the working directory to what it takes for the root.
      corrupted(directory.split(separator: "/").map { _ in "../" }.joined() + path, format)
    case .unreadable(_, let cause): ("OSError", wording.describe(cause).message)
    }
  }

  func describe(_ failure: RevisionFailure) -> Words {
    switch failure.cause {
    case WorkspaceError.invalidFile(let path, let cause):
      if Self.isSyntax(cause) { return brokenPipeline(path) }
      if case ManifestError.invalid = cause { return invalidPipeline(failure.cause) }
    case WorkspaceError.invalidFileInRevision(let path, _, _, let cause):
      if Self.isSyntax(cause) { return brokenPipeline(path) }
      if case ManifestError.invalid = cause { return invalidPipeline(failure.cause) }
    case let error as TemplateError:
      if case .unsupported = error.reason { return ("TypeError", error.reason.description) }
      return ("ResolveError", error.description)
    default: break
    }
    return ("DvcException", wording.describe(failure.cause).message)
  }

  private func brokenPipeline(_ path: String) -> Words {
    ("YAMLSyntaxError", "unable to read: '\(path)', YAML file structure is corrupted")
  }

  /// The first line of the block that tells of it.
  private func invalidPipeline(_ error: any Error) -> Words {
    let text = wording.describe(error).message
    let line = text.split(separator: "\n").first ?? ""
    return ("YAMLValidationError", String(line.last == "." ? line.dropLast() : line))
  }

  private func corrupted(_ path: String, _ format: ValueFormat) -> Words {
    (
      "\(format.rawValue)FileCorruptedError",
      "unable to read: '\(path)', \(format.rawValue) file structure is corrupted"
    )
  }

  private static func isSyntax(_ error: any Error) -> Bool {
    if case ManifestError.syntax = error { return true }
    return error is DocumentError
  }
}
