import CSystem
import Cairn
import Files
import Foundation
import Glibc
import Manifests
import TestKit
import Workspace

/// Random work on a project, through the library, with faults at its system calls and its requests in turn. The same
/// seed does the same work.
struct Simulation {
  let scratch: Scratch
  private var random: SeededRandom
  private let store = SimulatedStore()
  private let server: StubServer
  private let home: String
  /// Of the project as far as everything went well.
  private(set) var world: CrashWorld
  private var number = 0
  private(set) var points = 0
  /// Points at which the operation ended with an error.
  private(set) var failures = 0
  /// What was disturbed, with how many calls and requests it has.
  private(set) var log: [String] = []

  init(seed: UInt64, in scratch: Scratch) throws {
    self.scratch = scratch
    random = SeededRandom(seed: seed)
    let store = store
    server = try StubServer { store.answer($0) }
    home = scratch.path("home")
    try scratch.makeDirectory("w0/proj")
    try scratch.makeDirectory("w0/remote-web")
    try scratch.write(
      "['remote \"web\"']\n    url = s3://bucket/data\n    endpointurl = \(server.url)\n",
      to: "settings/config")
    world = CrashWorld(scratch.path("w0"), bin: scratch.root, home: home)
    // Half of the projects have no git, half one thread only: then even the row of calls is always the same.
    let hasGit = random.chance(50)
    let jobs = random.pick([1, 4])
    try makeSource()
    if hasGit { try shell("git init -q --template= -b main .", in: world.project) }
    let session = session(in: world, Cancellation())
    var options = InitOptions()
    options.noSCM = !hasGit
    _ = try session.initialize(options)
    var remote = RemoteAddOptions(name: "r", url: "../remote")
    remote.isDefault = true
    try session.addRemote(remote)
    try session.setConfig(ConfigAddress("core", "checksum_jobs"), to: "\(jobs)", at: nil)
    try session.setConfig(ConfigAddress("remote", name: "r", "jobs"), to: "\(jobs)", at: nil)
    // Something to begin with.
    for operation in [.edit("a", "1111"), .edit("d/x", "2"), .edit("d/s/z", "33"), .add("d")]
      as [SimulatedOperation]
    {
      try operation.run(session, in: world)
    }
  }

  func stop() { server.stop() }

  private func makeSource() throws {
    for path in ["outside", "source/set/f", "source/set/g"] {
      try SimulatedOperation.write("first \(path)", to: world.root + "/" + path)
    }
    try shell(
      "git init -q --template= -b main . && git add -A && git commit -qm first", in: world.root + "/source")
  }

  private func shell(_ text: String, in directory: String) throws {
    let outcome = try Program("/bin/sh", in: directory, environment: world.dvc.environment).run(["-c", text])
    guard outcome.exit == 0 else { throw SetupFailed(description: "\(outcome)") }
  }

  /// One random operation, first without a fault, then with `count` random ones (nil: at all of its calls).
  /// - Returns: what went wrong.
  mutating func step(faults count: Int?) throws -> [String] {
    let operation = SimulatedOperation.next(&random, in: world.project)
    let before = world
    world = try copy(before)
    let reference = attempt(operation, in: world)
    // What can't be done is no work to disturb.
    if reference.error != nil {
      log.append("\(operation): not possible")
      try scratch.remove(name(world))
      world = before
      return []
    }
    var problems: [String] = []
    if operation.isCommand {
      log.append("\(operation): \(reference.calls.count) calls, \(reference.requests) requests")
      for (fault, at) in faults(of: reference.calls, reference.requests, count) {
        problems += try disturb(operation, from: before, fault, at)
        points += 1
      }
    } else {
      log.append("\(operation)")
    }
    try scratch.remove(name(before))
    return problems
  }

  /// At each call an error, an end of one of three kinds, and something that only disturbs; each trouble at each request;
  /// and a power cut of each kind when all is done.
  private mutating func faults(
    of calls: [Int], _ requests: Int, _ count: Int?
  ) -> [(fault: SimulatedFault, at: Int)] {
    var faults: [(SimulatedFault, Int)] = []
    for (index, call) in calls.enumerated() {
      let at = index + 1
      faults.append((.error, at))
      faults.append((random.pick([.death, .powerCut(names: false), .powerCut(names: true)]), at))
      faults.append(
        (FaultPlan.canBeShort(call) && random.chance(60) ? .short : random.pick([.delay, .cancel]), at))
    }
    let troubles = (0..<requests).flatMap { request in
      SimulatedStore.Trouble.allCases.map { (SimulatedFault.request($0), request + 1) }
    }
    let ends = [false, true].map { (SimulatedFault.powerCut(names: $0), Int.max) }
    guard let count else { return faults + troubles + ends }
    var chosen = (0..<count).compactMap { _ in faults.isEmpty ? nil : random.pick(faults) }
    if !troubles.isEmpty { chosen += [random.pick(troubles), random.pick(troubles)] }
    return chosen + [random.pick(ends)]
  }

  private struct Attempt {
    var error: (any Error)?
    var calls: [Int]
    var requests: Int
    /// Where the fault happened; empty when it did not.
    var place: String
    var call = 0
    var isTold = false
  }

  private func attempt(
    _ operation: SimulatedOperation, in world: CrashWorld, _ fault: SimulatedFault? = nil, at number: Int = 0,
    on disk: SimulatedDisk? = nil
  ) -> Attempt {
    let cancellation = Cancellation()
    var plan = FaultPlan(fault, at: number, on: disk, cancellation)
    if case .request(let trouble) = fault {
      plan = FaultPlan(nil, at: 0, on: disk, cancellation)
      store.serve(world.root + "/remote-web", trouble, at: number)
    } else {
      store.serve(world.root + "/remote-web")
    }
    var caught: (any Error)?
    var isTold = false
    Fault.plan(on: world.root + "/", { [plan] in plan.take($0, $1) }) {
      do { isTold = try operation.run(session(in: world, cancellation), in: world) } catch { caught = error }
    }
    return Attempt(
      error: caught, calls: plan.calls, requests: store.requests, place: plan.place + store.place,
      call: plan.call,
      isTold: isTold)
  }

  private mutating func disturb(
    _ operation: SimulatedOperation, from before: CrashWorld, _ fault: SimulatedFault, _ at: Int
  ) throws -> [String] {
    let place = try copy(before)
    defer { try? scratch.remove(name(place)) }
    var disk: SimulatedDisk?
    if case .powerCut = fault { disk = SimulatedDisk(place.root) }
    let outcome = attempt(operation, in: place, fault, at: at, on: disk)
    if case .powerCut(let names) = fault {
      if names { disk?.loseNames(&random) } else { disk?.loseBytes(&random) }
    }
    if outcome.error != nil { failures += 1 }
    let look = SimulatedLook(before: before, end: world, place: place, powerWent: disk != nil)
    if disk != nil, outcome.error != nil, case .repro = operation { look.bringLockBack() }
    var problems = look.damage("after the fault", powerCut: disk != nil, isTold: outcome.isTold)
    if disk != nil {
      if outcome.error == nil { problems += look.whatIsNotSafe() }
    } else if outcome.error == nil, let difference = look.difference() {
      problems.append("no error, but " + difference)
    }
    if let error = outcome.error, fault.isHarmless { problems.append("failed: \(error)") }
    if !fault.isEnd, outcome.error != nil, !outcome.place.isEmpty, let left = look.leftBehind() {
      // What could not be removed stays.
      if outcome.call != Int(sys_call_unlink) { problems.append("left behind: \(left)") }
    }
    var again = attempt(operation, in: place)
    if disk != nil, look.difference() != nil, look.removeSpoiltCopies() {
      again = attempt(operation, in: place)
      if look.difference() != nil {
        _ = attempt(.checkout(force: false), in: place)
        if look.difference() != nil { again = attempt(operation, in: place) }
      }
    }
    if let difference = look.difference() {
      problems.append("after the same again\(again.error.map { " (\($0))" } ?? ""): " + difference)
    }
    problems += look.damage("after the same again", powerCut: false, isTold: outcome.isTold)
    if problems.isEmpty { return [] }
    return [
      "\(operation), \(fault) at \(at), \(outcome.place): \(outcome.error.map { "\($0)" } ?? "no error")"
    ] + problems.map { "  " + $0 }
  }

  private mutating func copy(_ world: CrashWorld) throws -> CrashWorld {
    number += 1
    try shell("cp -a \(name(world)) w\(number)", in: scratch.root)
    return CrashWorld(scratch.path("w\(number)"), bin: scratch.root, home: home)
  }

  private func name(_ world: CrashWorld) -> String { (world.root as NSString).lastPathComponent }

  private func session(in world: CrashWorld, _ cancellation: Cancellation) -> Session {
    let variables = [
      "DVC_SYSTEM_CONFIG_DIR": scratch.path("none"), "DVC_GLOBAL_CONFIG_DIR": scratch.path("settings"),
      "AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_EC2_METADATA_DISABLED": "true",
      "AWS_REGION": "us-east-1",
    ]
    return Session(
      environment: Environment(
        workingDirectory: world.project, home: home,
        variables: world.dvc.environment.merging(variables) { $1 },
        processID: getpid(), commandLine: "simulation", programName: "cairn"),
      progress: Silence(), cancellation: cancellation, events: Silence(), waitForLock: false)
  }
}

private struct Silence: ProgressSink, EventSink {
  func report(_ event: ProgressEvent) {}
  func receive(_ event: Event) {}
}
