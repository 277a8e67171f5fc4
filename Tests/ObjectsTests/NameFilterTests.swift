import Files
import Hashing
import TestKit
import Testing

@testable import Objects

/// Storing so much at once that the store is listed instead of asked.
@Suite struct NameFilterTests {
  @Test func manyFilesAreStoredOnce() throws {
    try withScratch { scratch in
      let store = store(scratch)
      // Every content twice, some there before: valid, to be checked, broken.
      for i in 0..<5000 { try scratch.write("\(i % 2500)", to: "data/\(i % 50)/\(i)") }
      for i in 0..<30 { _ = try store.store(bytes: Array("\(i)".utf8)) }
      for i in 0..<10 {
        try scratch.setMode(0o644, of: "cache/" + objectPath(Array("\(i)".utf8)))
      }
      for i in 10..<20 {
        try scratch.write("bad", to: "cache/" + objectPath(Array("\(i)".utf8)), mode: 0o644)
      }
      let files = try walk(scratch, "data")
      let digests = try store.storeFiles(files, root: scratch.path("data"))
      #expect(Set(digests).count == 2500)
      #expect(storedFiles(scratch).count == 2500)
      try expectSound(scratch)
      let kept = try TreeSnapshot(of: scratch.path("tmp/cairn/quarantine")).files
        .map { try scratch.bytes("tmp/cairn/quarantine/" + $0) }
      #expect(kept.filter { $0 == Array("bad".utf8) }.count == 10)

      // And all of it to another store that has a part.
      let other = ObjectStore(root: scratch.path("other"), settings: StoreSettings(workers: 2))
      let ids = try store.names().ids(.md5) + (0..<2500).map { ObjectID(Hash.digest("absent \($0)")) }
      _ = try other.receive(Array(ids[..<100]), from: store, phase: "")
      let report = try other.receive(ids, from: store, phase: "")
      #expect((report.transferred.count, report.present.count, report.failures.count) == (2400, 100, 2500))
      #expect(try other.names() == store.names())
    }
  }

  @Test func listsOnlyWhenThatPays() throws {
    try withScratch { scratch in
      let store = store(scratch)
      let shard = ShardDirectories.name(0x5a)
      for i in 100..<300 {
        try scratch.write("", to: "cache/files/md5/\(shard)/\(String(repeating: "\(i)", count: 10))")
      }
      func filter(_ count: Int) throws -> NameFilter? {
        try NameFilter.make(for: store, .md5, count: count, cancellation: nil)
      }
      #expect(try filter(4095) == nil)
      // Looks like a store of 51,200 objects.
      #expect(try filter(6400) == nil)
      let made = try #require(try filter(6401))
      let known = try #require(ObjectID(shard + String(repeating: "100", count: 10)))
      #expect(made.mayContain(known))
      #expect(!made.insert(known))
      let new = ObjectID(Hash.digest("new"))
      #expect(made.insert(new))
      #expect(!made.insert(new))
    }
  }

  @Test func whoeverWasFasterIsCheckedLikeOthers() throws {
    try withScratch { scratch in
      let store = store(scratch)
      func put(_ text: String) throws -> Bool {
        let bytes = Array(text.utf8)
        return try bytes.withUnsafeBytes { try store.put(ObjectID(Hash.digest(bytes)), $0, isNew: true) }
      }
      #expect(try put("a"))
      #expect(try !put("a"))
      try scratch.write("bad", to: "cache/" + objectPath(Array("a".utf8)), mode: 0o644)
      #expect(try put("a"))
      try expectSound(scratch)
    }
  }

  @Test(arguments: [0, 1, 4096, 4097, 50_000]) func sortsManyNames(_ count: Int) {
    var random = SeededRandom(seed: UInt64(count))
    var names = (0..<count).map { _ in UInt128(random.next()) << 64 | UInt128(random.next()) }
    names += names.prefix(count / 3)
    // Names that all fall into one pile.
    names += (0..<min(count, 500)).map { UInt128($0 % 77) }
    var set = DigestSet(names)
    set.sort()
    #expect(set.digests.map(\.packed) == Set(names).sorted())
  }
}
