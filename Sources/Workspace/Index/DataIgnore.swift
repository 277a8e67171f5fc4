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
  /// - Parameter isTolerant: as comparisons look at data: links that lead nowhere are left out, and a `.dvcignore`
  ///   in there is a file like others, whose rules hold. Else it is refused.
  /// - Throws: ``WorkspaceError/ignoreFileInsideData(directory:)``, `WalkError`, `Cancelled`.
  func files(
    below directory: String, isTolerant: Bool = false, cancellation: Cancellation
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
      let isIgnored =
        prefix.isEmpty
        ? rules.ignores(path, isDirectory: isDirectory)
        : withUnsafeTemporaryAllocation(of: UInt8.self, capacity: prefix.count + path.count) { whole in
          _ = whole.initialize(fromContentsOf: prefix)
          _ = whole[prefix.count...].initialize(fromContentsOf: path)
          return rules.ignores(UnsafeBufferPointer(whole), isDirectory: isDirectory)
        }
      if !isIgnored, name.elementsEqual(DirectoryRules.ignoreFile.utf8) {
        findings.addIgnoreFile(Array(path.dropLast(name.count)))
      }
      return !isIgnored
    }
    let (files, problems) = try walk.scan(cancellation: cancellation)
    let reasons = problems.filter {
      !(isTolerant && ($0.reason == .brokenLink || $0.reason == .linkLoop))
    }
    if !reasons.isEmpty { throw WalkError(root: directory, problems: reasons) }
    if !isTolerant, let place = findings.ignoreFile {
      let inside = String(decoding: place.dropLast(), as: UTF8.self)
      throw WorkspaceError.ignoreFileInsideData(
        directory: inside.isEmpty ? directory : Paths.join(directory, inside))
    }
    let projects = findings.projects
    let own = projects.isEmpty ? files : files.excluding(below: projects)
    return findings.ignoreFile != nil
      ? try applyingIgnoreFiles(of: own, below: directory, rules, prefix) : own
  }

  /// Without what `.dvcignore` files among the files themselves hide.
  private func applyingIgnoreFiles(
    of files: FileList, below directory: String, _ above: IgnoreStack, _ prefix: [UInt8]
  ) throws -> FileList {
    let start = String(decoding: prefix, as: UTF8.self)
    let name = DirectoryRules.ignoreFile
    let found = (0..<files.count).map(files.path).filter { $0 == name || $0.hasSuffix("/" + name) }
    var rules = above
    // Path order has parents behind what is in some of their directories.
    for path in found.sorted(by: { $0.split(separator: "/").count < $1.split(separator: "/").count })
    where !rules.ignoresDeep(start + path, isDirectory: false) {
      guard let text = try FileSystem.readIfPresent(Paths.join(directory, path)) else { continue }
      let base = start + (path == name ? "" : Paths.parent(path))
      rules.append(
        IgnorePatterns(
          text: text, source: start + path, base: base.hasSuffix("/") ? String(base.dropLast()) : base))
    }
    var kept: [(path: String, info: FileInfo, isLink: Bool)] = []
    for index in 0..<files.count where !rules.ignoresDeep(start + files.path(index), isDirectory: false) {
      kept.append((files.path(index), files.info(index), files.isLink(index)))
    }
    return FileList(kept)
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
  private let ignoreFiles = Mutex<[[UInt8]]>([])
  private let found = Mutex<[[UInt8]]>([])

  func addIgnoreFile(_ directory: [UInt8]) { ignoreFiles.withLock { $0.append(directory) } }
  func addProject(_ path: [UInt8]) { found.withLock { $0.append(path) } }
  /// The directory of the first `.dvcignore` on the way down, with a slash at its end unless it is the walked one.
  var ignoreFile: [UInt8]? {
    ignoreFiles.withLock { $0.min { $0.lexicographicallyPrecedes($1) } }
  }
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
