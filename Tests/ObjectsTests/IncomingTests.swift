import Hashing
import TestKit
import Testing

@testable import Objects

@Test func incomingPiecesBecomeAnObject() throws {
  try withScratch { scratch in
    let store = store(scratch)
    var random = SeededRandom(seed: 3)
    let bytes = random.bytes(100_000)
    let id = ObjectID(Hash.digest(bytes))
    let incoming = try store.incoming(id)
    var rest = bytes[...]
    while !rest.isEmpty {
      try Array(rest.prefix(777)).withUnsafeBytes { try incoming.write($0) }
      rest = rest.dropFirst(777)
    }
    #expect(try !store.contains(id))
    try incoming.commit()
    #expect(try store.read(id) == bytes)
    try expectSound(scratch)
    var sent: [UInt8] = []
    try store.readPieces(of: id) { sent += $0 }
    #expect(sent == bytes)
  }
}

@Test func incomingBytesMustBeTheirName() throws {
  try withScratch { scratch in
    let store = store(scratch)
    let id = ObjectID(Hash.digest("right"))
    do {
      let incoming = try store.incoming(id)
      try Array("wrong".utf8).withUnsafeBytes { try incoming.write($0) }
      #expect(throws: StoreError.corrupt(id, found: Hash.digest("wrong"), path: store.path(of: id))) {
        try incoming.commit()
      }
    }
    #expect(storedFiles(scratch) == [])
  }
}
