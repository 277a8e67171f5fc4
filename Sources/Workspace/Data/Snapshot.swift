import Files
import Hashing
import Manifests
import Objects

/// What a path of the workspace holds now, by hash.
public struct Snapshot: Sendable {
  public var id: ObjectID
  /// Bytes, summed over a directory.
  public var size: Int64
  /// Entries of a directory; nil for a file.
  public var fileCount: Int?
  /// A single file with any x bit.
  public var isExecutable: Bool
  /// The members of a directory, in path order.
  public var listing: Listing?

  public init(id: ObjectID, size: Int64, fileCount: Int?, isExecutable: Bool, listing: Listing?) {
    self.id = id
    self.size = size
    self.fileCount = fileCount
    self.isExecutable = isExecutable
    self.listing = listing
  }

  public var isDirectory: Bool { fileCount != nil }

  /// As it is written into a pointer or a lock entry.
  public var record: DataRecord {
    DataRecord(id, size: Int(size), fileCount: fileCount, isExecutable: isExecutable)
  }

  /// The same, with the versions on a cloud remote that `old` knows of what is unchanged.
  /// - Throws: `TreeError` for a path that can't be in a directory object.
  public func record(over old: DataRecord?) throws -> DataRecord {
    guard old?.files != nil || old?.cloud != nil || old?.versionID != nil else { return record }
    var sizes: [String: Int] = [:]
    if let files = listing?.files {
      for index in 0..<files.count { sizes[files.path(index)] = Int(files.info(index).size) }
    }
    return try record.keepingVersions(of: old, members: try listing?.tree(id.algorithm)) { sizes[$0] }
  }
}

/// A directory's files beside their hashes: two parallel arrays, in path order.
public struct Listing: Sendable {
  public let files: FileList
  public let digests: [Digest]

  public init(files: FileList, digests: [Digest]) {
    self.files = files
    self.digests = digests
  }

  /// The directory object of these files.
  /// - Throws: `TreeError` for a path that can't be in one.
  public func tree(_ algorithm: HashAlgorithm) throws(TreeError) -> Tree {
    var builder = TreeBuilder(algorithm: algorithm, expectedEntries: files.count)
    try files.forEach { (index, path, _) throws(TreeError) in try builder.append(path, digests[index]) }
    return try builder.finish()
  }
}
