import Documents
import Hashing

/// The options of sections without a name, typed, with their defaults. Values that the schema refuses count
/// as absent: `validate()` reports them.
extension Config {
  public struct Core: Equatable, Sendable {
    /// The default remote, in lower case.
    public var remote: String?
    public var checksumJobs: Int?
    public var interactive = false
    public var analytics = true
    public var hardlinkLock = false
    public var noSCM = false
    public var autostage = false
    public var checkUpdate = true
    public var siteCacheDirectory: String?
    /// How new objects are named.
    public var hash = HashAlgorithm.md5
  }

  public struct Cache: Equatable, Sendable {
    /// Absolute; nil outside of a project when nothing is set.
    public var directory: String?
    /// In order of preference.
    public var linkTypes: [CacheLinkType] = [.reflink, .copy]
    /// Group-writable.
    public var isShared = false
    public var slowLinkWarning = true
    public var verify = false
  }

  public struct Plots: Equatable, Sendable {
    public var htmlTemplate: String?
    public var autoOpen = false
    public var outputDirectory = "dvc_plots"
  }

  public struct Experiments: Equatable, Sendable {
    public var autoPush = false
    public var gitRemote = "origin"
  }

  public struct Hydra: Equatable, Sendable {
    public var enabled = false
    public var configDirectory: String?
    public var configModule: String?
    public var configName = "config"
    public var pluginsPath: String?
  }

  /// How hard to work for data to survive a power cut (`core.durability` of ``ConfigPlaces/own``).
  public enum Durability: String, Sendable { case none, batch, full }

  public var durability: Durability {
    ConfigOptions(merged()["core", nil]).text("durability").flatMap { Durability(rawValue: $0.lowercased()) }
      ?? .batch
  }

  /// Bytes a second that transfers may move (`core.rate_limit` of ``ConfigPlaces/own``).
  public var rateLimit: Int64? {
    ConfigOptions(merged()["core", nil]).text("rate_limit").flatMap(ConfigScalar.bytes)
  }

  public var core: Core {
    let section = ConfigOptions(merged()["core", nil])
    var core = Core()
    core.remote = section.text("remote")?.lowercased()
    core.checksumJobs = section.integer("checksum_jobs")
    core.interactive = section.flag("interactive") ?? core.interactive
    core.analytics = section.flag("analytics") ?? core.analytics
    core.hardlinkLock = section.flag("hardlink_lock") ?? core.hardlinkLock
    core.noSCM = section.flag("no_scm") ?? core.noSCM
    core.autostage = section.flag("autostage") ?? core.autostage
    core.checkUpdate = section.flag("check_update") ?? core.checkUpdate
    core.siteCacheDirectory = section.text("site_cache_dir")
    let hash = section.text("hash")?.lowercased()
    core.hash = HashAlgorithm.allCases.first { $0.name == hash } ?? core.hash
    return core
  }

  public var cache: Cache {
    let section = ConfigOptions(merged()["cache", nil])
    var cache = Cache()
    cache.directory = section.text("dir") ?? places.repository.map { $0 + "/cache" }
    if let types = section.linkTypes("type") { cache.linkTypes = types }
    cache.isShared = section.text("shared")?.lowercased() == "group"
    cache.slowLinkWarning = section.flag("slow_link_warning") ?? cache.slowLinkWarning
    cache.verify = section.flag("verify") ?? cache.verify
    return cache
  }

  public var plots: Plots {
    let section = ConfigOptions(merged()["plots", nil])
    var plots = Plots()
    plots.htmlTemplate = section.text("html_template")
    plots.autoOpen = section.flag("auto_open") ?? plots.autoOpen
    plots.outputDirectory = section.text("out_dir") ?? plots.outputDirectory
    return plots
  }

  public var experiments: Experiments {
    let section = ConfigOptions(merged()["exp", nil])
    var experiments = Experiments()
    experiments.autoPush = section.flag("auto_push") ?? experiments.autoPush
    experiments.gitRemote = section.text("git_remote") ?? experiments.gitRemote
    return experiments
  }

  /// How mappings become command line flags.
  public var flagStyle: FlagStyle {
    let section = ConfigOptions(merged()["parsing", nil])
    return FlagStyle(
      negatesFalse: section.text("bool")?.lowercased() == "boolean_optional",
      repeatsKeys: section.text("list")?.lowercased() == "append")
  }

  public var hydra: Hydra {
    let section = ConfigOptions(merged()["hydra", nil])
    var hydra = Hydra()
    hydra.enabled = section.flag("enabled") ?? hydra.enabled
    hydra.configDirectory = section.text("config_dir")
    hydra.configModule = section.text("config_module")
    hydra.configName = section.text("config_name") ?? hydra.configName
    hydra.pluginsPath = section.text("plugins_path")
    return hydra
  }
}
