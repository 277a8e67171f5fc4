/// The name of an option: `core.remote`, or `remote.NAME.url` for sections that have a name.
public struct ConfigAddress: Hashable, Sendable {
  public let section: String
  /// The remote's or database's name.
  public let name: String?
  public let option: String

  public init(_ section: String, _ option: String) {
    self.section = section
    self.name = nil
    self.option = option
  }

  /// An option of a section with a name. The name counts in lower case.
  public init(_ section: String, name: String, _ option: String) {
    self.section = section
    self.name = name.lowercased()
    self.option = option
  }

  /// Reads `section.option`, `remote.NAME.option` or `db.NAME.option`, in any case; nil for other texts.
  public init?(_ text: String) {
    let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
      .map { String(Substring($0)) }
    switch parts.count {
    case 2: self.init(parts[0].lowercased(), parts[1].lowercased())
    case 3 where parts[0] == "remote" || parts[0] == "db":
      self.init(parts[0], name: parts[1], parts[2].lowercased())
    default: return nil
    }
  }
}

extension ConfigAddress {
  /// `remote.NAME` or `db.NAME`, without an option.
  var isWholeRemote: Bool { name == nil && (section == "remote" || section == "db") }

  /// An option that stands in `config.cairn`, as DVC doesn't know it.
  public var isOwn: Bool { name == nil && ConfigSchema.own[section]?[option] != nil }
}

extension ConfigAddress: CustomStringConvertible {
  public var description: String { [section, name, option].compactMap(\.self).joined(separator: ".") }
}
