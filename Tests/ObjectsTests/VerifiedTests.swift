import Files
import Hashing
import TestKit
import Testing

@testable import Objects

@Suite struct VerifiedTests {
  /// A store of its own that remembers in `memory`, as another process of the same clone.
  private func clone(_ scratch: Scratch, memory: String = "memory") -> ObjectStore {
    var settings = StoreSettings(workers: 2)
    settings.verified = scratch.path(memory)
    return store(scratch, settings)
  }

  @Test func aTableHoldsWhatWasPutIn() {
    var table = FingerprintTable()
    var random = SeededRandom(seed: 7)
    let members = (0..<5_000).map { _ in random.next() | 1 }
    for (k, member) in members.enumerated() {
      #expect(!table.contains(member))
      table.insert(member)
      table.insert(member)
      #expect(table.count == k + 1)
    }
    #expect(members.allSatisfy(table.contains))
    #expect(!(0..<5_000).contains { _ in table.contains(random.next() & ~1 | 2) })
    #expect(table.slots.count * 7 >= table.count * 10)
  }

  @Test func remembersWhatItStoredAndRead() throws {
    try withScratch { scratch in
      let writer = clone(scratch)
      let ids = try (0..<300).map { try writer.store(bytes: Array("\($0)".utf8)) }
      try writer.flush()
      // Nothing was saved: another process reads each once.
      let reader = clone(scratch)
      let infos = try ids.map { try #require(try reader.validInfo($0)) }
      #expect(!zip(ids, infos).contains { reader.verified.contains($0, $1) })
      #expect(try reader.missing(ids, verified: true).isEmpty)
      #expect(zip(ids, infos).allSatisfy { reader.verified.contains($0, $1) })
      reader.saveVerified()
      let later = clone(scratch)
      #expect(zip(ids, infos).allSatisfy { later.verified.contains($0, $1) })
      // A clone knows what it has read itself, not what others have.
      let other = clone(scratch, memory: "other")
      #expect(!zip(ids, infos).contains { other.verified.contains($0, $1) })
    }
  }

  @Test func smallFilesAreMerged() throws {
    try withScratch { scratch in
      var known: [(ObjectID, FileInfo)] = []
      for k in 0..<200 {
        let store = clone(scratch)
        let id = try store.store(bytes: Array("\(k)".utf8))
        known.append((id, try #require(try store.validInfo(id))))
        store.saveVerified()
      }
      let files = try FileSystem.list(scratch.path("memory"))
      #expect(files.count <= 8)
      let store = clone(scratch)
      #expect(known.allSatisfy { store.verified.contains($0.0, $0.1) })
    }
  }

  @Test(arguments: [
    "", "x", String(repeating: "CAIRNVF1", count: 18), String(repeating: "\u{1}", count: 144),
  ])
  func whatIsNoMemoryIsPassedOver(_ text: String) throws {
    try withScratch { scratch in
      try scratch.write(text, to: "memory/a")
      try scratch.makeDirectory("memory/b")
      let store = clone(scratch)
      let id = try store.store(bytes: [1])
      store.saveVerified()
      let info = try #require(try store.validInfo(id))
      #expect(clone(scratch).verified.contains(id, info))
    }
  }

  @Test func aFullTableOfAStrangerEnds() throws {
    try withScratch { scratch in
      var bytes = FingerprintFile.bytes(of: FingerprintTable())
      for at in 16..<bytes.count { bytes[at] = 3 }
      try FileSystem.makeDirectories(scratch.path("memory"))
      try FileSystem.write(bytes, to: scratch.path("memory/a"))
      let store = clone(scratch)
      let id = try store.store(bytes: [1])
      #expect(try clone(scratch).contains(id, verified: true))
    }
  }

  @Test(arguments: [LinkType.copy, .hardlink, .symlink])
  func wrongBytesAreNotHandedOut(_ type: LinkType) throws {
    try withScratch { scratch in
      let mine = clone(scratch)
      let id = try mine.store(bytes: Array("12".utf8))
      mine.saveVerified()
      let path = mine.path(of: id)
      try clone(scratch).link(id, to: scratch.path("good"), type: type)
      try FileSystem.write("21", to: path, mode: 0o444)
      #expect(throws: StoreError.missing(id)) {
        try clone(scratch).link(id, to: scratch.path("f"), type: type)
      }
      #expect(!scratch.exists("f") && !FileSystem.exists(path))
    }
  }

  @Test func storingRepairsWhatStandsThere() throws {
    try withScratch { scratch in
      let path = scratch.path("cache/" + objectPath(Array("12".utf8)))
      try FileSystem.makeDirectories(Paths.parent(path))
      try FileSystem.write("21", to: path, mode: 0o444)
      let store = clone(scratch)
      let id = try store.store(bytes: Array("12".utf8))
      #expect(try store.read(id) == Array("12".utf8))
      #expect(store.quarantined == [id])
      let kept = try FileSystem.list(store.quarantine).map { Paths.join(store.quarantine, $0.name) }
      #expect(try kept.map { String(decoding: try FileSystem.read($0), as: UTF8.self) } == ["21"])
    }
  }
}
