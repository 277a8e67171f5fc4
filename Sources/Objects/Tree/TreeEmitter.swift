import Hashing

extension Tree {
  /// The directory object's bytes: canonical JSON, byte for byte what DVC writes (formats §0.1, §2.3).
  public func serialized() -> [UInt8] { serialized(0..<count) }

  /// The same, lent in pieces: a directory of a million files is a hundred megabytes.
  public func forEachPiece<E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> Void) throws(E) {
    var start = 0
    repeat {
      let end = min(count, start + Self.pieceEntries)
      let piece = serialized(start..<end)
      try piece.withUnsafeBufferPointer { (bytes) throws(E) in try body(UnsafeRawBufferPointer(bytes)) }
      start = end
    } while start < count
  }

  static let pieceEntries = 8192

  /// Some entries' part of the bytes; that of the first one begins the list, that of the last one ends it.
  private func serialized(_ range: Range<Int>) -> [UInt8] {
    guard count > 0 else { return Array("[]".utf8) }
    if algorithm.isStrong { return serializedStrong(range) }
    let pathBytes = Int(starts[range.upperBound]) - Int(starts[range.lowerBound])
    let escaped = arena.withUnsafeBufferPointer {
      JSONEscape.length(
        UnsafeBufferPointer(rebasing: $0[Int(starts[range.lowerBound])..<Int(starts[range.upperBound])]))
    }
    // `{"md5": "` 32 `", "relpath": "` path `"}` with `, ` before, and the brackets.
    let total = 2 + range.count * (9 + 32 + 15 + 2 + 2) + escaped
    return [UInt8](unsafeUninitializedCapacity: total) { buffer, written in
      guard let start = buffer.baseAddress else { return }
      var out = start
      func put(_ text: StaticString) {
        out.update(from: text.utf8Start, count: text.utf8CodeUnitCount)
        out += text.utf8CodeUnitCount
      }
      let plain = escaped == pathBytes
      let heads = hashes.heads
      arena.withUnsafeBufferPointer { all in
        if range.lowerBound == 0 { put("[") }
        for i in range {
          put(i == 0 ? #"{"md5": ""# : #", {"md5": ""#)
          Self.writeHex(heads[i].high, out)
          Self.writeHex(heads[i].low, out + 16)
          out += 32
          put(#"", "relpath": ""#)
          let path = UnsafeBufferPointer(rebasing: all[Int(starts[i])..<Int(starts[i + 1])])
          if plain, let from = path.baseAddress {
            out.update(from: from, count: path.count)
            out += path.count
          } else {
            JSONEscape.write(path, to: &out)
          }
          put(#""}"#)
        }
        if range.upperBound == count { put("]") }
      }
      written = out - start
    }
  }

  /// The same with 64 digits under another key; the keys stay in order.
  private func serializedStrong(_ range: Range<Int>) -> [UInt8] {
    let width = 2 * algorithm.byteCount
    let hashFirst = algorithm.key < "relpath"
    var out = range.lowerBound == 0 ? Array("[".utf8) : []
    out.reserveCapacity(range.count * (width + 80))
    for i in range {
      out += (i == 0 ? "{" : ", {").utf8
      let hash = #""\#(algorithm.key)": "\#(digest(i).hex(byteCount: algorithm.byteCount))""#
      if hashFirst { out += (hash + ", ").utf8 }
      out += #""relpath": ""#.utf8
      withPath(i) { path in
        out += [UInt8](unsafeUninitializedCapacity: JSONEscape.length(path)) { buffer, written in
          guard var end = buffer.baseAddress else { return }
          JSONEscape.write(path, to: &end)
          written = buffer.baseAddress.map { end - $0 } ?? 0
        }
      }
      out.append(UInt8(ascii: "\""))
      if !hashFirst { out += (", " + hash).utf8 }
      out.append(UInt8(ascii: "}"))
    }
    if range.upperBound == count { out.append(UInt8(ascii: "]")) }
    return out
  }

  /// Sixteen digits, eight at a time: a digit in each byte of a word.
  private static func writeHex(_ word: UInt64, _ out: UnsafeMutablePointer<UInt8>) {
    for half in 0..<2 {
      var x = word >> (half == 0 ? 32 : 0) & 0xffff_ffff
      x = (x | x << 16) & 0x0000_ffff_0000_ffff
      x = (x | x << 8) & 0x00ff_00ff_00ff_00ff
      x = (x | x << 4) & 0x0f0f_0f0f_0f0f_0f0f
      let ones: UInt64 = 0x0101_0101_0101_0101
      let letters = (x &+ ones &* 6) >> 4 & ones
      let text = x &+ ones &* 0x30 &+ letters &* 39
      UnsafeMutableRawPointer(out + 8 * half).storeBytes(of: text.bigEndian, as: UInt64.self)
    }
  }
}

/// Strings as Python's `json.dumps` writes them with `ensure_ascii`.
enum JSONEscape {
  /// Bytes of the escaped text of valid UTF-8.
  static func length(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var total = 0
    for byte in bytes { total += cost(byte) }
    return total
  }

  /// What a byte adds: all of a character's cost falls on its first byte.
  @inline(__always)
  private static func cost(_ byte: UInt8) -> Int {
    switch byte {
    case 0x22, 0x5c, 0x08...0x0a, 0x0c, 0x0d: 2
    case 0x20...0x7e: 1
    case 0x80...0xbf: 0
    case 0xf0...: 12
    default: 6
    }
  }

  static func write(_ bytes: UnsafeBufferPointer<UInt8>, to out: inout UnsafeMutablePointer<UInt8>) {
    var i = 0
    while i < bytes.count {
      let byte = bytes[i]
      i += 1
      switch byte {
      case 0x22, 0x5c: pair(byte, &out)
      case 0x08: pair(UInt8(ascii: "b"), &out)
      case 0x09: pair(UInt8(ascii: "t"), &out)
      case 0x0a: pair(UInt8(ascii: "n"), &out)
      case 0x0c: pair(UInt8(ascii: "f"), &out)
      case 0x0d: pair(UInt8(ascii: "r"), &out)
      case 0x20...0x7e:
        out.pointee = byte
        out += 1
      case 0..<0x80: unit(UInt32(byte), &out)
      default:
        // Valid UTF-8: the first byte tells how many follow.
        let more = byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : 1
        var scalar = UInt32(byte) & (more == 3 ? 0x07 : more == 2 ? 0x0f : 0x1f)
        for _ in 0..<more {
          scalar = scalar << 6 | UInt32(bytes[i]) & 0x3f
          i += 1
        }
        if scalar < 0x10000 {
          unit(scalar, &out)
        } else {
          unit(0xd800 + (scalar - 0x10000) >> 10, &out)
          unit(0xdc00 + (scalar - 0x10000) & 0x3ff, &out)
        }
      }
    }
  }

  private static func pair(_ character: UInt8, _ out: inout UnsafeMutablePointer<UInt8>) {
    out[0] = UInt8(ascii: "\\")
    out[1] = character
    out += 2
  }

  private static func unit(_ value: UInt32, _ out: inout UnsafeMutablePointer<UInt8>) {
    out[0] = UInt8(ascii: "\\")
    out[1] = UInt8(ascii: "u")
    for k in 0..<4 {
      let nibble = UInt8(value >> UInt32(12 - 4 * k) & 15)
      out[2 + k] = nibble < 10 ? 0x30 + nibble : 0x57 + nibble
    }
    out += 6
  }
}
