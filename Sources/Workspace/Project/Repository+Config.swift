import Files
import Manifests
import Objects

extension Durability {
  /// As `core.durability` says.
  public init(_ chosen: Config.Durability) {
    switch chosen {
    case .none: self = .none
    case .batch: self = .batch
    case .full: self = .full
    }
  }
}

/// What this room wants to know of the configuration.
extension Repository {
  /// `git add` what we write (`core.autostage`).
  public var isAutostaged: Bool { core.autostage }

  var cacheDirectory: String { config.cache.directory ?? dotDirectory + "/cache" }

  var flagStyle: FlagStyle { config.flagStyle }

  var storeSettings: StoreSettings {
    let cache = config.cache
    var settings = StoreSettings(
      linkTypes: cache.linkTypes.compactMap { LinkType(rawValue: $0.rawValue) }, isShared: cache.isShared,
      durability: durability, quarantine: privateDirectory + "/quarantine", nursery: nursery)
    settings.workspace = root
    settings.verified = privateDirectory + "/verified"
    if let jobs = core.checksumJobs { settings.workers = max(1, jobs) }
    return settings
  }
}
