import Foundation
import TestKit
import Testing

/// Random walks: a seeded sequence of changes and commands, compared after each command.
/// `CAIRN_SEED=n` walks that seed instead, `CAIRN_STEPS=n` that far.
extension Scenario {
  static let walks: [Scenario] = {
    let environment = ProcessInfo.processInfo.environment
    let steps = environment["CAIRN_STEPS"].flatMap { Int($0) } ?? 14
    let seeds: [UInt64] = environment["CAIRN_SEED"].flatMap { UInt64($0) }.map { [$0] } ?? [101, 102]
    return seeds.map { seed in
      Scenario("walk \(seed)", seed: seed) { twins, random in
        var walk = Walk(twins, &random)
        try walk.run(steps: steps, &random)
      }
    }
  }()
}

private struct Walk {
  private let twins: Twins
  /// Paths of the files in the tracked directory, and whether they are there now.
  private var files: [String]
  private var fresh = 0

  init(_ twins: Twins, _ random: inout SeededRandom) {
    self.twins = twins
    files = RandomTree(files: 12, seed: random.next()).files.map { "d/" + $0.path }
  }

  mutating func run(steps: Int, _ random: inout SeededRandom) throws {
    try twins.start()
    for file in files { try twins.write(random.bytes(random.int(below: 500)), to: file) }
    try twins.write("single", to: "s.bin")
    try twins.dvc("add", "d", "s.bin")
    try twins.commitAll("begin")
    for step in 0..<steps {
      for _ in 0..<random.int(below: 4) { try change(&random) }
      try command(step, &random)
    }
    try twins.dvc("add", "d", "s.bin")
    try twins.commitAll("end")
    try twins.expectBothReadEachOther()
  }

  private mutating func change(_ random: inout SeededRandom) throws {
    switch random.int(below: 6) {
    case 0 where files.count > 3:
      try twins.remove(files.remove(at: random.int(below: files.count)))
    case 1:
      fresh += 1
      files.append("d/new \(fresh)/f\(fresh)")
      try twins.write(random.bytes(random.int(below: 500)), to: files[files.count - 1])
    case 2 where files.count > 3:
      fresh += 1
      let from = files.remove(at: random.int(below: files.count))
      files.append("d/moved\(fresh)")
      if twins.cairn.project.exists(from) { try twins.rename(from, to: "d/moved\(fresh)") }
    case 3:
      try twins.write("single \(random.int(below: 5))", to: "s.bin")
    default:
      try twins.write(random.bytes(random.int(below: 500)), to: random.pick(files))
    }
  }

  private mutating func command(_ step: Int, _ random: inout SeededRandom) throws {
    switch random.int(below: 10) {
    case 0: try twins.dvc("add", "d")
    case 1: try twins.dvc("add", "s.bin")
    case 2: try twins.dvc("status", "--json")
    case 3: try twins.dvc("data", "status", "--granular", "--json")
    case 4: try twins.dvc("checkout")
    case 5: try twins.dvc("checkout", "-f")
    case 6: try twins.dvc("commit", "-f")
    case 7:
      let file = random.pick(files)
      if twins.cairn.project.exists(file) { try twins.dvc("add", file) }
    case 8:
      try twins.dvc("commit", "-f")
      try twins.commitAll("step \(step)")
    default:
      try twins.dvc("data", "status", "--json", "--unchanged")
    }
  }
}
