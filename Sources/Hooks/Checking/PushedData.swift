import Exchange
import Files
import Git
import Hashing
import Manifests
import Workspace

/// What some commits name that their parents did not: the data that has to be there for them.
public struct PushedData {
  /// An output as a commit brought it in.
  public struct Named: Sendable {
    public let output: Output
    /// The pointer or `dvc.yaml`, relative to the top of the work tree.
    public let file: String
    public let commit: GitID
  }

  public private(set) var named: [Named] = []
  /// Files that can't be read.
  public private(set) var problems: [Problem] = []
  public private(set) var commits = 0

  private static func isOurs(_ path: UnsafeBufferPointer<UInt8>) -> Bool {
    [".dvc", "dvc.yaml", "dvc.lock"].contains { path.suffix($0.utf8.count).elementsEqual($0.utf8) }
  }

  /// - Parameters:
  ///   - revisions: as `git rev-list` takes them.
  ///   - prefix: the project's directory, relative to the top of the work tree; `""`: the top.
  public init(_ repository: Repository, _ git: GitRepository, _ revisions: [String], prefix: String) throws {
    let start = prefix.isEmpty ? "" : prefix + "/"
    var seen: Set<String> = []
    try git.history(revisions, firstParent: true, wanting: Self.isOurs) { entry in
      commits += 1
      var files: Set<String> = []
      for change in entry.changes where change.new != nil && change.path.hasPrefix(start) {
        guard CommitCheck.isOurs(change.path) else { continue }
        var file = String(change.path.dropFirst(start.count))
        if Paths.name(file) == LockFile.name {
          let directory = file.contains("/") ? Paths.parent(file) + "/" : ""
          file = directory + PipelineFile.name
        } else if Paths.name(file) != PipelineFile.name,
          !seen.insert("\(file) \(change.new?.hex ?? "")").inserted
        {
          continue  // this version of a pointer was looked at
        }
        files.insert(file)
      }
      if files.isEmpty { return }
      let tree = try git.tree(at: entry.id, below: prefix)
      for file in files.sorted() where try Self.isOwn(file, tree) {
        read(repository, tree, file, start + file, entry.id)
      }
    }
  }

  /// Whether a file belongs to this project and not to one inside of it.
  private static func isOwn(_ file: String, _ tree: RevisionTree) throws -> Bool {
    var here = file
    while here.contains("/") {
      here = Paths.parent(here)
      if try tree.kind(here + "/" + Repository.directoryName) == .directory { return false }
    }
    return true
  }

  /// Everything that one commit names.
  public init(_ repository: Repository, all tree: RevisionTree, prefix: String) throws {
    commits = 1
    let start = prefix.isEmpty ? "" : prefix + "/"
    for stage in try repository.index(at: tree).stages { add(stage, start + stage.file, tree.commit) }
  }

  private mutating func read(
    _ repository: Repository, _ tree: RevisionTree, _ file: String, _ shown: String, _ commit: GitID
  ) {
    do {
      // A lock file may have lost its dvc.yaml.
      guard let bytes = try tree.read(file) else { return }
      if bytes.hasConflictMarks {
        problems.append(Problem(.conflictMarks, file: shown, commit: commit))
        return
      }
      for stage in try repository.stages(of: file, in: tree) { add(stage, shown, commit) }
    } catch WorkspaceError.invalidFile(let path, let cause) {
      let isMarked = ((try? tree.read(path)) ?? nil)?.hasConflictMarks == true
      let place =
        Paths.parent(shown) == "." || !shown.contains("/")
        ? Paths.name(path) : Paths.parent(shown) + "/" + Paths.name(path)
      problems.append(
        Problem(isMarked ? .conflictMarks : .invalid(cause: cause), file: place, commit: commit))
    } catch {
      problems.append(Problem(.invalid(cause: error), file: shown, commit: commit))
    }
  }

  private mutating func add(_ stage: Stage, _ file: String, _ commit: GitID) {
    if stage.isRepositoryImport { return }
    for output in stage.outputs
    where output.isCached && output.entry.isPushed && output.recorded.object != nil {
      named.append(Named(output: output, file: file, commit: commit))
    }
  }

  /// Each object once, by remote.
  public func wishes(root: String) -> Wishes {
    var wishes = Wishes()
    wishes.add(named.map(\.output), root: root)
    return wishes
  }

  /// Who named an object first (the oldest of the commits).
  public func origin(of id: ObjectID) -> Named? { named.last { $0.output.recorded.object == id } }
}
