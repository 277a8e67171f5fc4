import Files
import Synchronization

/// `.dvcignore` as it applies to tracked data (formats §1.4).
public struct DataIgnore {
  private let root: String
  private let tree: any SourceTree

  public init(root: String) {
    self.root = root
    tree = WorkspaceTree(root: root)
  }

  /// The rules of a revision, for ``explain(_:isDirectory:)`` and ``isIgnored(_:isDirectory:)``.
  public init(revision: any SourceTree) {
    root = ""
    tree = revision
  }

  /// All files below an absolute directory that aren't ignored, in path order.
  /// - Throws: ``WorkspaceError/ignoreFileInsideData(directory:)``, `WalkError`, `Cancelled`.
  func files(
    below directory: String, leavingOutBrokenLinks: Bool = false, cancellation: Cancellation
  ) throws -> FileList {
    let isInside = directory == root || Paths.isInside(directory, root)
    let base = isInside ? Paths.relative(directory, to: root) : "."
    let prefix = base == "." ? [] : Array((base + "/").utf8)
    let rules = isInside ? try rules(above: base == "." ? "" : base).data : DirectoryRules().data
    let findings = Findings()
    let walk = Walk(root: directory) { path, isDirectory in
      let name = path.lastIndex(of: UInt8(ascii: "/")).map { path[($0 + 1)...] } ?? path[...]
      if isDirectory, name.elementsEqual(Repository.directoryName.utf8) {
        findings.addProject(Array(path.dropLast(name.count)))
        return false
      }
      if name.elementsEqual(DirectoryRules.ignoreFile.utf8) { findings.sawIgnoreFile() }
      if prefix.isEmpty { return !rules.ignores(path, isDirectory: isDirectory) }
      return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: prefix.count + path.count) { whole in
        _ = whole.initialize(fromContentsOf: prefix)
        _ = whole[prefix.count...].initialize(fromContentsOf: path)
        return !rules.ignores(UnsafeBufferPointer(whole), isDirectory: isDirectory)
      }
    }
    let (files, problems) = try walk.scan(cancellation: cancellation)
    let reasons = problems.filter {
      !(leavingOutBrokenLinks && ($0.reason == .brokenLink || $0.reason == .linkLoop))
    }
    if !reasons.isEmpty { throw WalkError(root: directory, problems: reasons) }
    if findings.hasIgnoreFile { throw WorkspaceError.ignoreFileInsideData(directory: directory) }
    let projects = findings.projects
    return projects.isEmpty ? files : files.excluding(below: projects)
  }

  /// The same for other rooms.
  public func listing(below directory: String, _ repository: Repository) throws -> FileList {
    try files(below: directory, cancellation: repository.cancellation)
  }

  /// The rules that hold for children of the parent of `path`, and of all directories above it.
  private func rules(above path: String) throws -> DirectoryRules {
    var rules = try DirectoryRules().entering("", in: tree)
    var here = ""
    for part in path.split(separator: "/").dropLast() {
      here = here.isEmpty ? String(part) : here + "/" + part
      rules = try rules.entering(here, in: tree)
    }
    return rules
  }

  /// What decides about a root-relative path, for `check-ignore`; nil when nothing matches.
  public func explain(_ path: String, isDirectory: Bool) throws -> Explanation? {
    var rules = try DirectoryRules().entering("", in: tree)
    let parts = path.split(separator: "/")
    var here = ""
    for (number, part) in parts.enumerated() {
      here = here.isEmpty ? String(part) : here + "/" + part
      let isLast = number == parts.count - 1
      let decision = rules.data.decide(here, isDirectory: isLast ? isDirectory : true)
      if let decision, decision.isIgnored || isLast { return .rule(decision) }
      if isLast { return nil }
      if try tree.kind(here + "/" + Repository.directoryName) == .directory { return .project(here) }
      rules = try rules.entering(here, in: tree)
    }
    return nil
  }

  public func isIgnored(_ path: String, isDirectory: Bool) throws -> Bool {
    switch try explain(path, isDirectory: isDirectory) {
    case .rule(let decision): decision.isIgnored
    case .project: true
    case nil: false
    }
  }

  public enum Explanation: Sendable {
    case rule(IgnoreDecision)
    /// It lies in another project, rooted here.
    case project(String)
  }
}

/// What walks notice on many threads.
private final class Findings: Sendable {
  private let ignoreFile = Atomic<Bool>(false)
  private let found = Mutex<[[UInt8]]>([])

  func sawIgnoreFile() { ignoreFile.store(true, ordering: .relaxed) }
  func addProject(_ path: [UInt8]) { found.withLock { $0.append(path) } }
  var hasIgnoreFile: Bool { ignoreFile.load(ordering: .relaxed) }
  /// Directories of other projects, each with a slash at its end; `""` for the walked directory itself.
  var projects: [[UInt8]] { found.withLock { $0 } }
}

extension FileList {
  /// Without what lies below the given directories (each ends in a slash, or is empty for everything).
  fileprivate func excluding(below directories: [[UInt8]]) -> FileList {
    var kept: [(path: String, info: FileInfo, isLink: Bool)] = []
    forEach { index, path, info in
      if !directories.contains(where: { path.starts(with: $0) }) {
        kept.append((self.path(index), info, isLink(index)))
      }
    }
    return FileList(kept)
  }
}
