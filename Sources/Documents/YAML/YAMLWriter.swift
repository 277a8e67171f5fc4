/// Text under construction: bytes, and the column in characters. Knows how scalars fold (formats §0.3).
struct YAMLWriter {
  static let width = 80

  private(set) var bytes: [UInt8] = []
  var column = 0

  var text: String { String(decoding: bytes, as: UTF8.self) }

  mutating func reserve(_ count: Int) { bytes.reserveCapacity(count) }

  mutating func write(_ text: StaticString) {
    bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    column += text.utf8CodeUnitCount
  }

  mutating func write(ascii text: String) {
    bytes.append(contentsOf: text.utf8)
    column += text.utf8.count
  }

  mutating func writeRaw(_ raw: some Collection<UInt8>, length: Int) {
    bytes.append(contentsOf: raw)
    column += length
  }

  mutating func newLine() {
    bytes.append(0x0A)
    column = 0
  }

  mutating func dropTrailingBlanks() {
    while bytes.last == 0x20 {
      bytes.removeLast()
      column -= 1
    }
  }

  /// Takes back a line end just written.
  mutating func dropLineEnd() {
    if bytes.last == 0x0A { bytes.removeLast() }
  }

  /// Blanks up to a column.
  mutating func pad(to column: Int) {
    guard self.column < column else { return }
    bytes.append(contentsOf: repeatElement(0x20, count: column - self.column))
    self.column = column
  }

  mutating func breakLine(to indent: Int) {
    newLine()
    pad(to: indent)
  }

  // MARK: Scalars

  /// Writes a text in its style. `indent` is where folded lines go on; without it nothing is folded.
  mutating func scalar(_ text: String, style: YAMLNode.Style, length: Int, indent: Int?) {
    switch style {
    case .doubleQuoted: doubleQuoted(text, indent: indent)
    case .singleQuoted:
      write("'")
      folded(text, length: length, indent: indent, quoted: true)
      write("'")
    default: folded(text, length: length, indent: indent, quoted: false)
    }
  }

  private mutating func folded(_ text: String, length: Int, indent: Int?, quoted: Bool) {
    if quoted ? indent == nil || column + length <= Self.width : indent == nil || column + length < Self.width
    {
      quoted ? writeQuoted(text.utf8[...]) : writeRaw(text.utf8, length: length)
      return
    }
    let indent = indent ?? 0
    let all = text.utf8
    var at = all.startIndex
    var mayBreak = true
    while at < all.endIndex {
      let start = at
      if all[at] == 0x20 {
        while at < all.endIndex, all[at] == 0x20 { all.formIndex(after: &at) }
        let run = all[start..<at]
        let isSingle = all.index(after: start) == at
        let breaks =
          quoted
          ? isSingle && column > Self.width && start != all.startIndex && at != all.endIndex
          : isSingle && column >= Self.width
        // A line break stands for one blank. The peer breaks behind longer runs as well, and loses them.
        mayBreak = isSingle
        if breaks { breakLine(to: indent) } else { writeRaw(run, length: run.count) }
      } else {
        var count = 0
        while at < all.endIndex, all[at] != 0x20 {
          if all[at] & 0xC0 != 0x80 { count += 1 }
          all.formIndex(after: &at)
        }
        if quoted {
          writeQuoted(all[start..<at])
        } else {
          if mayBreak, column + count > Self.width, column > indent { breakLine(to: indent) }
          writeRaw(all[start..<at], length: count)
        }
      }
    }
  }

  /// Inside single quotes a quote is doubled.
  private mutating func writeQuoted(_ part: Substring.UTF8View) {
    for byte in part {
      bytes.append(byte)
      if byte & 0xC0 != 0x80 { column += 1 }
      if byte == UInt8(ascii: "'") {
        bytes.append(byte)
        column += 1
      }
    }
  }

  private mutating func write(_ scalars: ArraySlice<Unicode.Scalar>) {
    for scalar in scalars {
      bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }
    column += scalars.count
  }

  private mutating func doubleQuoted(_ text: String, indent: Int?) {
    let all = Array(text.unicodeScalars)
    write("\"")
    var start = 0
    var end = 0
    while end <= all.count {
      let scalar = end < all.count ? all[end] : nil
      let escape = scalar.flatMap(Self.escape)
      if scalar == nil || escape != nil {
        if start < end { write(all[start..<end]) }
        start = end
        if let escape {
          write(ascii: escape)
          start = end + 1
        }
      }
      if let indent, end > 0, end < all.count - 1, scalar == " " || start >= end,
        column + (end - start) > Self.width
      {
        let needsBackslash = Self.needsBackslash(all, start: start, end: end)
        if start < end {
          write(all[start..<end])
          start = end
        }
        if needsBackslash { write("\\") }
        breakLine(to: indent)
        if all[start] == " " {
          if needsBackslash { write("\\") } else { start += 1 }
        }
      }
      end += 1
    }
    write("\"")
  }

  /// Whether a line break at `end` has to be escaped to leave the text as it is.
  private static func needsBackslash(_ all: [Unicode.Scalar], start: Int, end: Int) -> Bool {
    // Behind an escape. The peer sometimes leaves the backslash out here, and so adds a blank to the text.
    if all[max(start, end)] != " " { return true }
    guard var space = all[end...].firstIndex(of: " ") else { return true }
    if let line = all[end..<space].firstIndex(of: "\n") { space = line }
    if all[end..<space].contains(where: { $0 == "'" || $0 == "\"" }) { return true }
    let next = space + 1 < all.count ? all[space + 1] : nil
    if next == nil || next == " " || next == "\n" { return true }
    if all[end - 1] == " ", all[end] == " " { return true }
    if start == end { return true }
    return all[space] == "\n" && next != " "
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String? {
    switch scalar.value {
    case 0x22: return "\\\""
    case 0x5C: return "\\\\"
    case 0x00: return "\\0"
    case 0x07: return "\\a"
    case 0x08: return "\\b"
    case 0x09: return "\\t"
    case 0x0A: return "\\n"
    case 0x0B: return "\\v"
    case 0x0C: return "\\f"
    case 0x0D: return "\\r"
    case 0x1B: return "\\e"
    case 0x85: return "\\N"
    case 0x2028: return "\\L"
    case 0x2029: return "\\P"
    default: break
    }
    if YAMLStyle.isPrintable(scalar.value) { return nil }
    let digits = String(scalar.value, radix: 16, uppercase: true)
    let size = scalar.value <= 0xFF ? 2 : scalar.value <= 0xFFFF ? 4 : 8
    let letter = size == 2 ? "x" : size == 4 ? "u" : "U"
    return "\\" + letter + String(repeating: "0", count: size - digits.count) + digits
  }
}
