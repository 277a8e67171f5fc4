import Documents
import Hashing

/// What an entry of `outs` or `deps` says about the data at its path (formats §3.2, §4.5).
public struct DataRecord: Equatable, Sendable {
  public var digest: RecordedDigest?
  /// The value of `hash:`, the algorithm's name. Without it an md5 is of the 2.x kind (formats §2.7).
  public var hashName: String?
  /// Bytes of the file, or of all files of the directory.
  public var size: Int?
  /// `nfiles`, directories only.
  public var fileCount: Int?
  /// `isexec`; false when absent.
  public var isExecutable = false
  public var versionID: String?
  /// Ids given by cloud remotes: remote name → {etag, version_id, …} (formats §2.9).
  public var cloud: Mapping?
  /// The members of a directory on a cloud-versioned remote, sorted by path. Written instead of the directory's digest,
  /// size and number of files, which are computed from them when read.
  public var files: [FileRecord]?
  /// What was used of a data set (`ds://name`), which has no data of its own here.
  public var dataset: Mapping?

  public init() {}

  /// A record of an object of ours.
  public init(_ object: ObjectID, size: Int?, fileCount: Int? = nil, isExecutable: Bool = false) {
    digest = RecordedDigest(object)
    hashName = object.algorithm == .md5Dos2Unix ? nil : object.algorithm.name
    self.size = size
    self.fileCount = fileCount
    self.isExecutable = isExecutable
  }

  /// The object in our store; `nil` without a hash, with a foreign one, or when the text isn't a hash.
  public var object: ObjectID? {
    guard let digest, let algorithm = digest.kind.algorithm else { return nil }
    return ObjectID(digest.text, algorithm: isLegacy ? .md5Dos2Unix : algorithm)
  }

  /// Whether nothing is known of the data yet.
  public var isEmpty: Bool { digest == nil && (files ?? []).isEmpty }
  /// The same data without what a cloud remote said of it.
  public var withoutCloud: DataRecord {
    var plain = self
    (plain.cloud, plain.files, plain.versionID) = (nil, nil, nil)
    return plain
  }
  /// An md5 of DVC 2.x: text hashed with LF line ends, objects in the old place.
  public var isLegacy: Bool { digest?.kind == .md5 && hashName == nil }
  public var isDirectory: Bool { digest.map { $0.text.hasSuffix(ObjectID.treeSuffix) } ?? (files != nil) }
}

extension DataRecord {
  /// Reads the keys of a valid entry.
  public init(_ mapping: Mapping) {
    digest = RecordedDigest(in: mapping)
    hashName = mapping["hash"]?.string
    size = Self.integer(mapping["size"])
    fileCount = Self.integer(mapping["nfiles"])
    isExecutable = mapping["isexec"]?.bool ?? false
    versionID = mapping["version_id"]?.string
    cloud = mapping["cloud"]?.map
    dataset = mapping["dataset"]?.map
    files = mapping["files"]?.list.map { $0.compactMap(FileRecord.init) }
    if digest == nil, let files, !files.isEmpty { settle(files) }
  }

  /// Takes over the members of a directory on a cloud-versioned remote, and what they make together: its digest, size
  /// and number of files.
  public mutating func settle(_ files: [FileRecord]) {
    self.files = files.sorted { CodePoints.areInOrder($0.path, $1.path) }
    let kind = files.first?.data.digest?.kind ?? .md5
    let members = (self.files ?? []).map { file in
      var member = Mapping()
      if let digest = file.data.digest { member[digest.kind.rawValue] = .string(digest.text) }
      member["relpath"] = .string(file.path)
      return Value.map(member)
    }
    let bytes = JSON.bytes(of: .list(members))
    let algorithm = kind.algorithm?.forTrees ?? .md5
    let hex = Hash.digest(bytes, algorithm).hex(byteCount: algorithm.byteCount)
    digest = RecordedDigest(kind, hex + ObjectID.treeSuffix)
    size = files.reduce(0) { $0.adding(clamped: $1.data.size ?? 0) }
    fileCount = files.count
  }

  private static func integer(_ value: Value?) -> Int? {
    value?.int ?? value?.bool.map { $0 ? 1 : 0 }
  }

  /// digest, size, nfiles, isexec, version_id: in this order in every file.
  func writeData(to mapping: inout Mapping) {
    // A list of members stands for what it makes.
    if files != nil { return }
    if let dataset { mapping["dataset"] = .map(dataset) }
    if let digest { mapping[digest.kind.rawValue] = .string(digest.text) }
    if let size { mapping["size"] = .int(size) }
    if let fileCount { mapping["nfiles"] = .int(fileCount) }
    if isExecutable { mapping["isexec"] = true }
    if let versionID { mapping["version_id"] = .string(versionID) }
    if let cloud, !cloud.isEmpty { mapping["cloud"] = .map(cloud) }
  }

  func writeHashName(to mapping: inout Mapping) {
    if let hashName { mapping["hash"] = .string(hashName) }
  }

  /// `files`, sorted by path. They stand for the directory, whose own digest and sizes aren't written.
  func writeFiles(to mapping: inout Mapping) {
    guard let files else { return }
    mapping["files"] = .list(files.sorted { CodePoints.areInOrder($0.path, $1.path) }.map(\.value))
  }
}

/// One file of a directory in an entry's `files:` (formats §2.9).
public struct FileRecord: Equatable, Sendable {
  /// Relative to the directory.
  public var path: String
  public var data: DataRecord

  public init(path: String, data: DataRecord) {
    self.path = path
    self.data = data
  }

  init?(_ value: Value) {
    guard let mapping = value.map, let path = mapping["relpath"]?.string else { return nil }
    self.init(path: path, data: DataRecord(mapping))
  }

  var value: Value {
    var mapping = Mapping()
    mapping["relpath"] = .string(path)
    data.writeData(to: &mapping)
    return .map(mapping)
  }
}
