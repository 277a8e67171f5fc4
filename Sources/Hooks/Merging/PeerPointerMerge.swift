import Documents
import Files
import Hashing
import Manifests
import Objects
import Workspace

/// The merge driver of the peer: `.dvc` files made by `add`, each with one directory (formats §7.3).
public enum PeerPointerMerge {
  public enum Failure: Error, Equatable, Sendable {
    case notAdded
    case differentOptions
    case notDirectories
    /// Changed on both sides.
    case conflicts([String])
    case deletedByBoth(path: String)
    /// Deleted on our side, changed on the other.
    case deletedByUs(path: String)
  }

  /// Merges `theirs` into the file `ours`.
  public static func run(
    _ repository: Repository, ancestor: String, ours: String, theirs: String
  ) throws {
    let base = try read(repository, ancestor)
    let mine = try read(repository, ours)
    let other = try read(repository, theirs)
    for file in [base, mine, other] {
      guard file.pointer.dependencies.isEmpty, file.pointer.outputs.count <= 1 else { throw Failure.notAdded }
    }
    guard let theirOutput = other.pointer.outputs.first else { return }
    guard var output = mine.pointer.outputs.first else {
      try FileSystem.write(other.bytes, to: mine.path, nursery: repository.nursery)
      return
    }
    let baseOutput = base.pointer.outputs.first
    for known in [baseOutput, theirOutput].compactMap({ $0 }) where options(known) != options(output) {
      throw Failure.differentOptions
    }
    let store = try repository.store
    let trees = try [baseOutput, output, theirOutput].map { output -> Tree in
      guard let output else { return Tree() }
      guard let id = output.object, id.isTree else { throw Failure.notDirectories }
      return try store.tree(id)
    }
    let merge = try TreeMerge(base: trees[0], ours: trees[1], theirs: trees[2])
    let conflicts = merge.conflicts.filter { $0.ours != nil }
    if !conflicts.isEmpty { throw Failure.conflicts(conflicts.map(\.path)) }
    if let lost = merge.conflicts.first { throw Failure.deletedByUs(path: lost.path) }
    if let gone = merge.deletedByBoth.first { throw Failure.deletedByBoth(path: gone) }
    let id = try store.store(merge.tree)
    try store.flush()
    output.data.digest = RecordedDigest(.md5, id.description)
    output.data.size = try merge.tree.totalSize(in: store)
    output.data.fileCount = merge.tree.count
    var merged = mine.pointer
    merged.outputs = [output]
    try FileSystem.write(try merged.text(over: mine.bytes), to: mine.path, nursery: repository.nursery)
  }

  private static func read(
    _ repository: Repository, _ name: String
  ) throws -> (path: String, bytes: [UInt8], pointer: PointerFile) {
    let path = Paths.absolute(name, in: repository.environment.workingDirectory)
    guard let bytes = try FileSystem.readIfPresent(path) else { throw WorkspaceError.fileMissing(path: name) }
    do {
      return (path, bytes, try PointerFile.parse(bytes))
    } catch {
      throw WorkspaceError.invalidFile(path: name, cause: error)
    }
  }

  /// All that an output says, but for what its data is.
  private static func options(_ output: OutputEntry) -> Value {
    var output = output
    output.data.digest = nil
    output.data.size = nil
    output.data.fileCount = nil
    return output.value
  }
}
