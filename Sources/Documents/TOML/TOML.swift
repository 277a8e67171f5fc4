/// TOML 1.0, for parameters and metrics (formats §8).
public enum TOML {
  /// Deeper nesting is refused, so that a hostile text can't exhaust the stack.
  public static let depthLimit = 512

  /// Reads a document. Dates and times become `.timestamp` with the text as written; line ends in strings
  /// become LF. Defining a key or table twice is a `.duplicateKey` error.
  public static func load(_ bytes: [UInt8]) throws(DocumentError) -> Value {
    var reader = TOMLReader(bytes)
    return try reader.document()
  }
}
