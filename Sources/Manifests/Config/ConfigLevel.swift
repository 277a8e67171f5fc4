/// Where a config file belongs; a later level wins over an earlier one (formats §1.6).
public enum ConfigLevel: Int, CaseIterable, Comparable, Sendable {
  case system, global, repository, local

  public static func < (a: ConfigLevel, b: ConfigLevel) -> Bool { a.rawValue < b.rawValue }
}

/// The directories that hold config files. The caller knows the environment; nothing here asks for it.
public struct ConfigPlaces: Equatable, Sendable {
  /// `$DVC_SYSTEM_CONFIG_DIR` or `/etc/xdg/dvc`.
  public var system: String?
  /// `$DVC_GLOBAL_CONFIG_DIR` or `~/.config/dvc`.
  public var global: String?
  /// The project's `.dvc`; nil outside of a project.
  public var repository: String?
  /// For values that begin with `~`.
  public var home: String?
  /// What the files are called.
  var fileName = "config"

  public init(system: String? = nil, global: String? = nil, repository: String? = nil, home: String? = nil) {
    self.system = system
    self.global = global
    self.repository = repository
    self.home = home
  }

  /// Relative values of a level count from here.
  public func directory(of level: ConfigLevel) -> String? {
    switch level {
    case .system: system
    case .global: global
    case .repository, .local: repository
    }
  }

  public func file(of level: ConfigLevel) -> String? {
    directory(of: level).map { $0 + "/" + fileName + (level == .local ? ".local" : "") }
  }

  /// The same places for options that only cairn has: DVC refuses a project whose `config` has an option it
  /// doesn't know, and passes over files called `config.cairn`.
  public var own: ConfigPlaces {
    var places = self
    places.fileName = "config.cairn"
    return places
  }

  var isOwn: Bool { fileName != "config" }
}
