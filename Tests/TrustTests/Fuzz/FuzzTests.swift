import Foundation
import TestKit
import Testing

/// Promise 8 for every reader of bytes: seeded mutations of a corpus. A short run with the tests; `make fuzz SECONDS=…`
/// sets `CAIRN_FUZZ_SECONDS` for each reader, `CAIRN_FUZZ=name,name` chooses readers, `CAIRN_FUZZ_SEED` other inputs,
/// `CAIRN_FUZZ_KEEP=1` adds to the corpus what a build that counts branches found.
@Suite(.serialized) struct FuzzTests {
  static let names: [String] = {
    let all = FuzzTarget.all.map(\.name)
    guard let asked = environment["CAIRN_FUZZ"]?.split(separator: ",").map(String.init) else { return all }
    return all.filter(asked.contains)
  }()

  private static var environment: [String: String] { ProcessInfo.processInfo.environment }
  /// Inputs for each reader in the short run.
  private static let short = 1500
  private static let shortSlow = 60

  @Test(arguments: FuzzTests.names) func bears(_ name: String) throws {
    let target = try #require(FuzzTarget.all.first { $0.name == name })
    let fuzzer = try Fuzzer(target)
    #expect(!fuzzer.corpus.isEmpty)
    let seconds = Self.environment["CAIRN_FUZZ_SECONDS"].flatMap(Int.init)
    let seed = Self.environment["CAIRN_FUZZ_SEED"].flatMap(UInt64.init) ?? 11
    let end = ContinuousClock.now + .seconds(seconds ?? 0)
    let report = fuzzer.run(seed: seed) { count in
      seconds == nil
        ? count >= (target.isSlow ? Self.shortSlow : Self.short)
        : (target.isSlow || count % 16 == 0) && ContinuousClock.now >= end
    }
    let branches = report.edges > 0 ? ", \(report.edges) branches by \(report.cover.count) inputs" : ""
    print(
      "fuzz: \(name): \(report.inputs) inputs, \(report.accepted) accepted\(branches), slowest \(report.slowest) ms"
    )
    if Self.environment["CAIRN_FUZZ_KEEP"] != nil { try fuzzer.keep(report.cover) }
    for finding in report.findings { Issue.record(Comment(rawValue: "\(name): \(finding)")) }
    #expect(report.accepted > 0)
  }
}
