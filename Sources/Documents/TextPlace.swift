/// Where an offset lies in a text, for error messages.
enum TextPlace {
  /// Line and column from 1; the column counts code points, a line ends at LF.
  static func of(_ offset: Int, in bytes: [UInt8]) -> (line: Int, column: Int) {
    var line = 1
    var column = 1
    for byte in bytes.prefix(offset) {
      if byte == UInt8(ascii: "\n") {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
    return (line, column)
  }

  static func error(
    _ message: String, at offset: Int, in bytes: [UInt8], kind: DocumentError.Kind = .syntax
  ) -> DocumentError {
    let place = of(offset, in: bytes)
    return DocumentError(kind, message, line: place.line, column: place.column)
  }
}
