import Documents
import Files
import Glibc
import Hashing
import Manifests
import Objects

/// Records the present content of outputs: objects first, then the pointer, then what git should ignore.
public struct DataTracker {
  let repository: Repository

  public init(repository: Repository) { self.repository = repository }

  /// Does one addition.
  /// - Returns: the pointer as written.
  @discardableResult
  public func track(_ addition: Addition, store: Bool, relink: Bool) throws -> PointerFile {
    let reader = DataReader(repository: repository)
    switch addition.kind {
    case .output:
      guard
        let snapshot = try reader.snapshot(
          of: addition.path, like: recorded(addition), for: store ? .store : .hash)
      else { throw WorkspaceError.outputMissing(path: addition.target, absolute: addition.path) }
      let pointer = try write(snapshot.record(over: recorded(addition)), addition)
      if relink { try Relinker(repository: repository).relink(addition.path, snapshot) }
      return pointer
    case .inside(let member):
      return try write(try updated(addition, member, reader, store ? .store : .hash), addition)
    }
  }

  /// Writes the pointer of data that is somewhere else, and will be brought here when somebody wants it.
  @discardableResult
  public func record(_ record: DataRecord, _ addition: Addition, ignoring: Bool = false) throws -> PointerFile
  {
    try write(record, addition, ignoring: ignoring)
  }

  /// Records the present content of a pointer's outputs, as `commit` does.
  /// - Parameter limit: absolute path inside an output: only that part is recorded anew.
  public func commit(_ stage: Stage, limit: String?, relink: Bool) throws {
    guard case .pointer(var pointer) = stage.definition else { return }
    for output in stage.outputs {
      guard let path = try repository.ownPath(of: output) else { continue }
      var kind = Addition.Kind.output
      if let limit, limit != path {
        guard Paths.isInside(limit, path) else { continue }
        kind = .inside(Paths.relative(limit, to: path))
      }
      guard try FileSystem.info(path) != nil else {
        throw WorkspaceError.outputGone(path: repository.display(path))
      }
      let addition = Addition(
        file: stage.file, current: pointer, path: path, kind: kind, target: output.declared)
      pointer = try track(addition, store: output.isCached, relink: relink && output.isCached)
    }
  }

  /// What the pointer says of the output now.
  private func recorded(_ addition: Addition) -> DataRecord? {
    guard let pointer = addition.current else { return nil }
    let directory = Paths.parent(Paths.join(repository.root, addition.file))
    let base = Paths.absolute(pointer.workingDirectory ?? ".", in: directory)
    return pointer.outputs.first { Paths.absolute($0.path, in: base) == addition.path }?.data
  }

  /// The record of a tracked directory after one path in it changed; the rest stays as recorded.
  private func updated(
    _ addition: Addition, _ member: String, _ reader: DataReader, _ purpose: DataReader.Purpose
  ) throws -> DataRecord {
    guard let old = recorded(addition), let id = old.object, id.isTree else {
      throw WorkspaceError.outputMissing(path: addition.target, absolute: addition.path)
    }
    let store = try repository.store
    let before = try store.tree(id)
    let path = Paths.join(addition.path, member)
    let snapshot = try reader.snapshot(of: path, algorithm: id.algorithm, for: purpose)
    let after: Tree
    var added: Int64? = 0
    if let snapshot {
      let isNew = before.find(member) == nil && before.range(below: member).isEmpty
      added = isNew ? snapshot.size : nil
      if let listing = snapshot.listing {
        after = try before.replacing(member, with: listing.tree(id.algorithm))
      } else {
        after = try before.replacing(member, with: snapshot.id.digest)
      }
    } else {
      if before.find(member) == nil, before.range(below: member).isEmpty {
        throw FileError("read", path, errno: ENOENT)
      }
      after = before.removing(member)
      added = nil
    }
    let changed = after.objectID
    if changed == id { return old }
    if purpose == .store { _ = try store.store(after) }
    // Sizes of single members aren't recorded: the sum is known only when something was merely added.
    let size = added.flatMap { added in old.size.map { $0 + Int(added) } }
    let sizes = Dictionary(
      (snapshot?.listing?.files).map { files in
        (0..<files.count).map { (member + "/" + files.path($0), Int(files.info($0).size)) }
      } ?? snapshot.map { [(member, Int($0.size))] } ?? [], uniquingKeysWith: { $1 })
    return DataRecord(changed, size: size, fileCount: after.count)
      .keepingVersions(of: old, members: after) { sizes[$0] }
  }

  /// Writes the pointer once its objects are safe, and keeps the data out of git.
  private func write(
    _ record: DataRecord, _ addition: Addition, ignoring: Bool = true
  ) throws -> PointerFile {
    try repository.store.flush()
    let file = Paths.join(repository.root, addition.file)
    let directory = Paths.parent(file)
    var pointer = addition.current ?? PointerFile()
    let base = Paths.absolute(pointer.workingDirectory ?? ".", in: directory)
    let declared = Paths.relative(addition.path, to: base)
    let entry = pointer.outputs.first { Paths.absolute($0.path, in: base) == addition.path }
    if ignoring, entry?.isCached != false { try repository.ignoreInGit(addition.path) }
    if let known = pointer.outputs.firstIndex(where: { Paths.absolute($0.path, in: base) == addition.path }) {
      pointer.outputs[known].data = record
    } else {
      pointer.outputs = [OutputEntry(path: declared, data: record)]
    }
    let original = try FileSystem.readIfPresent(file)
    do {
      try repository.writeTracked(Array(try pointer.text(over: original).utf8), to: file)
    } catch let error as DocumentError {
      throw WorkspaceError.invalidFile(path: addition.file, cause: error)
    }
    repository.noteChange(of: file)
    return pointer
  }
}
