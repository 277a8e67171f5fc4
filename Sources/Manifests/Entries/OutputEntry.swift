import Documents
import Hashing

/// An item of a pointer file's `outs` (formats §3.2).
public struct OutputEntry: Equatable, Sendable {
  /// As written, relative to the file's folder and `wdir`; or a URL.
  public var path: String
  public var data: DataRecord
  public var annotations = Annotations()
  /// False: the data isn't kept in the store.
  public var isCached = true
  /// Kept between runs of its stage.
  public var isPersistent = false
  /// The one remote it is pushed to.
  public var remote: String?
  /// False: never pushed.
  public var isPushed = true
  /// Settings of the file system the path belongs to.
  public var fileSystemConfig: Mapping?

  public init(path: String, data: DataRecord = DataRecord()) {
    self.path = path
    self.data = data
  }

  /// A cached output of ours.
  public init(path: String, object: ObjectID, size: Int?, fileCount: Int? = nil, isExecutable: Bool = false) {
    self.init(
      path: path, data: DataRecord(object, size: size, fileCount: fileCount, isExecutable: isExecutable))
  }

  /// The recorded object, if it is one of ours.
  public var object: ObjectID? { data.object }

  /// Reads a valid item; `nil` without a path.
  init?(_ value: Value) {
    guard let mapping = value.map, let path = mapping["path"]?.string else { return nil }
    self.init(path: path, data: DataRecord(mapping))
    annotations = Annotations(mapping)
    isCached = mapping["cache"]?.bool ?? true
    isPersistent = mapping["persist"]?.bool ?? false
    remote = mapping["remote"]?.string
    isPushed = mapping["push"]?.bool ?? true
    fileSystemConfig = mapping["fs_config"]?.map
  }

  /// The item as a pointer file has it, keys in the order of formats §3.3, the path normalised.
  public var value: Value {
    var mapping = Mapping()
    data.writeData(to: &mapping)
    data.writeHashName(to: &mapping)
    mapping["path"] = .string(PathText.normalized(path))
    if let fileSystemConfig, !fileSystemConfig.isEmpty { mapping["fs_config"] = .map(fileSystemConfig) }
    annotations.write(to: &mapping)
    if !isCached { mapping["cache"] = false }
    if isPersistent { mapping["persist"] = true }
    if let remote, !remote.isEmpty { mapping["remote"] = .string(remote) }
    if !isPushed { mapping["push"] = false }
    data.writeFiles(to: &mapping)
    return .map(mapping)
  }

  /// Takes over what a user wrote about the same output before (formats §3.4).
  public mutating func keepAnnotations(of old: OutputEntry) {
    annotations = old.annotations
    remote = old.remote
    isPushed = old.isPushed
  }
}
