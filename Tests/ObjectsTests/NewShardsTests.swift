import CSystem
import Files
import Glibc
import Hashing
import TestKit
import Testing

@testable import Objects

/// Directories of the store that are filled aside.
@Suite struct NewShardsTests {
  private func put(_ text: String, _ shards: NewShards?) throws -> Bool? {
    let bytes = Array(text.utf8)
    return try bytes.withUnsafeBytes { try shards?.put(ObjectID(Hash.digest(bytes)), $0) }
  }

  @Test(arguments: [false, true]) func objectsAppearWithTheirDirectory(isShared: Bool) throws {
    try withScratch { scratch in
      let store = store(scratch, StoreSettings(isShared: isShared, workers: 2))
      _ = try store.store(bytes: Array("there".utf8))
      let shards = try #require(try NewShards(store, .md5))
      #expect(try put("there", shards) == nil)
      #expect(try put("a", shards) == true)
      #expect(try put("a", shards) == false)
      #expect(try put("", shards) == true)
      #expect(try !store.contains(ObjectID(Hash.digest("a"))))
      // The real dvc takes a path of three names for a stranger's.
      let aside = storedFiles(scratch).filter {
        $0.hasSuffix(String(Hash.digest("a").hex(byteCount: 16).dropFirst(2)))
      }
      #expect(aside.map { $0.split(separator: "/").count } == [5])
      try shards.publish()
      #expect(Set(storedFiles(scratch)) == Set(["there", "a", ""].map { objectPath(Array($0.utf8)) }))
      try expectSound(scratch)
      let directory = scratch.path("cache/" + Paths.parent(objectPath(Array("a".utf8))))
      #expect(try FileSystem.info(directory)?.mode == (isShared ? 0o2775 : 0o755))
      #expect(try FileSystem.list(scratch.path("cache/files/md5")).allSatisfy { $0.name.utf8.count == 2 })
    }
  }

  @Test func whoeverMadeTheDirectoryMeanwhileKeepsIt() throws {
    try withScratch { scratch in
      let store = store(scratch)
      let shards = try #require(try NewShards(store, .md5))
      for text in ["a", "b", "c"] { _ = try put(text, shards) }
      // Another process: the same object, a broken one, and a stranger in a directory of ours.
      _ = try ObjectStore(root: store.root).store(bytes: Array("a".utf8))
      try scratch.write("bad", to: "cache/" + objectPath(Array("c".utf8)), mode: 0o644)
      let stranger = "cache/" + Paths.parent(objectPath(Array("b".utf8))) + "/x.tmp"
      try scratch.write("x", to: stranger)
      try shards.publish()
      for text in ["a", "b", "c"] { #expect(try store.contains(ObjectID(Hash.digest(text)))) }
      #expect(try scratch.text(stranger) == "x")
      #expect(storedFiles(scratch).count == 4)
    }
  }

  @Test func afterAFailureTheWholeOnesStay() throws {
    try withScratch { scratch in
      let store = store(scratch)
      for i in 0..<5000 { try scratch.write("\(i)", to: "data/\(i % 50)/\(i)") }
      let files = try walk(scratch, "data")
      #expect(throws: FileError.self) {
        try Fault.with(sys_call_write, on: scratch.path("cache"), errno: ENOSPC, after: 3000) {
          try store.storeFiles(files, root: scratch.path("data"))
        }
      }
      let kept = storedFiles(scratch).count
      #expect(kept > 2500 && kept < 5000)
      try expectSound(scratch)
      let digests = try store.storeFiles(files, root: scratch.path("data"))
      #expect(try store.missing(digests.map { ObjectID($0) }) == [])
      try expectSound(scratch)
    }
  }

  @Test func whatTheDeadLeftGoes() throws {
    try withScratch { scratch in
      let store = store(scratch)
      try scratch.write("half", to: "cache/files/md5/.0123456789.tmp/ab/cd")
      let alive = try #require(
        UnfinishedDirectory(in: scratch.path("cache/files/md5"), name: ".abcdefghij.tmp"))
      #expect(UnfinishedDirectory.isHeld(alive.path))
      // Young ones may be about to get their lock.
      #expect(try store.removeStaleTemporaries() == 0)
      #expect(try store.removeStaleTemporaries(olderThan: -1_000_000_000) == 1)
      #expect(try FileSystem.list(scratch.path("cache/files/md5")).map(\.name) == [".abcdefghij.tmp"])
    }
  }

  @Test func eachObjectSyncedNeedsNone() throws {
    try withScratch { scratch in
      #expect(try NewShards(store(scratch, StoreSettings(durability: .full, workers: 1)), .md5) == nil)
      let store = store(scratch)
      for shard in 0...255 as ClosedRange<UInt8> {
        try scratch.makeDirectory("cache/files/md5/" + ShardDirectories.name(shard))
      }
      #expect(try NewShards(store, .md5) == nil)
    }
  }
}
