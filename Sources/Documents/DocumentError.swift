/// A text that can't be read. Lines and columns count from 1.
public struct DocumentError: Error, Equatable, Sendable {
  public enum Kind: Equatable, Sendable {
    case syntax
    case duplicateKey
    /// A named limit (depth, aliases, size) was passed.
    case limit
    /// Bytes that aren't UTF-8, or characters that no text may hold; there is no useful line.
    case encoding
  }

  /// What was being read when it went wrong, and where that began.
  public struct Context: Equatable, Sendable {
    public let message: String
    public let line: Int
    public let column: Int

    public init(_ message: String, line: Int, column: Int) {
      self.message = message
      self.line = line
      self.column = column
    }
  }

  public let kind: Kind
  public let message: String
  public let line: Int
  public let column: Int
  public let context: Context?

  public init(_ kind: Kind, _ message: String, line: Int, column: Int, context: Context? = nil) {
    self.kind = kind
    self.message = message
    self.line = line
    self.column = column
    self.context = context
  }
}
