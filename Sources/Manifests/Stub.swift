/// Stands for the configuration until it lands: defaults only.
public struct Config: Sendable {
  public init() {}
  public func cacheDirectory(root: String) -> String { root + "/.dvc/cache" }
  public var isAutostaged: Bool { false }
  public var isWithoutGit: Bool { false }
  public var flagStyle: FlagStyle { FlagStyle() }
}
