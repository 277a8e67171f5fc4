/// Parameters kept as literals in a Python file (formats §8).
///
/// Taken are assignments of a literal to one plain name, annotated or not, at the top level and in class
/// bodies, and `self.name = literal` right inside `__init__`. A class becomes a mapping, tuples and sets become
/// lists. Everything else (functions, expressions, blocks) is passed over; the code is never run.
public enum PythonLiterals {
  /// Deeper nesting of brackets or blocks is refused.
  public static let depthLimit = 200

  /// Reads a Python source text. Errors are those of its outline: brackets, strings, indentation, numbers;
  /// other wrong syntax goes unnoticed.
  public static func load(_ bytes: [UInt8]) throws(DocumentError) -> Value {
    var tokenizer = try PythonTokenizer(bytes)
    var outline = PythonOutline(lines: try tokenizer.lines(), bytes: tokenizer.bytes)
    return .map(try outline.module())
  }
}
