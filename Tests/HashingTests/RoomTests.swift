import Testing

@testable import Hashing

/// Reproducible random bytes (splitmix64).
struct Noise {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }
  mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) } }
  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}

@Test(arguments: [
  ("", "d41d8cd98f00b204e9800998ecf8427e"),
  ("a", "0cc175b9c0f1b6a831c399e269772661"),
  ("abc", "900150983cd24fb0d6963f7d28e17f72"),
  ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
  ("abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"),
  ("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", "d174ab98d277d9f5a5611c2c9f419d9f"),
  (String(repeating: "1234567890", count: 8), "57edf4a22be3c955ac49da2e2107b67a"),
])
func hashesMD5Vectors(text: String, expected: String) {
  #expect(Hash.digest(text).hex(byteCount: 16) == expected)
  #expect(
    Hash.md5(many: [Array(text.utf8), Array(text.utf8)]).map { $0.hex(byteCount: 16) } == [
      expected, expected,
    ])
}

@Test(arguments: [
  ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
  ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
  (
    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
  ),
])
func hashesSHA256Vectors(text: String, expected: String) {
  #expect(Hash.digest(text, .sha256).hex(byteCount: 32) == expected)
}

@Test func signsWithHMAC() {
  // RFC 4231, cases 1, 2 and 6 (a key longer than a block).
  #expect(
    Hash.hmacSHA256(key: [UInt8](repeating: 0x0b, count: 20), "Hi There".utf8).hex(byteCount: 32)
      == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")
  #expect(
    Hash.hmacSHA256(key: Array("Jefe".utf8), "what do ya want for nothing?".utf8).hex(byteCount: 32)
      == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
  #expect(
    Hash.hmacSHA256(
      key: [UInt8](repeating: 0xaa, count: 131),
      "Test Using Larger Than Block-Size Key - Hash Key First".utf8
    ).hex(byteCount: 32) == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
}
