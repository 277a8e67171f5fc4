import Hashing
import Manifests
import Objects

/// Data of cloud-versioned remotes: directories are recorded by their members (formats §2.9).
extension DataRecord {
  /// The directory object that the listed members make; nil when there are none, or one of them has no digest of ours.
  public func listedTree() throws(TreeError) -> Tree? {
    guard let files, !files.isEmpty, let algorithm = object?.algorithm else { return nil }
    var builder = TreeBuilder(algorithm: algorithm, expectedEntries: files.count)
    for file in files {
      guard let id = file.object(algorithm) else { return nil }
      try builder.append(file.path, id.digest)
    }
    return try builder.finish()
  }

  /// This record, with the versions that an older one knows of what did not change.
  /// - Parameters:
  ///   - members: what the directory consists of now.
  ///   - size: of a member, by its path.
  func keepingVersions(
    of old: DataRecord?, members: @autoclosure () throws -> Tree?, size: (String) -> Int?
  ) rethrows -> DataRecord {
    guard let old, old.files != nil || old.cloud != nil || old.versionID != nil else { return self }
    var record = self
    guard isDirectory else {
      guard old.digest == digest else { return self }
      (record.cloud, record.versionID) = (old.cloud, old.versionID)
      return record
    }
    guard let known = old.files, let tree = try members() else { return self }
    let before = Dictionary(known.map { ($0.path, $0) }, uniquingKeysWith: { $1 })
    record.settle(
      (0..<tree.count).map { index in
        let path = tree.path(index)
        var data = DataRecord(tree.id(index), size: size(path))
        data.hashName = nil
        if let same = before[path], same.data.digest == data.digest { return same }
        return FileRecord(path: path, data: data)
      })
    return record
  }
}

extension FileRecord {
  /// The object, named as its directory's are.
  public func object(_ algorithm: HashAlgorithm) -> ObjectID? {
    guard let digest = data.digest, digest.kind == .md5 else { return nil }
    return ObjectID(digest.text, algorithm: algorithm)
  }
}

extension Repository {
  /// Puts the directory objects into the cache that an index lists by their members, so that they are like any other.
  /// A cache that cannot be written is no reason to fail: whoever needs them says so.
  func keepListedTrees(_ index: Index) throws {
    func keep(_ record: DataRecord) throws {
      guard record.files != nil, let id = record.object, id.isTree, try !store.contains(id),
        let tree = try? record.listedTree()
      else { return }
      _ = try? store.store(tree)
    }
    for stage in index.stages {
      for output in stage.outputs where output.isCached { try keep(output.recorded) }
      for dependency in stage.dependencies { try keep(dependency.recorded) }
    }
  }
}
