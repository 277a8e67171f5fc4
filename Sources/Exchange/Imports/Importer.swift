import Documents
import Files
import Hashing
import Manifests
import Objects
import Workspace

/// Brings imported data, and records where it came from in the pointer that names it.
public struct Importer {
  public enum Extent: Sendable {
    /// Learn what the source is, but bring nothing (`--no-download`).
    case record
    case data
  }

  let repository: Repository
  let opener: ProjectOpener
  let jobs: Int?
  /// The version to have of a source in a bucket with versioning; nil: the latest, or the one that its URL names.
  public var version: String?

  public init(_ repository: Repository, opener: ProjectOpener, jobs: Int?) {
    self.repository = repository
    self.opener = opener
    self.jobs = jobs
  }

  // MARK: Sources

  /// The source of an import, as messages name it.
  public func shown(_ dependency: DependencyEntry, from directory: String) -> String {
    if let source = dependency.repository { return "\(dependency.path) (\(source.url))" }
    if DataLocation.isURL(dependency.path) { return dependency.path }
    let path = Paths.absolute(dependency.path, in: directory)
    return Paths.isInside(path, repository.root) ? repository.display(path) : path
  }

  func external(_ dependency: DependencyEntry, from directory: String) throws -> any ExternalSource {
    var place = dependency.path
    if let version, dependency.data.versionID != nil {
      place = place.prefix { $0 != "?" } + "?versionId=" + version
    }
    return try ExternalSources(repository, directory: directory, jobs: jobs).source(
      place, options: dependency.fileSystemConfig)
  }

  func source(
    _ dependency: DependencyEntry, from directory: String, at revision: String?
  ) throws -> SourceRepository? {
    guard let source = dependency.repository else { return nil }
    var request = SourceRepository.Request(
      source, bases: [repository.environment.workingDirectory, directory, repository.root])
    request.revision = revision
    request.jobs = jobs
    return try SourceRepository(request, opener: opener)
  }

  // MARK: Importing

  /// Asks the source, brings the data into the cache, and says so in the pointer. The workspace is not touched.
  /// - Parameters:
  ///   - directory: absolute, that paths of the pointer are relative to.
  ///   - isLocked: a repository is read at the commit recorded before, if one is.
  /// - Throws: ``ImportError``, errors of git, of remotes, of the store.
  public func bring(
    _ pointer: inout PointerFile, in directory: String, _ extent: Extent, isLocked: Bool = false
  ) throws {
    guard pointer.isImport else { return }
    if pointer.dependencies[0].repository != nil {
      try bringFromRepository(&pointer, directory, extent, isLocked)
    } else {
      try bringFromURL(&pointer, directory, extent)
    }
    // Before the record of the output goes, as the peer has it.
    pointer.recordedMD5 = pointer.stageMD5()
    if extent == .record {
      pointer.outputs[0].data = DataRecord()
      pointer.outputs[0].data.hashName = "md5"
    }
  }

  private func bringFromRepository(
    _ pointer: inout PointerFile, _ directory: String, _ extent: Extent, _ isLocked: Bool
  ) throws {
    let dependency = pointer.dependencies[0]
    let recorded = dependency.repository
    let revision = (isLocked ? recorded?.lockedRevision : nil) ?? recorded?.revision
    guard let source = try source(dependency, from: directory, at: revision) else { return }
    guard let commit = source.commit else { throw ImportError.sourceWithoutGit(url: source.request.url) }
    // Without the data nobody looks whether the source has it, as by the peer.
    if extent == .data {
      let store = try repository.store
      guard let contents = try source.contents(of: dependency.path, trees: store) else {
        throw ImportError.notFound(path: dependency.path)
      }
      pointer.outputs[0].data = try contents.store(in: store, algorithm: repository.algorithm).record
    }
    pointer.dependencies[0].repository?.lockedRevision = commit.hex
  }

  private func bringFromURL(_ pointer: inout PointerFile, _ directory: String, _ extent: Extent) throws {
    let dependency = pointer.dependencies[0]
    let source = try external(dependency, from: directory)
    let missing = ImportError.sourceMissing(shown(dependency, from: directory))
    let output = Paths.absolute(pointer.outputs[0].path, in: directory)
    guard let path = source.localPath else {
      try bringFromServer(source, &pointer, output, extent, missing)
      return
    }
    let reader = DataReader(repository: repository)
    guard let snapshot = try reader.snapshot(of: path, for: extent == .data ? .store : .hash) else {
      throw missing
    }
    pointer.dependencies[0].data = snapshot.record
    guard extent == .data else { return }
    var record = snapshot.record
    // The bit belongs to the source's file; a copy of it is data.
    record.isExecutable = false
    pointer.outputs[0].data = try withoutIgnored(record, snapshot, output)
  }

  /// Downloads to a private place first, so that nothing half is ever seen.
  private func bringFromServer(
    _ source: any ExternalSource, _ pointer: inout PointerFile, _ output: String, _ extent: Extent,
    _ missing: ImportError
  ) throws {
    guard let entry = try source.entry() else { throw missing }
    var record = DataRecord()
    record.size = entry.size.map(Int.init)
    record.digest = entry.mark
    record.fileCount = entry.fileCount
    record.versionID = entry.versionID
    record.hashName = "md5"
    if let files = entry.files { record.settle(files) }
    // Others push to a bucket with versions; the import's own copy stays here.
    if source is VersionedSource { pointer.outputs[0].isPushed = false }
    if extent == .record, record.digest == nil, record.files == nil {
      guard let content = try content(of: source, for: .hash) else { throw missing }
      record = content.record
    }
    if extent == .data {
      guard let snapshot = try content(of: source, for: .store) else { throw missing }
      var out = snapshot.record
      out.isExecutable = false
      pointer.outputs[0].data = try withoutIgnored(out, snapshot, output)
      if record.digest == nil { record = out }
      if record.isDirectory != out.isDirectory { throw missing }
    }
    pointer.dependencies[0].data = record
  }

  /// What a server has, by its content: all of it is read.
  func content(of source: any ExternalSource, for purpose: DataReader.Purpose) throws -> Snapshot? {
    try FileSystem.makeDirectories(repository.privateDirectory)
    let place = try FileSystem.makeTemporaryDirectory(in: repository.privateDirectory, prefix: "import-")
    defer { _ = try? FileSystem.removeTree(place) }
    let target = Paths.join(place, "data")
    try ExternalDownload(
      source: source, progress: repository.progress, cancellation: repository.cancellation
    ).run(to: target)
    return try DataReader(repository: repository).snapshot(of: target, for: purpose)
  }

  /// Leaves out of a directory what the project's `.dvcignore` hides at the place where it goes.
  private func withoutIgnored(
    _ record: DataRecord, _ snapshot: Snapshot, _ output: String
  ) throws -> DataRecord {
    guard let listing = snapshot.listing, FileSystem.exists(Paths.join(repository.root, ".dvcignore")) else {
      return record
    }
    let inside = Paths.relative(output, to: repository.root)
    let ignore = repository.ignore
    var kept: [Int] = []
    for index in 0..<listing.files.count
    where try !ignore.isIgnored(inside + "/" + listing.files.path(index), isDirectory: false) {
      kept.append(index)
    }
    if kept.count == listing.files.count { return record }
    var builder = TreeBuilder(algorithm: repository.algorithm, expectedEntries: kept.count)
    var size: Int64 = 0
    for index in kept {
      try builder.append(listing.files.path(index), listing.digests[index])
      size += listing.files.info(index).size
    }
    let tree = try builder.finish()
    return DataRecord(try repository.store.store(tree), size: Int(size), fileCount: tree.count)
  }

  /// Puts a directory to where nothing is in one step, so that it is never there in part. Where that can't be done
  /// ``place(_:file:in:)`` does all.
  public func placeWhole(_ pointer: PointerFile, at path: String) throws {
    guard let id = pointer.outputs.first?.data.object, id.isTree,
      try FileSystem.info(path, followLinks: false) == nil
    else { return }
    let store = try repository.store
    let tree = try store.tree(id)
    try FileSystem.makeDirectories(repository.nursery)
    let place = try FileSystem.makeTemporaryDirectory(in: repository.nursery, prefix: "import")
    defer { _ = try? FileSystem.removeTree(place) }
    let parent = Paths.parent(path)
    guard let here = try FileSystem.info(parent), try FileSystem.info(place)?.device == here.device else {
      return
    }
    let whole = Paths.join(place, "data")
    _ = try store.checkout(
      tree, into: whole, type: store.linkType(for: parent), progress: repository.progress,
      cancellation: repository.cancellation)
    try FileSystem.rename(whole, to: path)
  }

  /// Makes the workspace what the pointer says, whatever lies there.
  /// - Parameter file: of the pointer, root-relative.
  public func place(_ pointer: PointerFile, file: String, in directory: String) throws {
    let outputs = Self.outputs(of: pointer, in: directory, root: repository.root)
    let checkout = Checkout(repository, .init(force: true))
    for output in outputs {
      guard let path = try repository.ownPath(of: output) else { continue }
      if output.recorded.object == nil {
        try FileSystem.removeTree(path)
        repository.state.forget(directory: repository.key(of: path))
      } else {
        _ = try checkout.run([Checkout.Item(output)])
      }
    }
  }

  /// Writes the pointer once its objects are safe.
  public func write(_ pointer: PointerFile, to file: String) throws {
    try repository.store.flush()
    let path = Paths.join(repository.root, file)
    do {
      let text = try pointer.text(over: FileSystem.readIfPresent(path))
      try repository.writeTracked(Array(text.utf8), to: path)
      repository.noteChange(of: path)
    } catch let error as DocumentError {
      throw WorkspaceError.invalidFile(path: file, cause: error)
    }
  }

  static func outputs(of pointer: PointerFile, in directory: String, root: String) -> [Output] {
    pointer.outputs.map {
      Output(entry: $0, location: DataLocation(declared: $0.path, from: directory, root: root), role: .data)
    }
  }
}
