import Foundation
import Synchronization
import TestKit
import Testing

/// Promises 1 and 3 on the built program: errors and signals at its system calls (`strace` injects them).
///
/// A seeded sample runs with the tests. `make crashtest` sets `CAIRN_CRASH_POINTS=all`: all points that differ in more
/// than chance; `every` takes those, too. `CAIRN_CRASH=name,name` names scenarios, `CAIRN_CRASH_SEED` another sample,
/// `CAIRN_CRASH_LOG` a file that gets a line for each scenario when it is done.
struct CrashTests {
  static let scenarios: [CrashScenario] = {
    guard let names = environment["CAIRN_CRASH"]?.split(separator: ",").map(String.init) else {
      return CrashScenario.all
    }
    return CrashScenario.all.filter { names.contains($0.name) }
  }()

  private static var environment: [String: String] { ProcessInfo.processInfo.environment }

  /// How many points of each scenario the sample has.
  private static let sample = 6

  @Test(arguments: CrashTests.scenarios) func survives(_ scenario: CrashScenario) throws {
    try withScratch("crash") { scratch in
      let run = try CrashRun(scenario, in: scratch)
      defer { run.stop() }
      let points = Self.chosen(run.points, scenario.name)
      #expect(!points.isEmpty)
      let missed = Atomic<Int>(0)
      let problems = Mutex<[(Int, [String])]>([])
      DispatchQueue.concurrentPerform(iterations: points.count) { index in
        let found: [String]?
        do { found = try run.test(points[index], number: index) } catch { found = ["\(error)"] }
        guard let found else {
          missed.add(1, ordering: .relaxed)
          return
        }
        if !found.isEmpty { problems.withLock { $0.append((index, found)) } }
      }
      let all = problems.withLock { $0.sorted { $0.0 < $1.0 } }
      let report =
        "crash: \(scenario.name): \(points.count) of \(run.points.count) points, \(all.count) failed, "
        + "\(missed.load(ordering: .relaxed)) not met"
      print(report)
      if let log = Self.environment["CAIRN_CRASH_LOG"] {
        let lines = [report] + all.map { $0.1.joined(separator: "\n  ") }
        let file = FileHandle(forWritingAtPath: log)
        file?.seekToEndOfFile()
        file?.write(Data((lines.joined(separator: "\n") + "\n").utf8))
      }
      for (_, lines) in all {
        Issue.record(Comment(rawValue: lines.joined(separator: "\n  ")))
      }
    }
  }

  private static func chosen(_ points: [CrashPoint], _ name: String) -> [CrashPoint] {
    if environment["CAIRN_CRASH_POINTS"] == "every" { return points }
    if environment["CAIRN_CRASH_POINTS"] == "all" { return CrashPoint.distinct(of: points) }
    let wanted = environment["CAIRN_CRASH_POINTS"].flatMap(Int.init) ?? sample
    let seed = environment["CAIRN_CRASH_SEED"].flatMap(UInt64.init) ?? 7
    var random = SeededRandom(seed: name.utf8.reduce(seed) { $0 &* 31 &+ UInt64($1) })
    return Array(CrashPoint.distinct(of: points).shuffled(using: &random).prefix(wanted))
  }
}
