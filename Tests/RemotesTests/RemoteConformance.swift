import CSystem
import Files
import Glibc
import Hashing
import Objects
import Remotes
import TestKit
import Testing

/// What every remote must do, whatever it is made of. A remote's tests call each function with a way to make it
/// anew in a scratch directory, twice giving the same place.
struct RemoteConformance {
  let scratch: Scratch
  let make: () throws -> any Remote

  func store(_ name: String) -> ObjectStore {
    ObjectStore(root: scratch.path(name), settings: StoreSettings(workers: 2))
  }

  func fill(_ store: ObjectStore, _ contents: [[UInt8]]) throws -> [ObjectID] {
    try contents.map { try store.store(bytes: $0) }
  }

  /// Up from one store, down into another: the same objects; a second time there is nothing to do.
  func roundTrip() throws {
    var random = SeededRandom(seed: 1)
    let here = store("here")
    var ids = try fill(here, [0, 1, 100, 70_000, 1_100_000, 2_500_000, 3_000_000].map { random.bytes($0) })
    let tree = try here.store(try oneFileTree(ids[2]))
    ids.append(try here.store(bytes: Array("a\r\n".utf8), algorithm: .md5Dos2Unix))
    let remote = try make()
    #expect(try remote.missing(ids + [tree]) == ids + [tree])

    let up = try remote.upload(ids, from: here)
    #expect(up.isComplete && Set(up.transferred) == Set(ids) && up.present == [])
    #expect(try remote.missing(ids + [tree]) == [tree])
    #expect(try remote.upload([tree], from: here).transferred == [tree])
    let again = try make().upload(ids + [tree], from: here)
    #expect(again.isComplete && again.transferred == [] && Set(again.present) == Set(ids + [tree]))

    let there = store("there")
    let down = try make().download(ids + [tree], into: there)
    #expect(down.isComplete && Set(down.transferred) == Set(ids + [tree]))
    #expect(down.bytes == up.bytes + Int64(try here.read(tree).count))
    for id in ids + [tree] {
      #expect(try there.read(id) == here.read(id))
      #expect(try FileSystem.info(there.path(of: id))?.mode == 0o444)
    }
    #expect(try remote.download(ids, into: there).transferred == [])
  }

  private func oneFileTree(_ file: ObjectID) throws -> Tree { try Tree().replacing("f", with: file.digest) }

  /// What one side lacks fails by itself.
  func missingObjects() throws {
    let here = store("here")
    let ids = try fill(here, [[1], [2]])
    let absent = ObjectID(Hash.digest("absent"))
    let remote = try make()
    let up = try remote.upload([ids[0], absent, ids[1]], from: here)
    #expect(Set(up.transferred) == Set(ids))
    #expect(up.failures.map(\.item) == [absent])
    #expect(up.failures.first?.error as? StoreError == .missing(absent))
    let down = try remote.download([absent, ids[0]], into: store("there"))
    #expect(down.transferred == [ids[0]])
    #expect(down.failures.first?.error as? StoreError == .missing(absent))
  }

  /// Bytes that are not their name's go neither up nor down.
  func corruptObjects(corruptRemote: (ObjectID) throws -> Void) throws {
    let here = store("here")
    for content in [[UInt8](repeating: 5, count: 40), [UInt8](repeating: 6, count: 3_000_000)] {
      let ids = try fill(here, [content, [1]])
      let remote = try make()
      _ = try remote.upload(ids, from: here)
      try corruptRemote(ids[0])
      let there = store("there")
      let down = try remote.download(ids, into: there)
      #expect(down.failures.map(\.item) == [ids[0]])
      #expect(try !there.contains(ids[0]))
      #expect(try there.contains(ids[1]))
      guard case .corrupt(ids[0], _, _)? = down.failures.first?.error as? StoreError else {
        Issue.record("not found to be corrupt: \(down.failures)")
        return
      }
      try there.remove(ids[1])
    }
    // Of mode 0444, so that the store believes it.
    let id = try fill(here, [[7, 7]])[0]
    try scratch.write([8, 8], to: "here/files/md5/\(id.hex.prefix(2))/\(id.hex.dropFirst(2))", mode: 0o444)
    let remote = try make()
    let up = try remote.upload([id], from: here)
    #expect(up.transferred == [] && up.failures.map(\.item) == [id])
    #expect(try remote.missing([id]) == [id])
  }

  /// Listing gives what was uploaded less what was removed.
  func listingAndRemoval() throws {
    let here = store("here")
    let ids = try fill(here, (0..<300).map { Array("\($0)".utf8) })
    let remote = try make()
    guard remote.canList else { return }
    var listed: [ObjectID] = []
    try remote.forEachObject(.md5, cancellation: nil) { listed.append($0) }
    #expect(listed == [])
    _ = try remote.upload(ids, from: here)
    let removed = try remote.remove([ids[3], ids[4], ObjectID(Hash.digest("absent"))], cancellation: nil)
    #expect(removed.isComplete)
    try remote.forEachObject(.md5, cancellation: nil) { listed.append($0) }
    #expect(Set(listed) == Set(ids).subtracting([ids[3], ids[4]]))
    #expect(try remote.missing(ids) == [ids[3], ids[4]])
    // Many absent ones among the questions.
    let many = (0..<20_000).map { ObjectID(Hash.digest("x\($0)")) }
    #expect(try remote.missing(many + ids) == many + [ids[3], ids[4]])
    #expect(try remote.missing([]) == [])
  }

  /// The run cache's files go up and down by name.
  func plainFiles() throws {
    let remote = try make()
    guard remote.canList else { return }
    #expect(try remote.plainFiles(below: "runs") == [])
    try scratch.write("entry", to: "here/runs/ab/key/value")
    try scratch.write("other", to: "here/runs/cd/key/value")
    let paths = ["runs/ab/key/value", "runs/cd/key/value"]
    let up = try remote.upload(plainFiles: paths, from: scratch.path("here"), cancellation: nil)
    #expect(up.isComplete && up.transferred == paths)
    #expect(try remote.plainFiles(below: "runs") == paths)
    #expect(
      try remote.upload(plainFiles: paths, from: scratch.path("here"), cancellation: nil).present == paths)
    let down = try remote.download(
      plainFiles: paths + ["runs/no"], into: scratch.path("there"), cancellation: nil)
    #expect(down.transferred == paths && down.failures.map(\.item) == ["runs/no"])
    #expect(try scratch.text("there/runs/ab/key/value") == "entry")
    for path in ["../x", "/etc/passwd", "a/../../x", "", ".."] {
      let bad = try remote.download(plainFiles: [path], into: scratch.path("there"), cancellation: nil)
      #expect(bad.failures.first?.error as? RemoteError == .badPath(path))
    }
  }

  func cancelling() throws {
    let here = store("here")
    let ids = try fill(here, (0..<50).map { Array("\($0)".utf8) })
    let cancellation = Cancellation()
    cancellation.cancel()
    let remote = try make()
    #expect(throws: Cancelled.self) {
      try remote.upload(ids, from: here, progress: nil, cancellation: cancellation)
    }
    #expect(try remote.missing(ids) == ids)
  }

  /// What needs nothing but a remote: each remote's tests run them all.
  enum Check: String, CaseIterable, Sendable {
    case writersAtOnce, manyObjects, interruptedUpload, interruptedDownload, strangeNames
    case faults, passingFaults, dryRun
  }

  func run(_ check: Check) throws {
    switch check {
    case .writersAtOnce: try writersAtOnce()
    case .manyObjects: try manyObjects()
    case .interruptedUpload: try interruptedUpload()
    case .interruptedDownload: try interruptedDownload()
    case .strangeNames: try strangeNames()
    case .faults: try faults()
    case .passingFaults: try passingFaults()
    case .dryRun: try dryRun()
    }
  }

  /// Two at once with the same objects: both say that all is there, and it is.
  private func writersAtOnce() throws {
    var random = SeededRandom(seed: 21)
    let here = store("here")
    let ids = try fill(here, (0..<60).map { random.bytes($0 == 0 ? 2_000_000 : 500 * $0) })
    let remotes = Unshared([try make(), try make()])
    try parallel(count: 2, workers: 2, batch: 1, cancellation: nil) { range, _ in
      for i in range {
        let up = try remotes.value[i].upload(i == 0 ? ids : ids.reversed(), from: here)
        #expect(up.isComplete && Set(up.transferred + up.present) == Set(ids))
      }
    }
    let there = store("there")
    #expect(try make().download(ids, into: there).isComplete)
    #expect(try there.verify(ids).isEmpty)
  }

  /// More small ones than are asked about one by one, in every directory.
  private func manyObjects() throws {
    let here = store("here")
    let ids = try fill(here, (0..<1500).map { Array("many \($0)".utf8) })
    let (first, rest) = (Array(ids[..<700]), Array(ids[700...]))
    let remote = try make()
    #expect(try remote.upload(first, from: here).transferred.count == first.count)
    #expect(try make().missing(ids) == rest)
    let up = try remote.upload(ids, from: here)
    #expect(Set(up.transferred) == Set(rest) && Set(up.present) == Set(first))
    let there = store("there")
    let down = try make().download(ids, into: there)
    #expect(down.isComplete && down.transferred.count == ids.count)
    #expect(try there.verify(ids).isEmpty)
  }

  /// Stopped on the way up: what is there is whole, and the next run brings the rest.
  private func interruptedUpload() throws {
    let (here, ids) = try mixed(22)
    let cancellation = Cancellation()
    #expect(throws: Cancelled.self) {
      try make().upload(ids, from: here, progress: Stopper(cancellation), cancellation: cancellation)
    }
    let remote = try make()
    let absent = try remote.missing(ids)
    #expect(!absent.isEmpty)
    let there = store("there")
    let present = ids.filter { !Set(absent).contains($0) }
    #expect(try remote.download(present, into: there).isComplete)
    let up = try make().upload(ids, from: here)
    // A server may take in yet what was on its way when we left.
    #expect(up.isComplete && Set(up.present).isSuperset(of: present))
    #expect(Set(up.present + up.transferred) == Set(ids))
    #expect(try remote.download(ids, into: there).isComplete)
    #expect(try there.verify(ids).isEmpty)
  }

  /// Stopped on the way down: what came is kept and right, and the next run brings the rest.
  private func interruptedDownload() throws {
    let (here, ids) = try mixed(23)
    #expect(try make().upload(ids, from: here).isComplete)
    let there = store("there")
    let cancellation = Cancellation()
    #expect(throws: Cancelled.self) {
      try make().download(
        ids, into: there, progress: Stopper(cancellation), cancellation: cancellation)
    }
    let absent = try there.missing(ids)
    #expect(!absent.isEmpty && absent.count < ids.count)
    #expect(try Set(there.verify(ids).map(\.id)) == Set(absent))
    let down = try make().download(ids, into: there)
    #expect(down.isComplete && Set(down.transferred) == Set(absent))
    #expect(try there.verify(ids).isEmpty)
    #expect(!TreeSnapshot(of: scratch.path("there")).files.contains { $0.hasSuffix(".tmp") })
  }

  func mixed(_ seed: UInt64) throws -> (ObjectStore, [ObjectID]) {
    var random = SeededRandom(seed: seed)
    let here = store("here")
    return (here, try fill(here, (0..<400).map { random.bytes($0 % 50 == 7 ? 1_500_000 : 100 + $0) }))
  }

  /// Names that are like an object's are none; run-cache names may be of any letters.
  private func strangeNames() throws {
    let remote = try make()
    guard remote.canList else { return }
    let here = store("here")
    let id = try fill(here, [[1, 2, 3]])[0]
    _ = try remote.upload([id], from: here)
    let hex = String(id.hex.dropFirst(2))
    let strangers = [
      "files/md5/ab/\(String(repeating: "A", count: 30))", "files/md5/ab/short", "files/md5/abc/\(hex)",
      "files/md5/ab/\(hex).dir.dir", "files/md5/ab/.\(hex).x.tmp", "runs/ab/ä ö+=&'(%41)/$x;y",
    ]
    for path in strangers { try scratch.write("x", to: "here/\(path)") }
    let up = try remote.upload(plainFiles: strangers, from: scratch.path("here"), cancellation: nil)
    #expect(up.isComplete, "\(up.failures)")
    var listed: [ObjectID] = []
    try remote.forEachObject(.md5, cancellation: nil) { listed.append($0) }
    #expect(listed == [id])
    #expect(try remote.plainFiles(below: "runs") == [strangers[5]])
    let down = try remote.download(plainFiles: [strangers[5]], into: scratch.path("there"), cancellation: nil)
    #expect(down.isComplete && scratch.exists("there/" + strangers[5]))
  }
}

/// Cancels when the first items are done.
private final class Stopper: ProgressSink {
  private let cancellation: Cancellation

  init(_ cancellation: Cancellation) { self.cancellation = cancellation }

  func report(_ event: ProgressEvent) {
    guard event.phase.hasPrefix("Pushing") || event.phase.hasPrefix("Fetching") else { return }
    // Reports come some dozens a second: after this pause the first item makes one.
    if event.done == 0 { usleep(40_000) } else { cancellation.cancel() }
  }
}

// Unchecked: each thread takes one of them.
private struct Unshared<Value>: @unchecked Sendable {
  let value: Value
  init(_ value: Value) { self.value = value }
}
