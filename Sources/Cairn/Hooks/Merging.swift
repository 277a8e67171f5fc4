import Exchange
import Files
import Git
import Hashing
import Hooks
import Manifests
import Workspace

/// Settles what git could not merge.
public struct ResolveOptions: Sendable {
  public var settlement = MergeSettlement()
  /// Files, relative to the working directory; empty: all of ours.
  public var files: [String] = []

  public init() {}
}

public struct ResolveReport: Sendable {
  /// Files that are merged and staged now, relative to the working directory.
  public var resolved: [String] = []
  /// What somebody has to decide.
  public var open: [MergeConflict] = []

  public init() {}
}

extension Session {
  /// The peer's merge driver.
  /// - Throws: `PeerPointerMerge.Failure`, `WorkspaceError`, `StoreError`.
  public func mergePeerPointers(ancestor: String, ours: String, theirs: String) throws {
    try withRepository { try PeerPointerMerge.run($0, ancestor: ancestor, ours: ours, theirs: theirs) }
  }

  /// Our merge driver: writes the merge, or a text with conflict marks, into the file `ours`.
  /// - Parameter path: what is merged, relative to the top of the work tree.
  /// - Returns: what could not be decided.
  public func merge(ancestor: String, ours: String, theirs: String, path: String) throws -> [MergeConflict] {
    let here = environment.workingDirectory
    let files = [ancestor, ours, theirs].map { Paths.absolute($0, in: here) }
    let bytes = try files.map { try FileSystem.readIfPresent($0) ?? [] }
    let repository = try open(
      root: RepositoryLocator.find(from: nearestDirectory(Paths.absolute(path, in: here))))
    let base = bytes[0].isEmpty ? nil : bytes[0]
    var conflicts: [MergeConflict] = []
    do {
      let result = try merge(repository, path, base, bytes[1], bytes[2], MergeSettlement())
      if result.conflicts.isEmpty {
        try FileSystem.write(result.text ?? "", to: files[1], nursery: repository.nursery)
        return []
      }
      conflicts = result.conflicts
    } catch let error as ManifestError {
      conflicts = [MergeConflict(file: path, what: "\(error)", ours: nil, theirs: nil)]
    }
    // The marks that people and editors know; both versions stay in git's index.
    _ = try? repository.git()?.run(
      ["merge-file", "-L", "ours", "-L", "base", "-L", "theirs", files[1], files[0], files[2]])
    return conflicts
  }

  /// Merges every conflicted file of ours again, with decisions.
  public func resolve(_ options: ResolveOptions) throws -> ResolveReport {
    try withRepository { repository in
      guard let git = try repository.git(), let top = git.location.workTree else { throw UsageError.needsGit }
      let wanted = Set(options.files.map { Paths.absolute($0, in: environment.workingDirectory) })
      var report = ResolveReport()
      var staged: [String] = []
      for file in try git.unmerged() where file.path.hasSuffix(PointerFile.suffix) || Self.isLock(file.path) {
        let path = Paths.join(top, file.path)
        guard wanted.isEmpty || wanted.contains(path) else { continue }
        let versions = try [file.base, file.ours, file.theirs].map { id in try id.map { try git.blob($0) } }
        let result = try merge(
          repository, file.path, versions[0], versions[1], versions[2], options.settlement)
        if !result.conflicts.isEmpty {
          report.open += result.conflicts
          continue
        }
        if let text = result.text {
          try Repository.refuseLinkOutside(path, of: repository.root)
          try FileSystem.write(text, to: path, nursery: repository.nursery)
        } else if FileSystem.exists(path) {
          try FileSystem.remove(path)
        }
        staged.append(path)
        report.resolved.append(repository.display(path))
      }
      try git.stage(staged)
      return report
    }
  }

  private func merge(
    _ repository: Repository, _ path: String, _ base: [UInt8]?, _ ours: [UInt8]?, _ theirs: [UInt8]?,
    _ settlement: MergeSettlement
  ) throws -> PointerMerge.Result {
    if Self.isLock(path) {
      return try LockMerge.run(base: base, ours: ours, theirs: theirs, file: path, settlement: settlement)
    }
    let merge = PointerMerge(store: try repository.store, file: path, settlement: settlement) { id in
      // Without a remote the store says that the object is missing.
      guard let remote = try? RemoteFactory(repository: repository, jobs: nil).remote(nil) else { return }
      _ = try Fetcher(repository: repository, remote: remote).fetchTrees([id])
    }
    return try merge.run(base: base, ours: ours, theirs: theirs)
  }

  private static func isLock(_ path: String) -> Bool { Paths.name(path) == LockFile.name }

  /// The directory of a path, or the first one above it that is there.
  private func nearestDirectory(_ path: String) -> String {
    var here = Paths.parent(path)
    while here != "/", !FileSystem.exists(here) { here = Paths.parent(here) }
    return here
  }
}
