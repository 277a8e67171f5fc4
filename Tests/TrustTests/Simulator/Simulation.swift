import CSystem
import Cairn
import Files
import Foundation
import Glibc
import TestKit
import Workspace

/// Random work on a project, through the library, with a fault at each of its system calls in turn. The same seed does
/// the same work.
struct Simulation {
  enum Operation: CustomStringConvertible {
    case edit(String, String)
    case delete(String)
    case add(String)
    case commit, checkout, push, fetch, pull, gc
    case loseCache
    case remove(String)

    var description: String {
      switch self {
      case .edit(let path, let text): "edit \(path) \(text)"
      case .delete(let path): "delete \(path)"
      case .add(let path): "add \(path)"
      case .remove(let path): "remove \(path)"
      case .commit: "commit"
      case .checkout: "checkout"
      case .push: "push"
      case .fetch: "fetch"
      case .pull: "pull"
      case .gc: "gc"
      case .loseCache: "lose the cache"
      }
    }
  }

  let scratch: Scratch
  private var random: SeededRandom
  /// Of the project as far as everything went well.
  private(set) var world: CrashWorld
  private var number = 0
  private(set) var points = 0
  /// Points at which the operation ended with an error.
  private(set) var failures = 0

  init(seed: UInt64, in scratch: Scratch) throws {
    self.scratch = scratch
    random = SeededRandom(seed: seed)
    try scratch.makeDirectory("w0/proj")
    world = CrashWorld(scratch.path("w0"), bin: scratch.root, home: scratch.root)
    let session = session(in: world)
    var options = InitOptions()
    options.noSCM = true
    _ = try session.initialize(options)
    var remote = RemoteAddOptions(name: "r", url: "../remote")
    remote.isDefault = true
    try session.addRemote(remote)
  }

  /// One random operation, first without a fault, then with faults at `count` of its calls (nil: at all).
  /// - Returns: what went wrong.
  mutating func step(faults count: Int?) throws -> [String] {
    let operation = next()
    let before = world
    world = try copy(before)
    var calls = 0
    let reference = Fault.at(0, on: world.root + "/", errno: { _ in 0 }) { try run(operation, in: world) }
    calls = reference.calls
    // What can't be done is no work to disturb.
    if reference.error != nil {
      try scratch.remove(name(world))
      world = before
      return []
    }
    var problems: [String] = []
    if isDisturbed(operation) {
      let numbers = count.map { count in (0..<count).map { _ in random.int(below: max(1, calls)) + 1 } }
      for at in numbers ?? Array(1...max(1, calls)) {
        for isDeath in [false, true] {
          problems += try disturb(operation, from: before, at, isDeath: isDeath)
          points += 1
        }
      }
    }
    try scratch.remove(name(before))
    return problems
  }

  private mutating func disturb(
    _ operation: Operation, from before: CrashWorld, _ at: Int, isDeath: Bool
  ) throws -> [String] {
    let place = try copy(before)
    defer { try? scratch.remove(name(place)) }
    let (start, end) = (before.state(), world.state())
    let kept = before.contents().filter { world.contents()[$0.key] != nil }
    let outcome = Fault.at(at, on: place.root + "/", isDeath: isDeath, errno: Self.errno) {
      try run(operation, in: place)
    }
    if outcome.error != nil { failures += 1 }
    var problems: [String] = []
    func look(_ when: String) {
      let contents = place.contents()
      for (digest, path) in kept where contents[digest] == nil { problems.append("\(when): LOST \(path)") }
      for path in place.wrongObjects() { problems.append("\(when): WRONG \(path)") }
      let texts = [before.controlFiles(), world.controlFiles()]
      for (path, text) in place.controlFiles() where !texts.contains(where: { $0[path] == text }) {
        problems.append("\(when): BROKEN \(path): \(text)")
      }
    }
    look("after the fault")
    if outcome.error == nil, !Self.isSame(place.state(), end) {
      problems.append("no error, but " + Self.difference(place.state(), end))
    }
    if !isDeath, outcome.error != nil, !outcome.place.isEmpty {
      let left = place.state().keys.filter { start[$0] == nil && end[$0] == nil }
      // What could not be removed stays.
      if !left.isEmpty, !outcome.place.hasPrefix("call \(sys_call_unlink) ") {
        problems.append("left behind: \(left.sorted())")
      }
    }
    do { try run(operation, in: place) } catch {
      if !Self.isSame(place.state(), end) { problems.append("again: \(error)") }
    }
    if !Self.isSame(place.state(), end) {
      problems.append("after the same again: " + Self.difference(place.state(), end))
    }
    look("after the same again")
    if problems.isEmpty { return [] }
    let what = isDeath ? "death" : "error"
    return [
      "\(operation), \(what) at \(at), \(outcome.place): \(outcome.error.map { "\($0)" } ?? "no error")"
    ]
      + problems.map { "  " + $0 }
  }

  /// Objects that are right are no harm.
  private static func isSame(_ one: [String: String], _ other: [String: String]) -> Bool {
    one.filter { other[$0.key] != nil || !CrashWorld.isInStore($0.key) } == other
  }

  private static func difference(_ one: [String: String], _ other: [String: String]) -> String {
    Set(one.keys).union(other.keys).sorted().filter { one[$0] != other[$0] }.prefix(8).map {
      "\($0): \(one[$0] ?? "absent") | \(other[$0] ?? "absent")"
    }.joined(separator: "; ")
  }

  @Sendable private static func errno(_ call: Int) -> Int32 {
    switch call {
    case sys_call_write, sys_call_mkdir, sys_call_link, sys_call_symlink, sys_call_copy_range: ENOSPC
    case sys_call_open: EACCES
    case sys_call_reflink: EOPNOTSUPP
    default: EIO
    }
  }

  private func isDisturbed(_ operation: Operation) -> Bool {
    switch operation {
    case .edit, .delete, .loseCache: false
    default: true
    }
  }

  private mutating func next() -> Operation {
    let paths = ["a", "b", "d/x", "d/y", "d/s/z"]
    let path = paths[random.int(below: paths.count)]
    switch random.int(below: 16) {
    case 0..<5:
      return .edit(path, String(repeating: "\(random.int(below: 6))", count: 1 + random.int(below: 2000)))
    case 5: return .delete(path)
    case 6, 7, 8: return .add(["a", "b", "d"][random.int(below: 3)])
    case 9: return .commit
    case 10: return .checkout
    case 11: return .push
    case 12: return .fetch
    case 13: return random.int(below: 2) == 0 ? .pull : .loseCache
    case 14: return .gc
    default: return .remove(["a", "b", "d"][random.int(below: 3)])
    }
  }

  private func run(_ operation: Operation, in world: CrashWorld) throws {
    let session = session(in: world)
    switch operation {
    case .edit(let path, let text):
      let whole = world.project + "/" + path
      try FileManager.default.createDirectory(
        atPath: (whole as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      try? FileManager.default.removeItem(atPath: whole)
      try Data(text.utf8).write(to: URL(fileURLWithPath: whole))
    case .delete(let path): try FileManager.default.removeItem(atPath: world.project + "/" + path)
    case .loseCache: try FileManager.default.removeItem(atPath: world.project + "/.dvc/cache")
    case .add(let path):
      var options = AddOptions()
      options.targets = [path]
      _ = try session.add(options)
    case .commit:
      var options = CommitOptions()
      options.force = true
      _ = try session.commit(options)
    case .checkout: _ = try session.checkout(CheckoutOptions())
    case .push: try refuse(session.push(PushOptions()))
    case .fetch: try refuse(session.fetch(FetchOptions()))
    case .pull: try refuse(session.pull(PullOptions()).fetched)
    case .gc:
      var options = GcOptions()
      options.workspace = true
      _ = try session.gc(options)
    case .remove(let path):
      var options = RemoveOptions()
      options.targets = [path + ".dvc"]
      _ = try session.remove(options)
    }
  }

  private func refuse(_ result: TransferResult) throws {
    if let failure = result.failures.first { throw failure.error }
  }

  private mutating func copy(_ world: CrashWorld) throws -> CrashWorld {
    number += 1
    let outcome = try Program("/bin/cp", in: scratch.root, environment: [:]).run([
      "-a", name(world), "w\(number)",
    ])
    guard outcome.exit == 0 else { throw SetupFailed(description: "\(outcome)") }
    return CrashWorld(scratch.path("w\(number)"), bin: scratch.root, home: scratch.root)
  }

  private func name(_ world: CrashWorld) -> String { (world.root as NSString).lastPathComponent }

  private func session(in world: CrashWorld) -> Session {
    Session(
      environment: Environment(
        workingDirectory: world.project, home: scratch.root,
        variables: [
          "DVC_SYSTEM_CONFIG_DIR": scratch.path("none"), "DVC_GLOBAL_CONFIG_DIR": scratch.path("none"),
        ],
        processID: getpid(), commandLine: "simulation", programName: "cairn"),
      progress: Silence(), cancellation: Cancellation(), events: Silence(), waitForLock: false)
  }
}

private struct Silence: ProgressSink, EventSink {
  func report(_ event: ProgressEvent) {}
  func receive(_ event: Event) {}
}
