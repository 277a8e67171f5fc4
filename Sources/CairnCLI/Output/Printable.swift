/// Text for a terminal. Names and values come from repositories and servers of strangers, and a terminal obeys what is
/// in them: it may be told to hide lines, to change its title, to type.
enum Printable {
  /// With everything a terminal would obey shown as `\x1b`, but line ends, tabs and colours.
  static func text(_ text: String) -> String {
    var text = text
    let isHarmless = text.withUTF8 { bytes in
      !bytes.indices.contains { isControl(bytes, $0) && bytes[$0] != 0x0a && bytes[$0] != 0x09 }
    }
    return isHarmless ? text : text.withUTF8 { String(decoding: shown($0), as: UTF8.self) }
  }

  private static func shown(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count + 16)
    var at = 0
    while at < bytes.count {
      let byte = bytes[at]
      if let end = colour(bytes, at) {
        out += bytes[at..<end]
        at = end
      } else if byte != 0x0a, byte != 0x09, isControl(bytes, at) {
        // U+0080 to U+009F are two bytes, of which the second one counts.
        let value = byte == 0xc2 ? bytes[at + 1] : byte
        out += Array("\\x".utf8) + [digit(value >> 4), digit(value & 15)]
        at += byte == 0xc2 ? 2 : 1
      } else {
        out.append(byte)
        at += 1
      }
    }
    return out
  }

  private static func isControl(_ bytes: UnsafeBufferPointer<UInt8>, _ at: Int) -> Bool {
    let byte = bytes[at]
    if byte < 0x20 || byte == 0x7f { return true }
    return byte == 0xc2 && at + 1 < bytes.count && bytes[at + 1] < 0xa0
  }

  /// The end of a colour that begins here: ESC, `[`, digits and semicolons, `m`.
  private static func colour(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int? {
    guard bytes[start] == 0x1b, start + 1 < bytes.count, bytes[start + 1] == 0x5b else { return nil }
    var at = start + 2
    while at < bytes.count, at - start < 16, (0x30...0x39).contains(bytes[at]) || bytes[at] == 0x3b {
      at += 1
    }
    return at < bytes.count && bytes[at] == 0x6d ? at + 1 : nil
  }

  private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? value + 0x30 : value + 0x57 }
}
