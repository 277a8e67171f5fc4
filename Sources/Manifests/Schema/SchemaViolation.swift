import Documents

/// One thing a manifest says wrongly: the peer's message, the path into the document and the place of the
/// innermost collection on that path. Places of the document itself aren't told.
public struct SchemaViolation: Error, Equatable, Sendable {
  public struct Place: Equatable, Sendable {
    public let line: Int
    public let column: Int

    public init(line: Int, column: Int) {
      self.line = line
      self.column = column
    }
  }

  /// `expected str`, `extra keys not allowed`, …
  public let message: String
  /// Keys and list positions. A position is an `.int`.
  public let path: [Value]
  public internal(set) var place: Place?

  public init(_ message: String, _ path: [Value], place: Place? = nil) {
    self.message = message
    self.path = path
    self.place = place
  }

  /// `stages -> a -> cmd`
  public var pathText: String { path.map(PythonText.str).joined(separator: " -> ") }
}

extension SchemaViolation: CustomStringConvertible {
  /// `expected str, in stages -> a -> cmd, line 3, column 5`
  public var description: String {
    var text = message
    if !path.isEmpty { text += ", in " + pathText }
    if let place { text += ", line \(place.line), column \(place.column)" }
    return text
  }
}

/// Why a manifest can't be read.
public enum ManifestError: Error, Equatable, Sendable {
  /// The text isn't YAML.
  case syntax(DocumentError)
  /// The text isn't what the schema asks for; at least one violation. With an empty path the document as a
  /// whole is wrong (`expected a dictionary`).
  case invalid([SchemaViolation])
}
