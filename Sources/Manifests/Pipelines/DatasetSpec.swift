import Documents

/// What is wrong with a data set of a `datasets:` list.
public enum DatasetError: Error, Equatable, Sendable {
  case notFound(name: String)
  /// `dvc.lock` says nothing of it.
  case notRecorded(name: String)
  /// It was changed in `dvc.yaml` since `dvc.lock` recorded it.
  case notInSync(name: String)
  case noType
  case unknownType(String)
  case exists(name: String, file: String)
  /// Its entry in `dvc.yaml` has templates.
  case parametrized
  /// DataChain's own program is needed.
  case needsDataChain
  /// A URL has no revisions to choose from.
  case urlWithoutRevisions
}

/// A data set as `dvc.yaml` declares it. Stages name it as `ds://name`.
public struct DatasetSpec: Equatable, Sendable {
  public enum Kind: String, Sendable {
    /// Data of another repository.
    case repository = "dvc"
    /// A DataChain data set.
    case dataChain = "dc"
    /// Versioned data of a cloud.
    case url
  }

  public var name: String
  public var url: String
  public var kind: Kind
  /// In the other repository.
  public var path = ""
  public var revision: String?

  public init(name: String, url: String, kind: Kind) {
    self.name = name
    self.url = url
    self.kind = kind
  }

  /// - Throws: ``DatasetError/noType``, ``DatasetError/unknownType(_:)``
  public init(declared mapping: Mapping) throws(DatasetError) {
    guard let type = mapping["type"]?.string, !type.isEmpty else { throw .noType }
    guard let kind = Kind(rawValue: type) else { throw .unknownType(type) }
    func text(_ key: String) -> String? { mapping[key].flatMap { $0.isNull ? nil : PythonText.str($0) } }
    self.init(name: text("name") ?? "", url: text("url") ?? "", kind: kind)
    guard kind == .repository else { return }
    path = text("path") ?? ""
    revision = text("rev")
  }

  /// The item of the list in both files; what the lock file adds comes behind it.
  public var mapping: Mapping {
    var mapping = Mapping()
    mapping["name"] = .string(name)
    mapping["url"] = .string(url)
    mapping["type"] = .string(kind.rawValue)
    if !path.isEmpty { mapping["path"] = .string(path) }
    if let revision { mapping["rev"] = .string(revision) }
    return mapping
  }

  /// The name in `ds://name`.
  public static func name(in dependency: String) -> String? {
    let scheme = "ds://"
    guard dependency.hasPrefix(scheme) else { return nil }
    return String(dependency.dropFirst(scheme.count).prefix { !"/?#".contains($0) })
  }
}
