/// Reads the syntax of one git configuration file (git-config(1), "Syntax").
struct GitConfigParser {
  private let bytes: [UInt8]
  private let path: String
  private var position: Int
  private var line = 1

  init(_ bytes: [UInt8], path: String) {
    self.bytes = bytes
    self.path = path
    // A byte order mark is skipped.
    position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  mutating func entries() throws(GitError) -> [GitConfig.Entry] {
    var result: [GitConfig.Entry] = []
    var section: String?
    while let byte = peek() {
      switch byte {
      case UInt8(ascii: "#"), UInt8(ascii: ";"): skipLine()
      case UInt8(ascii: "["):
        advance()
        section = try readSection()
      case _ where isBlank(byte): advance()
      default:
        guard let section else { throw fault }
        let name = try readName()
        result.append(GitConfig.Entry(key: "\(section).\(name)", value: try readValue()))
      }
    }
    return result
  }

  // MARK: - Pieces

  /// After `[`: `name]`, `name.sub]` (folded to lower case) or `name "sub"]`.
  private mutating func readSection() throws(GitError) -> String {
    var name: [UInt8] = []
    while let byte = next(), byte != UInt8(ascii: "]") {
      if isBlank(byte), byte != UInt8(ascii: "\n") {
        return String(decoding: name, as: UTF8.self) + "." + (try readSubsection())
      }
      guard isNameByte(byte) || byte == UInt8(ascii: ".") else { throw fault }
      name.append(lower(byte))
    }
    guard !name.isEmpty, bytes[position - 1] == UInt8(ascii: "]") else { throw fault }
    return String(decoding: name, as: UTF8.self)
  }

  private mutating func readSubsection() throws(GitError) -> String {
    while let byte = peek(), byte == 0x20 || byte == 0x09 { advance() }
    guard next() == UInt8(ascii: "\"") else { throw fault }
    var name: [UInt8] = []
    while let byte = next() {
      switch byte {
      case UInt8(ascii: "\""):
        guard next() == UInt8(ascii: "]") else { throw fault }
        return String(decoding: name, as: UTF8.self)
      case UInt8(ascii: "\n"): throw fault
      case UInt8(ascii: "\\"):
        guard let escaped = next(), escaped != UInt8(ascii: "\n") else { throw fault }
        name.append(escaped)
      default: name.append(byte)
      }
    }
    throw fault
  }

  private mutating func readName() throws(GitError) -> String {
    var name: [UInt8] = []
    while let byte = peek(), isNameByte(byte) {
      name.append(lower(byte))
      advance()
    }
    guard let first = name.first, first >= UInt8(ascii: "a"), first <= UInt8(ascii: "z") else { throw fault }
    while let byte = peek(), byte == 0x20 || byte == 0x09 || byte == 0x0D { advance() }
    return String(decoding: name, as: UTF8.self)
  }

  /// After a name: nothing, or `=` and a value with quotes, escapes, comments and continued lines.
  private mutating func readValue() throws(GitError) -> String? {
    guard let byte = peek() else { return nil }
    if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "#") || byte == UInt8(ascii: ";") { return nil }
    guard byte == UInt8(ascii: "=") else { throw fault }
    advance()
    var value: [UInt8] = []
    var kept = 0  // blanks at the end do not count
    var quoted = false
    while let byte = next() {
      switch byte {
      case UInt8(ascii: "\n"):
        if quoted { throw fault }
        return String(decoding: value[..<kept], as: UTF8.self)
      case UInt8(ascii: "#") where !quoted, UInt8(ascii: ";") where !quoted:
        position -= 1
        skipLine()
        return String(decoding: value[..<kept], as: UTF8.self)
      case UInt8(ascii: "\""):
        quoted.toggle()
        kept = value.count
      case UInt8(ascii: "\\"):
        guard let escaped = try readEscape() else { continue }
        value.append(escaped)
        kept = value.count
      case _ where isBlank(byte) && !quoted:
        if !value.isEmpty { value.append(byte) }
      default:
        value.append(byte)
        kept = value.count
      }
    }
    if quoted { throw fault }
    return String(decoding: value[..<kept], as: UTF8.self)
  }

  /// nil: the line goes on.
  private mutating func readEscape() throws(GitError) -> UInt8? {
    switch next() {
    case UInt8(ascii: "n"): return 0x0A
    case UInt8(ascii: "t"): return 0x09
    case UInt8(ascii: "b"): return 0x08
    case UInt8(ascii: "\\"): return UInt8(ascii: "\\")
    case UInt8(ascii: "\""): return UInt8(ascii: "\"")
    case UInt8(ascii: "\n"): return nil
    default: throw fault
    }
  }

  // MARK: - Bytes

  private var fault: GitError { .badConfig(path: path, line: line) }

  /// The next byte; CR LF reads as LF.
  private func peek() -> UInt8? {
    guard position < bytes.count else { return nil }
    let crlf = bytes[position] == 0x0D && position + 1 < bytes.count && bytes[position + 1] == 0x0A
    return crlf ? 0x0A : bytes[position]
  }
  private mutating func next() -> UInt8? {
    let byte = peek()
    if byte != nil { advance() }
    return byte
  }
  private mutating func advance() {
    if peek() == 0x0A {
      line += 1
      if bytes[position] == 0x0D { position += 1 }
    }
    position += 1
  }
  private mutating func skipLine() { while let byte = next(), byte != 0x0A {} }

  private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
  private func isNameByte(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(lower(byte))
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
  }
  private func lower(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte + 32 : byte
  }
}
