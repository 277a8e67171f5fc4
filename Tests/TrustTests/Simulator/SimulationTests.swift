import Foundation
import TestKit
import Testing

/// All promises in one process: random work with a fault at its system calls, one after the other.
///
/// A few seeds run with the tests, at some of the calls. `CAIRN_SIMULATE=seconds` goes on with new seeds at every call,
/// from `CAIRN_SIMULATE_SEED` on.
struct SimulationTests {
  private static var environment: [String: String] { ProcessInfo.processInfo.environment }
  private static let operations = 12

  @Test(arguments: [1, 2, 3] as [UInt64]) func keepsItsPromises(seed: UInt64) throws {
    guard let seconds = Self.environment["CAIRN_SIMULATE"].flatMap(Int.init) else {
      return try simulate(seed, faults: 3)
    }
    let end = ContinuousClock.now + .seconds(seconds)
    var seed = seed + (Self.environment["CAIRN_SIMULATE_SEED"].flatMap(UInt64.init) ?? 100)
    while ContinuousClock.now < end {
      try simulate(seed, faults: nil)
      seed += 3
    }
  }

  private func simulate(_ seed: UInt64, faults: Int?) throws {
    try withScratch("simulation") { scratch in
      var simulation = try Simulation(seed: seed, in: scratch)
      for _ in 0..<Self.operations {
        let problems = try simulation.step(faults: faults)
        if !problems.isEmpty { Issue.record("seed \(seed): \(problems.joined(separator: "\n"))") }
      }
      print("simulation: seed \(seed): \(simulation.points) points, \(simulation.failures) of them errors")
      #expect(simulation.failures > simulation.points / 4)
    }
  }
}
