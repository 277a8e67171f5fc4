import Documents
import Files
import Git
import Manifests

/// Files that git should not get: large ones, models, secrets.
struct FileCheck {
  private static let lfs = Array("version https://git-lfs.github.com/spec/".utf8)

  let git: GitRepository
  let policy: Policy

  init(_ git: GitRepository, _ policy: Policy) {
    self.git = git
    self.policy = policy
  }

  func run(_ changes: [GitFileChange], commit: GitID? = nil) throws -> [Problem] {
    var problems: [Problem] = []
    let new = changes.filter { $0.new != nil && $0.isRegularFile && !CommitCheck.isOurs($0.path) }
    for change in new where change.path == ".dvc/config" || change.path.hasSuffix("/.dvc/config") {
      if let blob = change.new {
        problems += secrets(try git.blob(blob)).map {
          Problem(.secret(option: $0), file: change.path, commit: commit)
        }
      }
    }
    let allowed = policy.allowed.map { IgnorePatterns(text: $0, source: "") }
    let patterns = policy.patterns.map { ($0, IgnorePatterns(text: $0, source: "")) }
    let candidates = new.filter { change in !allowed.contains { Self.matches($0, change.path) } }
    let sizes = try git.sizes(of: candidates.compactMap(\.new))
    for (change, size) in zip(candidates, sizes) {
      guard let blob = change.new, let size else { continue }
      func found(_ fact: Problem.Fact) { problems.append(Problem(fact, file: change.path, commit: commit)) }
      if let limit = policy.sizeLimit, size > limit {
        found(.tooLarge(bytes: size, limit: limit, isBinary: false))
      } else if let (pattern, _) = patterns.first(where: { Self.matches($0.1, change.path) }) {
        // A pointer of git-lfs keeps its data out of git already.
        if size < 1024, try git.blob(blob).starts(with: Self.lfs) { continue }
        found(.matches(pattern: pattern))
      } else if let limit = policy.binaryLimit, size > limit, try git.blob(blob).prefix(8000).contains(0) {
        found(.tooLarge(bytes: size, limit: limit, isBinary: true))
      }
    }
    return problems
  }

  private static func matches(_ pattern: IgnorePatterns, _ path: String) -> Bool {
    // A pattern may name a directory above the file.
    var path = path
    var isDirectory = false
    while !path.isEmpty, path != "." {
      if let decision = IgnoreStack([pattern]).decide(path, isDirectory: isDirectory) {
        return decision.isIgnored
      }
      path = path.contains("/") ? Paths.parent(path) : ""
      isDirectory = true
    }
    return false
  }

  /// The secret options of a config file, as `section.option`.
  private func secrets(_ bytes: [UInt8]) -> [String] {
    guard let document = try? ConfigDocument.load(bytes) else { return [] }
    var found: [String] = []
    for section in document.sections {
      for option in section.options {
        guard case .text(let value) = option.value, ConfigSecrets.holds(option.name.lowercased(), value)
        else {
          continue
        }
        // `remote "name"` is addressed as `remote.name`.
        let words = section.name.split { $0 == "\"" || $0 == "'" || $0 == " " }
        found.append((words + [option.name[...]]).joined(separator: "."))
      }
    }
    return found
  }
}
