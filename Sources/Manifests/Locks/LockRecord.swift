import Documents

/// An item of a lock entry's `deps` or `outs`. The path is the raw text of `dvc.yaml` after `${}`, and it is
/// what look-up goes by.
public struct LockRecord: Equatable, Sendable {
  public var path: String
  public var data: DataRecord

  public init(path: String, data: DataRecord) {
    self.path = path
    self.data = data
  }

  init?(_ value: Value) {
    guard let mapping = value.map, let path = mapping["path"]?.string else { return nil }
    self.init(path: path, data: DataRecord(mapping))
  }

  /// path, hash, digest, size, nfiles, isexec, version_id, cloud, files.
  var value: Value {
    var mapping = Mapping()
    mapping["path"] = .string(path)
    data.writeHashName(to: &mapping)
    data.writeData(to: &mapping)
    data.writeFiles(to: &mapping)
    return .map(mapping)
  }
}
