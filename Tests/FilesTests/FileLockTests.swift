import Files
import Foundation
import Testing

@Suite struct Locks {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  @Test func writesTheHolder() throws {
    let path = try scratch.put(" 99999999 and an older, longer text\n", at: "lock")
    let lock = try FileLock.tryAcquire(path)
    #expect(lock != nil)
    #expect(try scratch.text("lock") == " \(getpid())\n")
    #expect(FileLock.holder(of: path) == getpid())
  }

  @Test func keepsOthersOutUntilReleased() throws {
    let path = scratch.at("lock")
    let lock = try #require(try FileLock.tryAcquire(path))
    #expect(try FileLock.tryAcquire(path) == nil)
    #expect(try FileLock.tryAcquire(path, shared: true) == nil)
    lock.release()
    lock.release()
    #expect(try FileLock.tryAcquire(path) != nil)
    #expect(FileSystem.exists(path))
  }

  @Test func sharesWithReaders() throws {
    let path = scratch.at("lock")
    let first = try FileLock.tryAcquire(path, shared: true)
    let second = try FileLock.tryAcquire(path, shared: true)
    #expect(first != nil && second != nil)
    #expect(try FileLock.tryAcquire(path) == nil)
    first?.release()
    second?.release()
  }

  @Test func retriesUntilToldToStop() throws {
    let path = scratch.at("lock")
    let held = try #require(try FileLock.tryAcquire(path))
    var asked: [Int] = []
    let none = try FileLock.acquire(path) {
      asked.append($0)
      return $0 < 4
    }
    #expect(none == nil)
    #expect(asked == [1, 2, 3, 4])
    let taken = try FileLock.acquire(path) {
      if $0 == 2 { held.release() }
      return true
    }
    #expect(taken != nil)
  }

  @Test func letsGoWhenForgotten() throws {
    let path = scratch.at("lock")
    do {
      let lock = try FileLock.tryAcquire(path)
      #expect(lock != nil)
    }
    #expect(try FileLock.tryAcquire(path) != nil)
    #expect(throws: FileError("lock", scratch.at("none/lock"), errno: ENOENT)) {
      try FileLock.tryAcquire(scratch.at("none/lock"))
    }
  }

  @Test func meetsTheFlockOfOtherPrograms() throws {
    let path = scratch.at("lock")
    let lock = try #require(try FileLock.tryAcquire(path))
    let attempt = ChildProcess.Request(["flock", "-n", path, "true"])
    #expect(try ChildProcess.run(attempt).exit == .exited(1))
    lock.release()
    #expect(try ChildProcess.run(attempt).exit == .exited(0))
  }
}
