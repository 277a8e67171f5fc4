import Testing

@testable import Hashing

@Test func digestsReadAndWriteHex() throws {
  let hex = "d41d8cd98f00b204e9800998ecf8427e"
  let digest = try #require(Digest(hex: hex.utf8, byteCount: 16))
  #expect(digest == Hash.digest(""))
  #expect(digest.hex(byteCount: 16) == hex)
  #expect(Digest(hex: hex.uppercased().utf8, byteCount: 16) == digest)
  #expect(Digest(hex: hex.dropLast().utf8, byteCount: 16) == nil)
  #expect(Digest(hex: "g41d8cd98f00b204e9800998ecf8427e".utf8, byteCount: 16) == nil)
  #expect((0..<4).map { digest[$0] } == [0xd4, 0x1d, 0x8c, 0xd9])
}

@Test func objectIDsReadAndWriteText() {
  let tree = ObjectID("d751713988987e9331980363e24189ce.dir")
  #expect(tree == ObjectID(Hash.digest("[]"), isTree: true))
  #expect(tree?.description == "d751713988987e9331980363e24189ce.dir")
  #expect(tree?.hex == "d751713988987e9331980363e24189ce")
  #expect(ObjectID("d751713988987e9331980363e24189ce.dirr") == nil)
  #expect(ObjectID("") == nil)
}
