import Manifests

/// `dataset add`: declares a data set that stages can depend on as `ds://name`.
public struct DatasetAddOptions: Sendable {
  public var spec: DatasetSpec
  /// Replace one of that name.
  public var force = false

  public init(_ spec: DatasetSpec) { self.spec = spec }
}

/// `dataset update`: records the version that the source has now.
public struct DatasetUpdateOptions: Sendable {
  public var name: String
  /// Another revision or version.
  public var revision: String?

  public init(name: String) { self.name = name }
}
