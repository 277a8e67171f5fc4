/// A config file's content: sections of options (formats §1.6, the "configobj" dialect of INI).
///
/// Reading keeps order and drops comments; names stay as written. Writing lays out anew.
public struct ConfigDocument: Equatable, Sendable {
  public enum Value: Equatable, Sendable {
    case text(String)
    /// Items separated by commas outside of quotes.
    case list([String])
  }
  public struct Option: Equatable, Sendable {
    public let name: String
    public var value: Value

    public init(_ name: String, _ value: Value) {
      self.name = name
      self.value = value
    }
  }
  public struct Section: Equatable, Sendable {
    public let name: String
    public var options: [Option]
    /// `[[inner]]` sections, in order. The peer's schema allows none; they are read to be reported.
    public var sections: [Section]

    public init(_ name: String, _ options: [Option] = [], sections: [Section] = []) {
      self.name = name
      self.options = options
      self.sections = sections
    }
  }

  /// Options before the first section; the schema allows none.
  public var options: [Option]
  public var sections: [Section]

  public init(options: [Option] = [], sections: [Section] = []) {
    self.options = options
    self.sections = sections
  }

  /// Reads a file. Errors carry the peer's text without the place (`Duplicate section name`); when several
  /// lines are wrong the first is reported, with the kind `.syntax` and the text `Parsing failed with several
  /// errors.`
  public static func load(_ bytes: [UInt8]) throws(DocumentError) -> ConfigDocument {
    var reader = ConfigReader(bytes)
    return try reader.document()
  }

  /// The file's text: sections as given, options indented by four blanks, no blank lines; a lone line break when there
  /// is nothing.
  ///
  /// Throws `.syntax` when a name or value holds quotes of every kind, so that none can enclose it.
  public func dump() throws(DocumentError) -> String {
    var out = ""
    for option in options { out += try ConfigWriter.line(option, indent: 0) }
    for section in sections { out += try ConfigWriter.text(section, depth: 1) }
    return out.isEmpty ? "\n" : out
  }
}
