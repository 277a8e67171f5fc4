import Documents
import Files
import Manifests
import Workspace

extension Importer {
  /// The version of a data set that its source has now, as a lock file records it. No data is brought.
  /// - Parameter directory: absolute, that relative places count from.
  /// - Throws: ``ImportError``, `DatasetError.needsDataChain`, errors of git and of remotes.
  public func version(of spec: DatasetSpec, in directory: String) throws -> DatasetLock {
    var version = Mapping()
    switch spec.kind {
    case .dataChain: throw DatasetError.needsDataChain
    case .repository:
      let dependency = DependencyEntry(
        path: spec.path, repository: RepositorySource(url: spec.url, revision: spec.revision))
      guard let commit = try source(dependency, from: directory, at: spec.revision)?.commit else {
        throw ImportError.sourceWithoutGit(url: spec.url)
      }
      version["rev_lock"] = .string(commit.hex)
    case .url:
      let (meta, files) = try urlVersion(spec.url, directory)
      version["meta"] = .map(meta)
      if !files.isEmpty { version["files"] = .list(files) }
    }
    return DatasetLock(spec, version: version)
  }

  private func urlVersion(_ url: String, _ directory: String) throws -> (meta: Mapping, files: [Value]) {
    var dependency = DependencyEntry(path: url)
    if DataLocation.isURL(url) {
      var settings = Mapping()
      settings["version_aware"] = true
      dependency.fileSystemConfig = settings
    }
    let source = try external(dependency, from: directory)
    var pointer = PointerFile(outputs: [OutputEntry(path: "data")], dependencies: [dependency])
    try bring(&pointer, in: directory, .record)
    let record = pointer.dependencies[0].data
    var meta = Self.meta(of: record)
    if let path = source.localPath, let info = try FileSystem.info(path), info.isFile {
      meta["inode"] = .int(Int(info.inode))
      meta["mtime"] = .double(Double(info.mtime) / 1e9)
    }
    let files = (record.files ?? []).map { file in
      var one = Mapping()
      one["relpath"] = .string(file.path)
      one["meta"] = .map(Self.meta(of: file.data))
      return Value.map(one)
    }
    return (meta, files)
  }

  /// What a source's own listing says: sizes and the cloud's marks, no hash of ours.
  private static func meta(of record: DataRecord) -> Mapping {
    var meta = Mapping()
    if record.isDirectory { meta["isdir"] = true }
    if let size = record.size { meta["size"] = .int(size) }
    if let count = record.fileCount { meta["nfiles"] = .int(count) }
    if record.isExecutable { meta["isexec"] = true }
    if let id = record.versionID { meta["version_id"] = .string(id) }
    if let digest = record.digest, [.etag, .checksum].contains(digest.kind) {
      meta[digest.kind.rawValue] = .string(digest.text)
    }
    return meta
  }
}
