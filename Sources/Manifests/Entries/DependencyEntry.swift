import Documents

/// An item of a pointer file's `deps`: where imported data comes from (formats §3.2, §3.5).
public struct DependencyEntry: Equatable, Sendable {
  /// A path as written, a URL, or a path inside `repository`. Empty for a database without one.
  public var path: String
  public var data: DataRecord
  /// `dvc import`: the data stands in another repository.
  public var repository: RepositorySource?
  /// `dvc import-db`.
  public var database: DatabaseSource?
  public var fileSystemConfig: Mapping?

  public init(path: String, data: DataRecord = DataRecord(), repository: RepositorySource? = nil) {
    self.path = path
    self.data = data
    self.repository = repository
  }

  init?(_ value: Value) {
    guard let mapping = value.map else { return nil }
    let database = mapping["db"]?.map.map(DatabaseSource.init)
    guard let path = mapping["path"]?.string ?? (database == nil ? nil : "") else { return nil }
    self.init(
      path: path, data: DataRecord(mapping), repository: mapping["repo"]?.map.map(RepositorySource.init))
    self.database = database
    fileSystemConfig = mapping["fs_config"]?.map
  }

  /// The item as a pointer file has it. Of a path in another repository no data is written: its revision says it.
  public var value: Value {
    var mapping = Mapping()
    if let repository {
      mapping["path"] = .string(path)
      mapping["repo"] = repository.value
      return .map(mapping)
    }
    data.writeData(to: &mapping)
    if let database {
      mapping["db"] = database.value
      return .map(mapping)
    }
    data.writeHashName(to: &mapping)
    mapping["path"] = .string(path)
    if let fileSystemConfig, !fileSystemConfig.isEmpty { mapping["fs_config"] = .map(fileSystemConfig) }
    data.writeFiles(to: &mapping)
    return .map(mapping)
  }
}

/// `repo:` of an import.
public struct RepositorySource: Equatable, Sendable {
  public var url: String
  /// The revision asked for: branch, tag or commit.
  public var revision: String?
  /// `rev_lock`: the commit the data was taken from.
  public var lockedRevision: String?
  /// A config file's path, or settings as a mapping.
  public var config: Value?
  /// A remote's name, or its settings.
  public var remote: Value?

  public init(
    url: String, revision: String? = nil, lockedRevision: String? = nil, config: Value? = nil,
    remote: Value? = nil
  ) {
    self.url = url
    self.revision = revision
    self.lockedRevision = lockedRevision
    self.config = config
    self.remote = remote
  }

  init(_ mapping: Mapping) {
    self.init(
      url: mapping["url"]?.string ?? "", revision: mapping["rev"]?.string,
      lockedRevision: mapping["rev_lock"]?.string, config: mapping["config"], remote: mapping["remote"])
  }

  var value: Value {
    var mapping = Mapping()
    mapping["url"] = .string(url)
    if let revision { mapping["rev"] = .string(revision) }
    if let lockedRevision { mapping["rev_lock"] = .string(lockedRevision) }
    if let config { mapping["config"] = config }
    if let remote { mapping["remote"] = remote }
    return .map(mapping)
  }
}

/// `db:` of an import from a database.
public struct DatabaseSource: Equatable, Sendable {
  public var query: String?
  public var table: String?
  public var connection: String?
  public var fileFormat: String?

  public init(
    query: String? = nil, table: String? = nil, connection: String? = nil, fileFormat: String? = nil
  ) {
    self.query = query
    self.table = table
    self.connection = connection
    self.fileFormat = fileFormat
  }

  init(_ mapping: Mapping) {
    self.init(
      query: mapping["query"]?.string, table: mapping["table"]?.string,
      connection: mapping["connection"]?.string, fileFormat: mapping["file_format"]?.string)
  }

  var value: Value {
    var mapping = Mapping()
    if let query { mapping["query"] = .string(query) }
    if let table { mapping["table"] = .string(table) }
    if let connection { mapping["connection"] = .string(connection) }
    if let fileFormat { mapping["file_format"] = .string(fileFormat) }
    return .map(mapping)
  }
}
