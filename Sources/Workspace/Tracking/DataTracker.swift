import Documents
import Files
import Glibc
import Hashing
import Manifests
import Objects

/// Records the present content of outputs: objects first, then the pointer, then what git should ignore.
public struct DataTracker {
  let repository: Repository
  private let bring: (ObjectID) throws -> Void

  /// - Parameter bring: asked for a directory object that is needed and not in the cache; it may not find it.
  public init(repository: Repository, bring: @escaping (ObjectID) throws -> Void = { _ in }) {
    self.repository = repository
    self.bring = bring
  }

  /// Does one addition.
  /// - Returns: the pointer as written.
  @discardableResult
  public func track(_ addition: Addition, store: Bool, relink: Bool) throws -> PointerFile {
    let reader = DataReader(repository: repository)
    switch addition.kind {
    case .output:
      let snapshot = try snapshot(addition, reader, store: store)
      let pointer = try write(snapshot.record(over: recorded(addition)), addition)
      if relink { try Relinker(repository: repository).relink(addition.path, snapshot) }
      return pointer
    case .inside(let member):
      return try write(try updated(addition, member, reader, store ? .store : .hash), addition)
    }
  }

  /// What an output is now.
  func snapshot(_ addition: Addition, _ reader: DataReader, store: Bool) throws -> Snapshot {
    guard
      let snapshot = try reader.snapshot(
        of: addition.path, like: recorded(addition), for: store ? .store : .hash)
    else { throw WorkspaceError.outputMissing(path: addition.target, absolute: addition.path) }
    return snapshot
  }

  /// Writes the pointer of data that is somewhere else, and will be brought here when somebody wants it.
  @discardableResult
  public func record(_ record: DataRecord, _ addition: Addition, ignoring: Bool = false) throws -> PointerFile
  {
    try write(record, addition, ignoring: ignoring)
  }

  /// Records the present content of a pointer's outputs, as `commit` does.
  /// - Parameters:
  ///   - limit: absolute path of an output or inside one: only that part is stored; the other outputs are hashed.
  ///   - records: false when all is recorded already, and only has to be stored.
  public func commit(_ stage: Stage, limit: String?, records: Bool = true, relink: Bool) throws {
    guard case .pointer(var pointer) = stage.definition else { return }
    let reader = DataReader(repository: repository)
    var relinks: [(path: String, snapshot: Snapshot)] = []
    var paths: [String] = []
    for (position, output) in stage.outputs.enumerated() {
      try repository.cancellation.check()
      guard let path = try repository.ownPath(of: output) else { continue }
      var kind = Addition.Kind.output
      var isStored = output.isCached
      if let limit, limit != path {
        if Paths.isInside(limit, path) {
          kind = .inside(Paths.relative(limit, to: path))
        } else if records {
          isStored = false
        } else {
          continue
        }
      }
      guard try FileSystem.info(path) != nil else {
        throw WorkspaceError.outputGone(path: repository.display(path))
      }
      let purpose: DataReader.Purpose = isStored ? .store : .hash
      switch kind {
      case .output:
        let old = pointer.outputs[position].data
        guard let snapshot = try reader.snapshot(of: path, like: old, for: purpose) else {
          throw WorkspaceError.outputMissing(path: output.declared, absolute: path)
        }
        pointer.outputs[position].data = try snapshot.record(over: old)
        if relink, isStored { relinks.append((path, snapshot)) }
      case .inside(let member):
        let addition = Addition(
          file: stage.file, current: pointer, path: path, kind: kind, target: output.declared)
        pointer.outputs[position].data = try updated(addition, member, reader, purpose)
      }
      if output.isCached, records { paths.append(path) }
    }
    // One file for all of them, written once.
    try repository.store.flush()
    for path in paths { try repository.ignoreInGit(path) }
    if records, !pointer.dependencies.isEmpty { pointer.recordedMD5 = pointer.stageMD5() }
    try write(pointer, to: stage.file)
    let relinker = Relinker(repository: repository)
    for (path, snapshot) in relinks { try relinker.relink(path, snapshot) }
  }

  /// What the pointer says of the output now.
  func recorded(_ addition: Addition) -> DataRecord? {
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
    let before = try recordedTree(id, addition, reader, isStored: purpose == .store)
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

  /// The directory object as recorded. One that was never stored (`--no-commit`) is what the workspace has, if that is
  /// still what was recorded.
  private func recordedTree(
    _ id: ObjectID, _ addition: Addition, _ reader: DataReader, isStored: Bool
  ) throws -> Tree {
    let store = try repository.store
    if try store.contains(id) { return try store.tree(id) }
    if let whole = try reader.snapshot(of: addition.path, algorithm: id.algorithm, for: .hash),
      whole.id == id,
      let listing = whole.listing
    {
      let tree = try listing.tree(id.algorithm)
      if isStored { _ = try store.store(tree) }
      return tree
    }
    try bring(id)
    return try store.tree(id)
  }

  /// Writes the pointer once its objects are safe, and keeps the data out of git.
  private func write(
    _ record: DataRecord, _ addition: Addition, ignoring: Bool = true
  ) throws -> PointerFile {
    try repository.store.flush()
    let (pointer, isCached) = updated(record, addition)
    if ignoring, isCached { try repository.ignoreInGit(addition.path) }
    try write(pointer, to: addition.file)
    return pointer
  }

  /// The pointer with a new record of the addition's output, and whether that is data to be kept out of git.
  func updated(_ record: DataRecord, _ addition: Addition) -> (pointer: PointerFile, isCached: Bool) {
    let directory = Paths.parent(Paths.join(repository.root, addition.file))
    var pointer = addition.current ?? PointerFile()
    let base = Paths.absolute(pointer.workingDirectory ?? ".", in: directory)
    guard
      let known = pointer.outputs.firstIndex(where: { Paths.absolute($0.path, in: base) == addition.path })
    else {
      pointer.outputs = [OutputEntry(path: Paths.relative(addition.path, to: base), data: record)]
      return (pointer, true)
    }
    pointer.outputs[known].data = record
    return (pointer, pointer.outputs[known].isCached)
  }

  /// - Parameter file: root-relative.
  private func write(_ pointer: PointerFile, to file: String) throws {
    let path = Paths.join(repository.root, file)
    try repository.writeTracked(try text(of: pointer, file), to: path)
    repository.noteChange(of: path)
  }

  /// What the file of a pointer will say.
  func text(of pointer: PointerFile, _ file: String) throws -> [UInt8] {
    let original = try FileSystem.readIfPresent(Paths.join(repository.root, file))
    do {
      return Array(try pointer.text(over: original).utf8)
    } catch {
      throw WorkspaceError.invalidFile(path: file, cause: error)
    }
  }
}
