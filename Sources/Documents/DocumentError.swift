/// A text that can't be read. Lines and columns count from 1.
public struct DocumentError: Error, Equatable, Sendable {
  public enum Kind: Equatable, Sendable {
    case syntax
    case duplicateKey
    /// A named limit (depth, aliases, size) was passed.
    case limit
  }
  public let kind: Kind
  public let message: String
  public let line: Int
  public let column: Int

  public init(_ kind: Kind, _ message: String, line: Int, column: Int) {
    self.kind = kind
    self.message = message
    self.line = line
    self.column = column
  }
}
