import Files
import Foundation
import Glibc
import Hashing
import Objects
import TestKit
import Testing

@testable import Remotes

/// A directory on a file system of its own, that is full or read-only: only root can make one.
@Suite struct MountedRemotes {
  private static let mayMount = geteuid() == 0 && FileManager.default.fileExists(atPath: "/bin/mount")

  private func mount(_ words: String..., in scratch: Scratch) throws -> Bool {
    try Program("/bin/mount", in: scratch.root, environment: [:]).run(words).exit == 0
  }

  private func with(_ size: String, _ body: (Scratch, LocalRemote) throws -> Void) throws {
    try withScratch("mounted") { scratch in
      try scratch.makeDirectory("disk")
      // In a container even root may not be allowed to.
      guard try mount("-t", "tmpfs", "-o", "size=" + size, "tmpfs", scratch.path("disk"), in: scratch) else {
        return
      }
      defer {
        _ = try? Program("/bin/umount", in: scratch.root, environment: [:]).run(["-l", scratch.path("disk")])
      }
      try body(scratch, LocalRemote(name: "disk", path: scratch.path("disk/remote"), jobs: 2))
    }
  }

  /// A disk that is full ends the transfer with that error; what has its name is whole, and with more room the next run
  /// goes on.
  @Test(.enabled(if: mayMount)) func full() throws {
    try with("1m") { scratch, remote in
      let here = ObjectStore(root: scratch.path("here"))
      var random = SeededRandom(seed: 41)
      let ids = try (0..<40).map { _ in try here.store(bytes: random.bytes(60_000)) }
      do {
        _ = try remote.upload(ids, from: here)
        Issue.record("a full disk was not noticed")
      } catch let error as FileError {
        #expect(error.errno == ENOSPC && error.path.hasPrefix(scratch.path("disk/")), "\(error)")
      }
      let absent = try remote.missing(ids)
      #expect(absent.count < ids.count && !absent.isEmpty)
      let there = ObjectStore(root: scratch.path("there"))
      let present = ids.filter { !absent.contains($0) }
      #expect(try remote.download(present, into: there).isComplete)
      #expect(try there.verify(present).isEmpty)
      #expect(try mount("-o", "remount,size=8m", scratch.path("disk"), in: scratch))
      let up = try remote.upload(ids, from: here)
      #expect(up.isComplete && Set(up.transferred) == Set(absent))
    }
  }

  /// One that can't be written to gives everything, takes nothing, and says so.
  @Test(.enabled(if: mayMount)) func readOnly() throws {
    try with("8m") { scratch, remote in
      let here = ObjectStore(root: scratch.path("here"))
      let ids = try (0..<10).map { try here.store(bytes: [UInt8($0)]) }
      #expect(try remote.upload(Array(ids.prefix(5)), from: here).isComplete)
      #expect(try mount("-o", "remount,ro", scratch.path("disk"), in: scratch))
      let again = LocalRemote(name: "disk", path: scratch.path("disk/remote"), jobs: 2)
      #expect(try again.missing(ids) == Array(ids.suffix(5)))
      let there = ObjectStore(root: scratch.path("there"))
      #expect(try again.download(Array(ids.prefix(5)), into: there).isComplete)
      #expect(try again.upload(Array(ids.prefix(5)), from: here).present.count == 5)
      do {
        let up = try again.upload(ids, from: here)
        #expect(up.failures.count == 5 && up.transferred == [])
        #expect(up.failures.allSatisfy { ($0.error as? FileError)?.errno == EROFS }, "\(up.failures)")
      } catch let error as FileError {
        #expect(error.errno == EROFS && error.path.hasPrefix(scratch.path("disk/")), "\(error)")
      }
      do {
        let removed = try again.remove([ids[0]], cancellation: nil)
        #expect(removed.failures.count == 1)
      } catch let error as FileError {
        #expect(error.errno == EROFS)
      }
      #expect(try mount("-o", "remount,rw", scratch.path("disk"), in: scratch))
      #expect(try again.upload(ids, from: here).transferred.count == 5)
    }
  }
}
