import CSystem
import Files
import Glibc
import Hashing
import TestKit
import Testing

@testable import Objects

@Test func storesBytesUnderTheirDigest() throws {
  try withScratch { scratch in
    let store = store(scratch)
    #expect(!scratch.exists("cache"))
    let id = try store.store(bytes: Array("hello".utf8))
    #expect(id.description == "5d41402abc4b2a76b9719d911017c592")
    #expect(storedFiles(scratch) == ["files/md5/5d/41402abc4b2a76b9719d911017c592"])
    #expect(store.path(of: id) == scratch.path("cache/files/md5/5d/41402abc4b2a76b9719d911017c592"))
    #expect(try store.contains(id))
    #expect(try store.read(id) == Array("hello".utf8))
    try expectSound(scratch)
    #expect(try scratch.mode("cache/files/md5/5d") == 0o755)
    try store.flush()
  }
}

@Test func storesTreesWithSuffix() throws {
  try withScratch { scratch in
    let store = store(scratch)
    let tree = try tree(["a": "1", "b/c": "2"])
    let id = try store.store(tree)
    #expect(store.path(of: id).hasSuffix(".dir"))
    #expect(try store.tree(id) == tree)
    #expect(throws: StoreError.notATree(ObjectID(id.digest))) { try store.tree(ObjectID(id.digest)) }
    #expect(try store.store(Tree()).description == "d751713988987e9331980363e24189ce.dir")
  }
}

@Test func legacyObjectsLieInTheRoot() throws {
  try withScratch { scratch in
    let store = store(scratch)
    let id = try store.store(bytes: Array("x\r\n".utf8), algorithm: .md5Dos2Unix)
    #expect(id.digest == Hash.digest("x\n"))
    #expect(storedFiles(scratch) == ["\(id.hex.prefix(2))/\(id.hex.dropFirst(2))"])
    #expect(try store.contains(id))
  }
}

@Test func neverRewritesAnObject() throws {
  try withScratch { scratch in
    let store = store(scratch)
    let id = try store.store(bytes: [1, 2, 3])
    let before = try FileSystem.info(store.path(of: id))
    _ = try store.store(bytes: [1, 2, 3])
    #expect(try FileSystem.info(store.path(of: id)) == before)
  }
}

@Test func modesDecideWhetherAnObjectIsBelieved() throws {
  try withScratch { scratch in
    let store = store(scratch)
    let id = try store.store(bytes: [1])
    let path = "cache/" + objectPath([1])
    // Right bytes, other mode: hashed and made read-only.
    try scratch.setMode(0o644, of: path)
    #expect(try store.contains(id))
    #expect(try scratch.mode(path) == 0o444)
    // Wrong bytes, 0444: believed.
    try scratch.write([2], to: path, mode: 0o444)
    #expect(try store.contains(id))
    // Wrong bytes, other mode: quarantined, and missing.
    try scratch.setMode(0o644, of: path)
    #expect(try !store.contains(id))
    #expect(!scratch.exists(path))
    let kept = TreeSnapshot(of: scratch.path("tmp/cairn/quarantine")).files
    #expect(kept.count == 1)
    #expect(try scratch.bytes("tmp/cairn/quarantine/" + kept[0]) == [2])
    // And may be stored again.
    _ = try store.store(bytes: [1])
    #expect(try scratch.bytes(path) == [1])
  }
}

@Test func strangersUnderAnObjectsNameGoAway() throws {
  try withScratch { scratch in
    let store = store(scratch)
    try scratch.makeDirectory("cache/" + objectPath([1]))
    let id = ObjectID(Hash.digest([1]))
    #expect(try !store.contains(id))
    try scratch.symlink("cache/" + objectPath([1]), to: "/nowhere")
    #expect(try !store.contains(id))
    _ = try store.store(bytes: [1])
    try expectSound(scratch)
  }
}

@Test func corruptTreesAreNotRead() throws {
  try withScratch { scratch in
    let store = store(scratch)
    let id = try store.store(try tree(["a": "1"]))
    try scratch.write("[]", to: "cache/files/md5/\(id.hex.prefix(2))/\(id.hex.dropFirst(2)).dir", mode: 0o444)
    #expect(throws: StoreError.corrupt(id, found: Hash.digest("[]"), path: store.path(of: id))) {
      try store.tree(id)
    }
    let bad = try store.store(bytes: Array("[1]".utf8), isTree: true)
    #expect(throws: StoreError.self) { try store.tree(bad) }
    let missing = ObjectID(Hash.digest("no"), isTree: true)
    #expect(throws: StoreError.missing(missing)) { try store.tree(missing) }
  }
}

@Test func missingKeepsTheOrder() throws {
  try withScratch { scratch in
    let store = store(scratch)
    let ids = (0..<700).map { ObjectID(Hash.digest("\($0)")) }
    for i in stride(from: 0, to: 700, by: 3) { _ = try store.store(bytes: Array("\(i)".utf8)) }
    #expect(try store.missing(ids) == ids.enumerated().filter { $0.offset % 3 != 0 }.map(\.element))
  }
}

@Test func listsObjectsAndNothingElse() throws {
  try withScratch { scratch in
    let store = store(scratch)
    var stored = Set<ObjectID>()
    for i in 0..<300 { stored.insert(try store.store(bytes: Array("\(i)".utf8))) }
    stored.insert(try store.store(Tree()))
    try scratch.write("x", to: "cache/files/md5/ab/.x.tmp")
    try scratch.write("x", to: "cache/files/md5/.y.tmp")
    try scratch.write("x", to: "cache/files/md5/ab/CDEF0000000000000000000000000A")
    try scratch.write("x", to: "cache/files/md5/zz/0")
    var listed: [ObjectID] = []
    try store.forEachObject { listed.append($0) }
    #expect(listed.count == stored.count)
    #expect(Set(listed) == stored)
    #expect(listed.map(\.digest[0]) == listed.map(\.digest[0]).sorted())
  }
}

@Test func staleTemporariesGo() throws {
  try withScratch { scratch in
    let store = store(scratch)
    _ = try store.store(bytes: [1])
    try scratch.write("x", to: "cache/files/md5/ab/.x.tmp")
    try scratch.write("x", to: "cache/files/md5/.y.tmp")
    #expect(try store.removeStaleTemporaries() == 0)
    try FileSystem.setTimes(modification: 0, of: scratch.path("cache/files/md5/.y.tmp"))
    #expect(try store.removeStaleTemporaries() == 1)
    #expect(scratch.exists("cache/files/md5/ab/.x.tmp"))
    #expect(try store.removeStaleTemporaries(olderThan: -1_000_000_000) == 1)
    try expectSound(scratch)
  }
}

@Test func removedObjectsAreGone() throws {
  try withScratch { scratch in
    let store = store(scratch)
    let id = try store.store(bytes: [1])
    try store.remove(id)
    try store.remove(id)
    #expect(try !store.contains(id))
  }
}

@Test func aStoreRemovedUnderUsComesBack() throws {
  try withScratch { scratch in
    let store = store(scratch)
    let id = try store.store(bytes: [1])
    try scratch.remove("cache")
    #expect(try !store.contains(id))
    _ = try store.store(bytes: [1])
    #expect(try store.contains(id))
    try expectSound(scratch)
  }
}

@Test func sharedStoresBelongToTheGroup() throws {
  try withScratch { scratch in
    let store = store(scratch, StoreSettings(isShared: true))
    _ = try store.store(bytes: [1])
    for directory in ["cache", "cache/files", "cache/files/md5", "cache/files/md5/55"] {
      #expect(try scratch.mode(directory) == 0o2775)
    }
    try expectSound(scratch)
  }
}

@Test(arguments: [sys_call_open, sys_call_write, sys_call_rename, sys_call_close, sys_call_stat])
func failuresLeaveNoHalfObject(call: Int) throws {
  try withScratch { scratch in
    let store = store(scratch)
    _ = try store.store(bytes: [0])
    #expect(throws: FileError.self) {
      try Fault.with(call, on: scratch.path("cache"), errno: ENOSPC) {
        _ = try store.store(bytes: [1])
      }
    }
    #expect(storedFiles(scratch) == [objectPath([0])])
    _ = try store.store(bytes: [1])
    try expectSound(scratch)
  }
}

@Test func lostBytesAreNoticed() throws {
  // A second writer of the same object wins; ours is dropped, not an error.
  try withScratch { scratch in
    let store = store(scratch)
    let id = ObjectID(Hash.digest([1]))
    let mine = try TemporaryObject(in: store, for: id)
    try [UInt8(1)].withUnsafeBytes { try mine.write($0) }
    #expect(throws: FileError.self) { try mine.commit(as: id, size: 2) }
    let other = try TemporaryObject(in: store, for: id)
    try [UInt8(1)].withUnsafeBytes { try other.write($0) }
    _ = try store.store(bytes: [1])
    #expect(try !other.commit(as: id, size: 1))
  }
  try withScratch { scratch in
    let store = store(scratch)
    _ = try TemporaryObject(in: store, for: ObjectID(Hash.digest([1])))
    #expect(storedFiles(scratch) == [])
  }
}
