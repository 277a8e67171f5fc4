import Foundation
import TestKit
import Testing

/// All promises in one process: random work with faults at its system calls and requests, one after the other.
///
/// A few seeds run with the tests, at some of the calls. `CAIRN_SIMULATE=seconds` goes on with new seeds at every call,
/// from `CAIRN_SIMULATE_SEED` on.
struct SimulationTests {
  private static var environment: [String: String] { ProcessInfo.processInfo.environment }
  private static let operations = 30

  @Test(arguments: [1, 2, 3] as [UInt64]) func keepsItsPromises(seed: UInt64) throws {
    guard let seconds = Self.environment["CAIRN_SIMULATE"].flatMap(Int.init) else {
      return try simulate(seed, faults: 4)
    }
    let end = ContinuousClock.now + .seconds(seconds)
    var seed = seed + (Self.environment["CAIRN_SIMULATE_SEED"].flatMap(UInt64.init) ?? 100)
    while ContinuousClock.now < end {
      try simulate(seed, faults: Self.environment["CAIRN_SIMULATE_FAULTS"].flatMap(Int.init), until: end)
      seed += 3
    }
  }

  private func simulate(_ seed: UInt64, faults: Int?, until end: ContinuousClock.Instant? = nil) throws {
    try withScratch("simulation") { scratch in
      var simulation = try Simulation(seed: seed, in: scratch)
      defer { simulation.stop() }
      for _ in 0..<Self.operations {
        let problems = try simulation.step(faults: faults)
        if let last = simulation.log.last, end != nil { print("simulation: seed \(seed): \(last)") }
        if !problems.isEmpty {
          Issue.record("seed \(seed), \(simulation.log.count): \(problems.joined(separator: "\n"))")
        }
        if let end, ContinuousClock.now > end { break }
      }
      print("simulation: seed \(seed): \(simulation.points) points, \(simulation.failures) of them errors")
      #expect(end != nil || simulation.failures > simulation.points / 5)
    }
  }
}
