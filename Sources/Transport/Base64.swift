/// Bytes as base-64 text, as headers carry digests and passwords.
public enum Base64 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  public static func encode(_ bytes: some Sequence<UInt8>) -> String {
    var out: [UInt8] = []
    var word: UInt32 = 0
    var held = 0
    func digit(_ shift: Int) -> UInt8 { alphabet[Int(word >> UInt32(shift) & 63)] }
    for byte in bytes {
      word = word << 8 | UInt32(byte)
      held += 1
      guard held == 3 else { continue }
      out += [digit(18), digit(12), digit(6), digit(0)]
      (word, held) = (0, 0)
    }
    if held > 0 {
      word <<= UInt32(8 * (3 - held))
      out += [digit(18), digit(12), held == 2 ? digit(6) : 0x3d, 0x3d]
    }
    return String(decoding: out, as: UTF8.self)
  }
}
