/// JSON as Python's `json` module reads and writes it (formats §0.1).
///
/// Read: `NaN`, `Infinity` and `-Infinity` are numbers, integers of any size are kept, of equal keys the last
/// wins, and half a surrogate pair becomes U+FFFD. Written: pure ASCII.
public enum JSON {
  /// How the text is laid out.
  public enum Style: Equatable, Sendable {
    /// One line, `", "` and `": "` between items: canonical JSON when keys are sorted.
    case compact
    /// One item a line, each level indented by so many blanks.
    case indented(Int)
  }

  /// Deeper nesting is refused, so that a hostile text can't exhaust the stack.
  public static let depthLimit = 512

  /// Reads one JSON text with nothing but white space around it.
  ///
  /// Messages are those of Python's decoder (`Expecting value`), without the place.
  public static func load(_ bytes: [UInt8]) throws(DocumentError) -> Value {
    var scanner = JSONScanner(bytes)
    return try scanner.document()
  }

  /// Writes `value` without a final newline. Keys that aren't strings become strings as in Python.
  public static func dump(_ value: Value, style: Style = .compact, sortKeys: Bool = false) -> String {
    String(decoding: bytes(of: value, style: style, sortKeys: sortKeys), as: UTF8.self)
  }

  /// The same text as bytes, for hashing and files.
  public static func bytes(of value: Value, style: Style = .compact, sortKeys: Bool = false) -> [UInt8] {
    var writer = JSONWriter(style: style, sortKeys: sortKeys)
    writer.write(value)
    return writer.out
  }
}
