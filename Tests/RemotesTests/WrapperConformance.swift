import Files
import Hashing
import Objects
import Remotes
import Synchronization
import TestKit
import Testing
import Transport

/// What holds around every remote: wrappers are remotes, and what goes wrong with one object is that object's.
extension RemoteConformance {
  private func chosen(_ ids: [ObjectID]) -> Set<ObjectID> { Set(ids.filter { $0.digest[1] % 3 == 0 }) }

  /// Faults of single objects and of whole operations: what worked is kept, and the next run brings the rest.
  func faults() throws {
    let (here, ids) = try mixed(24)
    let bad = chosen(ids)
    let good = Set(ids).subtracting(bad)
    let error = FileError("move", "x", errno: 5)
    let faulty = FaultyRemote(try make()) { _, id in id.map(bad.contains) == true ? error : nil }
    let up = try faulty.upload(ids, from: here)
    #expect(Set(up.failures.map(\.item)) == bad && Set(up.transferred) == good)
    #expect(Set(try make().missing(ids)) == bad)
    #expect(try Set(make().upload(ids, from: here).transferred) == bad)

    let there = store("there")
    let down = try faulty.download(ids, into: there)
    #expect(Set(down.failures.map(\.item)) == bad && Set(down.transferred) == good)
    #expect(try Set(there.verify(ids).map(\.id)) == bad)
    #expect(try Set(make().download(ids, into: there).transferred) == bad)

    let broken = FaultyRemote(try make()) { _, id in id == nil ? error : nil }
    #expect(throws: FileError.self) { try broken.missing(ids) }
    #expect(throws: FileError.self) { try broken.upload(ids, from: here) }
    #expect(throws: FileError.self) { try broken.download(ids, into: there) }
    #expect(try make().missing(ids) == [])
  }

  /// Faults that pass are nobody's concern behind a remote that tries again; those that don't are told once.
  func passingFaults() throws {
    let (here, ids) = try mixed(25)
    let shaky = chosen(ids)
    let lost = ids.first { !shaky.contains($0) }
    let asked = Mutex<[ObjectID?: Int]>([:])
    func remote() throws -> RetryingRemote {
      asked.withLock { $0 = [:] }
      let inner = FaultyRemote(try make()) { _, id in
        let before = asked.withLock { asked in
          asked[id, default: 0] += 1
          return asked[id, default: 0] - 1
        }
        if id == lost { return FileError("move", "x", errno: 5) }
        let isShaky = id.map(shaky.contains) ?? true
        return isShaky && before == 0 ? FileError("move", "x", errno: 116) : nil
      }
      return RetryingRemote(inner, policy: RetryPolicy(tries: 3, base: 0.001))
    }
    let up = try remote().upload(ids, from: here)
    #expect(up.failures.map(\.item) == [lost] && up.transferred.count == ids.count - 1)
    #expect(asked.withLock { $0[lost] } == 1)
    #expect(Set(up.transferred).count == up.transferred.count)
    #expect(try make().upload(ids, from: here).transferred == [lost].compactMap { $0 })
    let there = store("there")
    let down = try remote().download(ids, into: there)
    #expect(down.failures.map(\.item) == [lost] && down.transferred.count == ids.count - 1)
    #expect(try there.verify(ids).map(\.id) == [lost].compactMap { $0 })

    // One that never passes is told after so many attempts.
    asked.withLock { $0 = [:] }
    let dead = FaultyRemote(try make()) { _, id in
      asked.withLock { $0[id, default: 0] += 1 }
      return FileError("move", "x", errno: 110)
    }
    #expect(throws: FileError.self) {
      try RetryingRemote(dead, policy: RetryPolicy(tries: 3, base: 0.001)).missing(ids)
    }
    #expect(asked.withLock { $0[nil] } == 3)
  }

  /// Tells what would be done and does nothing of it.
  func dryRun() throws {
    let (here, all) = try mixed(26)
    let ids = Array(all.prefix(40))
    let absent = ObjectID(Hash.digest("absent"))
    let dry = DryRunRemote(try make())
    let up = try dry.upload(ids + [absent], from: here)
    #expect(up.transferred == ids && up.failures.map(\.item) == [absent] && up.bytes > 0)
    #expect(try make().missing(ids) == ids)
    #expect(try make().upload(Array(ids.prefix(10)), from: here).isComplete)
    #expect(try DryRunRemote(make()).upload(ids, from: here).present == Array(ids.prefix(10)))

    let there = store("there")
    let down = try DryRunRemote(make()).download(ids, into: there)
    #expect(down.transferred == Array(ids.prefix(10)) && down.failures.count == 30)
    #expect(try there.missing(ids) == ids)
    #expect(try DryRunRemote(make()).remove(ids, cancellation: nil).transferred == ids)
    #expect(try make().missing(ids) == Array(ids.dropFirst(10)))
    guard try make().canList else { return }
    try scratch.write("entry", to: "here/runs/ab/key/value")
    let runs = ["runs/ab/key/value"]
    let plain = try DryRunRemote(make()).upload(
      plainFiles: runs, from: scratch.path("here"), cancellation: nil)
    #expect(plain.transferred == runs)
    #expect(try make().plainFiles(below: "runs") == [])
  }
}
