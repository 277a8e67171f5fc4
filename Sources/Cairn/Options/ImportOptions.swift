import Documents

/// Another repository, and how to look at it.
public struct SourceOptions: Sendable {
  /// A path of this machine or what git can clone.
  public var url = ""
  /// Of the data in that repository.
  public var path = ""
  /// nil: what is there now.
  public var revision: String?
  /// A file of settings to lay over those of the repository.
  public var config: String?
  /// The remote to use instead of its default one.
  public var remote: String?
  /// Options to lay over those of that remote, in order.
  public var remoteConfig: [(name: String, value: String)] = []
  public var jobs: Int?

  public init() {}
}

/// How much of an import is done.
public enum ImportExtent: Sendable {
  /// Only the pointer is written.
  case nothing
  /// The source is recorded, its data left there.
  case record
  case data
}

/// `import`: data of another repository.
public struct ImportOptions: Sendable {
  public var source = SourceOptions()
  /// nil: the data's own name, here.
  public var out: String?
  public var force = false
  public var extent = ImportExtent.data

  public init() {}
}

/// `import-url`: data from anywhere else.
public struct ImportURLOptions: Sendable {
  public var url = ""
  public var out: String?
  public var force = false
  public var extent = ImportExtent.data
  /// Straight to the remote, with no copy here.
  public var toRemote = false
  public var remote = RemoteSelection()
  /// Remember which version the server has.
  public var versionAware = false
  /// Settings for this URL alone, in order.
  public var settings: [(name: String, value: String)] = []

  public init() {}
}

/// `update`: imports again what moved on.
public struct UpdateOptions: Sendable {
  public var targets: [String] = []
  public var recursive = false
  /// Look at another revision from now on.
  public var revision: String?
  public var noDownload = false
  public var toRemote = false
  public var remote = RemoteSelection()

  public init() {}
}

/// `get` and `get-url`: a copy, not tracked.
public struct GetOptions: Sendable {
  public var source = SourceOptions()
  public var out: String?
  public var force = false

  public init() {}
}

/// `get-url` and `ls-url`.
public struct URLOptions: Sendable {
  public var url = ""
  /// Transfers at once; nil: as the remote's kind has it.
  public var jobs: Int?
  public var out: String?
  public var force = false
  public var settings: [(name: String, value: String)] = []
  public var recursive = false
  public var level: Int?
  /// Directories among files.
  public var sortsByName = false

  public init() {}
}
