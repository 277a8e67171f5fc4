import CSystem
import Files
import Glibc
import Hashing
import Objects
import TestKit
import Testing

@testable import Remotes

@Suite struct LocalRemotes {
  private func with(_ body: (RemoteConformance, Scratch) throws -> Void) throws {
    try withScratch("remote") { scratch in
      let suite = RemoteConformance(scratch: scratch) {
        LocalRemote(name: "local", path: scratch.path("remote"), jobs: 2)
      }
      try body(suite, scratch)
    }
  }

  @Test func roundTrip() throws { try with { suite, _ in try suite.roundTrip() } }
  @Test func missingObjects() throws { try with { suite, _ in try suite.missingObjects() } }
  @Test func listingAndRemoval() throws { try with { suite, _ in try suite.listingAndRemoval() } }
  @Test func plainFiles() throws { try with { suite, _ in try suite.plainFiles() } }
  @Test func cancelling() throws { try with { suite, _ in try suite.cancelling() } }
  @Test(arguments: RemoteConformance.Check.allCases) func conforms(_ check: RemoteConformance.Check) throws {
    try with { suite, _ in try suite.run(check) }
  }
  @Test func corruptObjects() throws {
    try with { suite, scratch in
      try suite.corruptObjects { id in
        let path = "remote/files/md5/\(id.hex.prefix(2))/\(id.hex.dropFirst(2))"
        try scratch.write(Array(try scratch.bytes(path).reversed()) + [1], to: path, mode: 0o444)
      }
    }
  }

  @Test func objectsLieWhereThePeerLooks() throws {
    try with { suite, scratch in
      let here = suite.store("here")
      let ids = [
        try here.store(bytes: Array("hello".utf8)), try here.store(Tree()),
        try here.store(bytes: Array("hello".utf8), algorithm: .md5Dos2Unix),
      ]
      _ = try suite.make().upload(ids, from: here)
      let files = [
        "5d/41402abc4b2a76b9719d911017c592", "files/md5/5d/41402abc4b2a76b9719d911017c592",
        "files/md5/d7/51713988987e9331980363e24189ce.dir",
      ]
      #expect(TreeSnapshot(of: scratch.path("remote")).files == files)
      for file in files { #expect(try scratch.mode("remote/" + file) == 0o444) }
    }
  }

  @Test func askingAndListingAgree() throws {
    try with { suite, scratch in
      let here = suite.store("here")
      let ids = try suite.fill(here, (0..<2000).map { Array("\($0)".utf8) })
      let remote = LocalRemote(name: "local", path: scratch.path("remote"), jobs: 2)
      _ = try remote.upload(ids.filter { $0.digest[5] % 3 != 0 }, from: here)
      let existence = Existence(remote.store)
      #expect(try !existence.listingPays(Array(ids.prefix(10)), .md5))
      #expect(try existence.listingPays((0..<40_000).map { ObjectID(Hash.digest("\($0)")) }, .md5))
      let lacking = ids.filter { $0.digest[5] % 3 == 0 }
      #expect(try remote.missing(ids) == lacking)
      // Padded with strangers the question is answered by listing.
      let many = (0..<40_000).map { ObjectID(Hash.digest("s\($0)")) }
      #expect(try remote.missing(many + ids) == many + lacking)
    }
  }

  @Test func fullDisksEndTheTransfer() throws {
    try with { suite, scratch in
      let here = suite.store("here")
      let ids = try suite.fill(here, (0..<100).map { Array("\($0)".utf8) })
      let remote = try suite.make()
      do {
        _ = try Fault.with(sys_call_write, on: scratch.path("remote"), errno: ENOSPC, after: 20) {
          try remote.upload(ids, from: here)
        }
        Issue.record("a full disk was not noticed")
      } catch let error as FileError {
        #expect(error.errno == ENOSPC && error.path.hasPrefix(scratch.path("remote/")), "\(error)")
      }
      // What is there is whole; besides there is what says that it isn't synced yet.
      for path in TreeSnapshot(of: scratch.path("remote")).files where !path.hasPrefix(".unsynced") {
        let hex = Hash.digest(try scratch.bytes("remote/" + path)).hex(byteCount: 16)
        #expect(path == "files/md5/\(hex.prefix(2))/\(hex.dropFirst(2))")
      }
      #expect(try remote.upload(ids, from: here).isComplete)
      #expect(try remote.missing(ids) == [])
      #expect(TreeSnapshot(of: scratch.path("remote")).files.count == ids.count)
    }
  }

  /// A push that lost its power: the name is there, the marker of its batch, no byte.
  @Test func asksForWhatAPowerCutSpoilt() throws {
    try with { suite, scratch in
      let here = suite.store("here")
      let id = try here.store(bytes: [1])
      _ = try suite.make().upload([id], from: here)
      try scratch.write("", to: "remote/files/md5/\(id.hex.prefix(2))/\(id.hex.dropFirst(2))", mode: 0o444)
      #expect(try suite.make().missing([id]) == [])
      try scratch.write("", to: "remote/.unsynced0123456789.tmp")
      let remote = try suite.make()
      #expect(try remote.missing([id]) == [id])
      #expect(try remote.upload([id], from: here).transferred == [id])
      #expect(try scratch.bytes("remote/files/md5/\(id.hex.prefix(2))/\(id.hex.dropFirst(2))") == [1])
    }
  }

  @Test func sharedRemotesBelongToTheGroup() throws {
    try withScratch("remote") { scratch in
      let remote = LocalRemote(name: "r", path: scratch.path("remote"), isShared: true)
      let here = ObjectStore(root: scratch.path("here"))
      let id = try here.store(bytes: [1])
      _ = try remote.upload([id], from: here)
      #expect(try scratch.mode("remote/files/md5/55") == 0o2775)
    }
  }
}
