import Foundation
import TestKit
import Testing

@Suite struct ConformanceTests {
  @Test(arguments: CaseChoice.cases)
  func behavesAsTheRealDvc(_ vector: VectorCase) throws {
    try withScratch("vector") { scratch in
      let replay = try Replay(vector, cairn: Places.cairn(), in: scratch)
      replay.run()
      for failure in replay.failures {
        Issue.record("\(vector.testDescription), \(failure)")
      }
      if CaseChoice.isReport {
        print("vector \(replay.failures.count)/\(vector.steps.count) steps fail: \(vector.testDescription)")
      }
    }
  }

  @Test func listsNameOnlyCasesThatExist() {
    let known = Set(VectorCase.all.map(\.name))
    #expect(known.count == VectorCase.all.count, "two cases have one name")
    #expect(PassingCases.names.subtracting(known).isEmpty)
    #expect(LaterScope.cases.subtracting(known).isEmpty)
    #expect(PassingCases.names.intersection(LaterScope.cases).isEmpty)
    for place in Deviations.places {
      let vector = VectorCase.all.first { $0.name == place.name }
      #expect(place.step < vector?.steps.count ?? 0, "no step \(place.step) in \(place.name)")
    }
  }
}

/// Which cases this run replays.
enum CaseChoice {
  private static let environment = ProcessInfo.processInfo.environment

  static let isReport = environment["CAIRN_ALL_VECTORS"] != nil || environment["CAIRN_VECTOR"] != nil

  static let cases: [VectorCase] = VectorCase.all.filter { vector in
    if let names = environment["CAIRN_VECTOR"] {
      return names.split(separator: ",").contains { $0 == vector.name }
    }
    if LaterScope.cases.contains(vector.name) { return false }
    return environment["CAIRN_ALL_VECTORS"] != nil || PassingCases.names.contains(vector.name)
  }
}
