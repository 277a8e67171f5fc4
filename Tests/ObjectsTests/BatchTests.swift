import CSystem
import Files
import Hashing
import Synchronization
import TestKit
import Testing

@testable import Objects

/// Objects that have their names and are not on the disk yet.
struct BatchTests {
  private let good = Array("good".utf8)
  private let bytes = Array("bytes".utf8)

  @Test func markersLiveUntilTheFlush() throws {
    try withScratch("batch") { scratch in
      let store = store(scratch)
      try store.store(bytes: bytes)
      #expect(markers(scratch).count == 1)
      try store.store(bytes: good)
      #expect(markers(scratch).count == 1)
      #expect(try store.flush())
      #expect(markers(scratch) == [])
      #expect(try !store.flush())
    }
  }

  /// The disk is told to begin long before the end; what that meets is thrown by the flush, which the system wouldn't.
  @Test func aSyncBesideTheBatchTellsItsFailure() throws {
    try withScratch("batch") { scratch in
      let store = store(scratch)
      let syncs = Mutex(0)
      try Fault.plan(on: scratch.path("cache")) { call, _ in
        call != sys_call_syncfs
          ? 0
          : syncs.withLock { syncs in
            syncs += 1
            return syncs == 1 ? 5 : 0
          }
      } _: {
        for k in 0..<40 as Range<UInt8> {
          try store.store(bytes: [UInt8](repeating: k, count: 1 << 20))
        }
        #expect(throws: FileError("sync", scratch.path("cache"), errno: 5)) { try store.flush() }
        #expect(markers(scratch).count == 1)
        #expect(try store.flush())
        #expect(markers(scratch) == [])
      }
      // Both that failed and the one that didn't.
      #expect(syncs.withLock { $0 } == 2)
    }
  }

  @Test func modesWithoutBatchesNeedNone() throws {
    for durability in [Durability.none, .full] {
      try withScratch("batch") { scratch in
        try store(scratch, StoreSettings(durability: durability, workers: 1)).store(bytes: bytes)
        #expect(markers(scratch) == [])
      }
    }
  }

  /// As after a power cut: name, mode and length are there, the bytes are not.
  @Test func aDeadBatchIsNotBelieved() throws {
    try withScratch("batch") { scratch in
      let ids = try die(scratch, among: [good, bytes])
      let next = store(scratch)
      #expect(try next.contains(ids[0]))
      #expect(try !next.contains(ids[1]))
      #expect(storedFiles(scratch) == [objectPath(good)])
      #expect(markers(scratch) == [])
      #expect(TreeSnapshot(of: scratch.path("tmp/cairn/quarantine")).files.count == 1)
      try next.store(bytes: bytes)
      try expectSound(scratch)
    }
  }

  @Test func linkingAndCopyingLookFirst() throws {
    try withScratch("batch") { scratch in
      let id = try die(scratch, among: [bytes])[0]
      #expect(throws: StoreError.self) {
        try store(scratch).link(id, to: scratch.path("file"), type: .copy)
      }
      #expect(!scratch.exists("file"))
    }
    try withScratch("batch") { scratch in
      let id = try die(scratch, among: [bytes])[0]
      let other = ObjectStore(root: scratch.path("other"))
      #expect(try other.receive([id], from: store(scratch), phase: "").failures.count == 1)
    }
  }

  @Test func aLivingBatchIsLeftAlone() throws {
    try withScratch("batch") { scratch in
      let first = store(scratch)
      let id = try first.store(bytes: bytes)
      let second = store(scratch)
      #expect(try second.contains(id))
      #expect(markers(scratch).count == 1)
      // It counted on what the first has not synced.
      #expect(try second.flush())
      #expect(markers(scratch).count == 1)
      try first.flush()
      #expect(markers(scratch) == [])
    }
  }

  @Test func whereNoMarkerCanBeEachObjectIsSynced() throws {
    try withScratch("batch") { scratch in
      let store = store(scratch)
      try Fault.with(sys_call_open, on: scratch.path("cache/.unsynced"), errno: 13) {
        try store.store(bytes: bytes)
        #expect(markers(scratch) == [])
        Fault.with(sys_call_fsync, on: scratch.path("cache/files"), errno: 5) {
          _ = #expect(throws: FileError.self) { try store.store(bytes: good) }
        }
      }
      try expectSound(scratch)
    }
  }

  @Test(arguments: [95, 37] as [Int32]) func withoutLocksEachObjectIsSynced(_ errno: Int32) throws {
    try withScratch("batch") { scratch in
      _ = try Fault.with(sys_call_flock, on: scratch.path("cache/.unsynced"), errno: errno) {
        try store(scratch).store(bytes: bytes)
      }
      #expect(markers(scratch) == [])
      try expectSound(scratch)
    }
  }

  @Test func aFailedSyncKeepsTheMarker() throws {
    try withScratch("batch") { scratch in
      let store = store(scratch)
      try store.store(bytes: bytes)
      Fault.with(sys_call_syncfs, on: scratch.path("cache"), errno: 5) {
        _ = #expect(throws: FileError.self) { try store.flush() }
      }
      #expect(markers(scratch).count == 1)
      #expect(try store.flush())
      #expect(markers(scratch) == [])
    }
  }

  /// Stores contents, the last of which the disk then lacks, and goes without a flush.
  private func die(_ scratch: Scratch, among contents: [[UInt8]]) throws -> [ObjectID] {
    let store = store(scratch)
    let ids = try contents.map { try store.store(bytes: $0) }
    guard let last = contents.last else { return ids }
    let path = "cache/" + objectPath(last)
    try FileSystem.setMode(0o644, of: scratch.path(path))
    let fd = sys_open(scratch.path(path), 1, 0)
    defer { _ = sys_close(fd) }
    let zeros = [UInt8](repeating: 0, count: last.count)
    #expect(sys_write_all(fd, zeros, zeros.count) == 0)
    try FileSystem.setMode(0o444, of: scratch.path(path))
    return ids
  }

  /// A cache of others, or a full one: what it has can be had.
  @Test(arguments: [13, 30, 28] as [Int32]) func readsWhereNothingCanBeWritten(_ errno: Int32) throws {
    for type in [LinkType.reflink, .hardlink, .symlink] {
      try withScratch("probe") { scratch in
        let settings = StoreSettings(linkTypes: [type, .copy], workers: 1)
        let id = try store(scratch, settings).store(bytes: bytes)
        _ = try store(scratch, settings).flush()
        let reader = store(scratch, settings)
        _ = try reader.contains(id)
        _ = try Fault.with(sys_call_open, on: scratch.path("cache/files/md5/."), errno: errno) {
          try reader.link(id, to: scratch.path("file"))
        }
        #expect(try scratch.bytes("file") == bytes)
      }
    }
  }
}
