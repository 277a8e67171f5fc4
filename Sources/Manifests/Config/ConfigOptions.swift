import Documents

/// The options of one section, read by type. A value of another type counts as absent.
public struct ConfigOptions: Equatable, Sendable {
  let section: ConfigFile.Section?

  init(_ section: ConfigFile.Section?) { self.section = section }

  /// Names of the options that are set, in order.
  public var names: [String] { section?.options.map(\.name) ?? [] }

  public func text(_ option: String) -> String? { section?[option].map(ConfigScalar.text) }

  public func flag(_ option: String) -> Bool? { text(option).flatMap(ConfigScalar.flag) }

  public func integer(_ option: String) -> Int? { text(option).flatMap(ConfigScalar.integer) }

  public func number(_ option: String) -> Double? { text(option).flatMap(ConfigScalar.number) }

  /// Link types in order; nil when the option is absent or names an unknown one.
  public func linkTypes(_ option: String) -> [CacheLinkType]? {
    guard let items = section?[option].map(ConfigScalar.items) else { return nil }
    let types = items.compactMap(CacheLinkType.init)
    return types.count == items.count ? types : nil
  }
}
