import Files
import Git
import Workspace

/// The files of ours as the next commit has them. What is the same in the work tree is read there, the rest from
/// git's index.
struct StagedFiles: SourceTree {
  /// `.dvc/config` shows where other projects begin.
  static let patterns = ["*.dvc", "*dvc.yaml", "*dvc.lock", "*.dvcignore", "*.dvc/config"]

  private let git: GitRepository
  private let root: String
  /// The project's place in the work tree: `""`, or ending in `/`.
  let prefix: String
  /// By root-relative path.
  private let blobs: [String: GitID]
  private let directories: [String: [(name: String, kind: FileInfo.Kind)]]
  /// Relative to the work tree.
  private let unstaged: Set<String>

  init(_ git: GitRepository, root: String) throws {
    self.git = git
    self.root = root
    let inside = try git.location.relative(root)
    prefix = inside.isEmpty || inside == "." ? "" : inside + "/"
    unstaged = try git.unstagedPaths()
    var blobs: [String: GitID] = [:]
    var directories: [String: [(name: String, kind: FileInfo.Kind)]] = [:]
    for (path, blob) in try git.indexEntries(matching: Self.patterns) where path.hasPrefix(prefix) {
      let path = String(path.dropFirst(prefix.count))
      guard blobs.updateValue(blob, forKey: path) == nil else { continue }
      var name = Paths.name(path)
      var kind = FileInfo.Kind.file
      var rest = path
      while true {
        let parent = rest.contains("/") ? Paths.parent(rest) : ""
        let isKnown = directories[parent] != nil
        if kind == .file || directories[parent]?.contains(where: { $0.name == name }) != true {
          directories[parent, default: []].append((name, kind))
        }
        if isKnown || parent.isEmpty { break }
        (name, kind, rest) = (Paths.name(parent), .directory, parent)
      }
    }
    self.blobs = blobs
    self.directories = directories.mapValues {
      $0.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }
  }

  func read(_ path: String) throws -> [UInt8]? {
    let isChanged = unstaged.contains(prefix + path)
    if let blob = blobs[path] {
      if !isChanged, let bytes = try? FileSystem.readIfPresent(Paths.join(root, path)) { return bytes }
      return try git.blob(blob)
    }
    if isChanged, let bytes = try? git.run(["cat-file", "blob", ":" + prefix + path]) { return bytes }
    return try WorkspaceTree(root: root).read(path)
  }

  func kind(_ path: String) throws -> FileInfo.Kind? {
    if blobs[path] != nil { return .file }
    if directories[path] != nil { return .directory }
    return try WorkspaceTree(root: root).kind(path)
  }

  /// Whether a file belongs to this project and not to one inside of it.
  /// - Parameter path: relative to the project's root.
  func isOwn(_ path: String) -> Bool {
    var here = path
    while here.contains("/") {
      here = Paths.parent(here)
      if directories[here]?.contains(where: { $0.name == Repository.directoryName && $0.kind == .directory })
        == true
      {
        return false
      }
    }
    return true
  }

  func list(_ path: String) throws -> [(name: String, kind: FileInfo.Kind)] { directories[path] ?? [] }
}
