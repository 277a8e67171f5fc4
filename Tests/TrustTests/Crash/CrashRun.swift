import Foundation
import TestKit

/// A scenario's undisturbed run, and what a disturbed one is measured by.
struct CrashRun: Sendable {
  let scenario: CrashScenario
  let scratch: Scratch
  let points: [CrashPoint]
  /// Contents that may not be lost.
  private let kept: [String: String]
  private let before: [String: String]
  private let after: [String: String]
  /// By path, all texts that a control file may have.
  private let texts: [String: Set<String>]
  private let startPaths: Set<String>
  private let wrongAtStart: Set<String>
  private let server: CrashServer

  init(_ scenario: CrashScenario, in scratch: Scratch) throws {
    self.scenario = scenario
    self.scratch = scratch
    try scratch.makeDirectory("template/proj")
    try scratch.makeDirectory("home")
    if !scratch.exists("bin") { _ = try Places.linkNamedDvc(to: Places.cairn(), in: scratch) }
    server = try CrashServer(scenario.server, in: scratch)
    let template = try Self.world(scratch, "template", server)
    let made = try template.shell(scenario.setup)
    guard made.exit == 0 else { throw SetupFailed(description: "\(scenario.name): \(made)") }
    kept = template.contents(
      leavingOut: scenario.expendable.map { "proj/" + $0 } + ["proj/.dvc/tmp"] + template.controlFiles().keys)
    before = template.state()
    wrongAtStart = Set(template.wrongObjects())

    let reference = try Self.copy(scratch, "reference", server)
    let (outcome, calls) = try reference.traced(
      scenario.command, ["-s", "65536"], isThreaded: scenario.server != .none)
    guard outcome.exit == 0 else { throw SetupFailed(description: "\(scenario.name): \(outcome)") }
    // What injects counts the calls of each thread for itself: a number stands for the same one of all.
    var seen: Set<String> = []
    points = CrashPoint.all(of: calls.flatMap { SystemCall.parse($0, below: reference.root) }).filter {
      seen.insert($0.injection).inserted
    }
    after = reference.state()
    var texts: [String: Set<String>] = [:]
    for (path, text) in template.controlFiles() { texts[path, default: []].insert(text) }
    for (path, text) in reference.controlFiles() { texts[path, default: []].insert(text) }
    self.texts = texts.mapValues { $0.union(calls.flatMap(Self.written)) }
    startPaths = Set(before.keys).union(after.keys)
    server.leave("reference")
    try scratch.remove("reference")
  }

  /// Ends what serves the scenario.
  func stop() { server.stop() }

  /// Does one disturbed run and everything that is asked after it.
  /// - Returns: what is wrong; nil when the run did not come to the point.
  func test(_ point: CrashPoint, number: Int) throws -> [String]? {
    let world = try Self.copy(scratch, "p\(number)", server)
    defer {
      server.leave("p\(number)")
      try? scratch.remove("p\(number)")
    }
    let (outcome, calls) = try world.traced(
      scenario.command, ["-e", point.injection],
      on: number % ProcessInfo.processInfo.activeProcessorCount, isThreaded: scenario.server != .none)
    var problems: [String] = []
    let middle = world.state()
    let isDone = middle == after
    // `gc` on a full disk can't keep all that it takes away, and says so.
    let isTold = outcome.stderr.contains("could not be kept for `gc --restore` and are gone")
    problems += damage(world, isTold: isTold)
    if point.error != nil {
      // The way there was another, or something else was the call of that number.
      guard calls.contains(where: { SystemCall.wasMet($0, below: world.root, point.call) }) else {
        return nil
      }
      problems += wording(outcome, point)
      if outcome.exit == 0, !isDone, !(scenario.onlyWarns && outcome.stderr.contains("WARNING: ")) {
        problems.append("exit 0, but: " + difference(middle, after))
      }
      let left = middle.keys.filter { !startPaths.contains($0) }
      if !left.isEmpty, !point.call.name.hasPrefix("unlink") {
        problems.append("left behind: \(left.sorted().joined(separator: ", "))")
      }
    }
    let again = try world.dvc.run(scenario.command)
    // One run more may keep more: objects and run cache entries that are right are no harm.
    let end = world.state().filter { after[$0.key] != nil || !CrashWorld.isInStore($0.key) }
    if end != after {
      problems.append(
        "after the same command again (exit \(again.exit)): " + difference(end, after) + again.stderr)
    } else if again.exit != 0, !isDone {
      problems.append("the same command again ends with \(again.exit): \(again.stderr)")
    }
    problems += damage(world, isTold: isTold).map { "after the second run: " + $0 }
    guard !problems.isEmpty else { return [] }
    return ["\(scenario.name), \(point)\n  exit \(outcome.exit) \(outcome.stderr.prefix(400))"] + problems
  }

  /// - Parameter isTold: what is lost was said to be.
  private func damage(_ world: CrashWorld, isTold: Bool) -> [String] {
    var problems: [String] = []
    let contents = world.contents()
    let lost = kept.filter { contents[$0.key] == nil }
    if !lost.isEmpty, !isTold { problems.append("LOST: \(lost.values.sorted().joined(separator: ", "))") }
    let wrong = world.wrongObjects().filter { !wrongAtStart.contains($0) }
    if !wrong.isEmpty { problems.append("WRONG OBJECTS: \(wrong.joined(separator: ", "))") }
    for (path, text) in world.controlFiles() where texts[path]?.contains(text) == false {
      // Of stages that ran beside each other some may be recorded and others not: each of them whole.
      if path.hasSuffix("dvc.lock"), LockParts(text).areAll(of: texts[path] ?? []) { continue }
      problems.append("BROKEN \(path): \(text.prefix(300).debugDescription)")
    }
    return problems
  }

  /// One line that names the trouble, with a path and a remedy.
  private func wording(_ outcome: Outcome, _ point: CrashPoint) -> [String] {
    guard outcome.exit != 0 else { return [] }
    if outcome.exit > 128, outcome.exit != 255, outcome.exit != 254, outcome.exit != 253, outcome.exit != 252,
      outcome.exit != 251
    {
      return ["ended by a signal: exit \(outcome.exit) \(outcome.stderr.prefix(300))"]
    }
    let errors = outcome.stderr.split(separator: "\n").filter { $0.hasPrefix("ERROR: ") }
    if errors.isEmpty { return ["no error is shown: \(outcome.stderr)"] }
    // As the peer words what the system refuses; anything else of that name is an error nobody thought of.
    let unforeseen = outcome.stderr.replacing("unexpected error - [Errno ", with: "")
    if unforeseen.contains("unexpected error") { return ["called unexpected: \(outcome.stderr)"] }
    if !outcome.stderr.contains("/") && !outcome.stderr.contains("'") {
      return ["no path: \(outcome.stderr)"]
    }
    if let remedy = point.error.flatMap({ Self.remedies[$0] }), !outcome.stderr.contains(remedy),
      !outcome.stderr.contains("Change `cache.type`")
    {
      return ["no remedy (\(remedy)): \(outcome.stderr)"]
    }
    return []
  }

  /// A word of the hint for each error.
  private static let remedies = [
    "ENOSPC": "disk is full", "EDQUOT": "quota", "EIO": "disk may be", "EROFS": "read-only",
    "EMFILE": "ulimit -n",
    "EACCES": "may not",
  ]

  private func difference(_ one: [String: String], _ other: [String: String]) -> String {
    Set(one.keys).union(other.keys).sorted().filter { one[$0] != other[$0] }.prefix(12).map {
      "\($0): \(one[$0] ?? "absent") | \(other[$0] ?? "absent")"
    }.joined(separator: "; ")
  }

  private static func world(_ scratch: Scratch, _ name: String, _ server: CrashServer) throws -> CrashWorld {
    CrashWorld(
      scratch.path(name), bin: scratch.path("bin"), home: scratch.path("home"), try server.enter(name))
  }

  private static func copy(_ scratch: Scratch, _ name: String, _ server: CrashServer) throws -> CrashWorld {
    let outcome = try Program("/bin/cp", in: scratch.root, environment: [:]).run(["-a", "template", name])
    guard outcome.exit == 0 else { throw SetupFailed(description: "\(outcome)") }
    return try world(scratch, name, server)
  }

  /// Texts that single calls of `write` put into files.
  private static func written(_ trace: String) -> Set<String> {
    var texts: Set<String> = []
    for line in trace.split(separator: "\n") where line.hasPrefix("write(") {
      guard let open = line.firstIndex(of: "\""), let close = line.lastIndex(of: "\"") else { continue }
      if let text = unescaped(line[line.index(after: open)..<close]) { texts.insert(text) }
    }
    return texts
  }

  private static func unescaped(_ text: Substring) -> String? {
    var result = ""
    var isEscape = false
    for character in text {
      if isEscape {
        isEscape = false
        switch character {
        case "n": result.append("\n")
        case "t": result.append("\t")
        case "\"", "\\": result.append(character)
        default: return nil
        }
      } else if character == "\\" {
        isEscape = true
      } else {
        result.append(character)
      }
    }
    return result
  }
}

struct SetupFailed: Error, CustomStringConvertible {
  let description: String
}
