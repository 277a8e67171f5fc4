import Foundation
import TestKit
import Testing

/// Random walks over the commands around data: moving, removing, ignoring, collecting, importing.
/// `CAIRN_SEED=n` walks that seed instead, `CAIRN_STEPS=n` that far.
extension Scenario {
  static let roaming: [Scenario] = {
    let environment = ProcessInfo.processInfo.environment
    let steps = environment["CAIRN_STEPS"].flatMap { Int($0) } ?? 20
    let seeds: [UInt64] = environment["CAIRN_SEED"].flatMap { UInt64($0) }.map { [$0] } ?? [201, 202]
    return seeds.map { seed in
      Scenario("roaming \(seed)", seed: seed) { twins, random in
        var walk = RoamingWalk(twins, collects: seed % 2 == 0)
        try walk.run(steps: steps, &random)
      }
    }
  }()
}

private struct RoamingWalk {
  private let twins: Twins
  /// Tracked files by their present names, and what imports made.
  private var tracked = ["one.bin", "sub/two.bin"]
  private var imported: [String] = []
  private var fresh = 0
  /// The real dvc's gc takes imported data, which cairn keeps: a walk collects or imports.
  private let collects: Bool

  init(_ twins: Twins, collects: Bool) {
    self.twins = twins
    self.collects = collects
  }

  private func exists(_ path: String) -> Bool { twins.cairn.project.exists(path) }

  mutating func run(steps: Int, _ random: inout SeededRandom) throws {
    try twins.start()
    try twins.git("init", "-q", "-b", "main", "../src")
    try twins.dvc("--cd", "../src", "init", "-q")
    try twins.write("code", to: "../src/code")
    for name in ["a", "b", "in/c"] { try twins.write(random.bytes(200), to: "../src/data/\(name)") }
    try twins.dvc("--cd", "../src", "add", "-q", "data")
    try twins.git("-C", "../src", "add", "-A")
    try twins.git("-C", "../src", "commit", "-q", "-m", "one")
    for name in tracked { try twins.write(random.bytes(100), to: name) }
    for number in 0..<8 { try twins.write(random.bytes(300), to: "d/\(number % 3)/f\(number)") }
    for name in ["d"] + tracked { try twins.dvc("add", name) }
    try twins.commitAll("begin")
    for step in 0..<steps {
      for _ in 0..<random.int(below: 3) { try change(&random) }
      try command(step, &random)
    }
    try twins.dvc("data", "status", "--granular", "--json")
    try twins.dvc("status", "--json")
  }

  private mutating func change(_ random: inout SeededRandom) throws {
    fresh += 1
    let inside = "d/\(random.int(below: 3))/f\(random.int(below: 8))"
    switch random.int(below: 8) {
    case 0: if exists(inside) { try twins.remove(inside) }
    case 1: if exists(inside) { try twins.rename(inside, to: "d/moved\(fresh)") }
    case 2: try twins.write(random.bytes(120), to: "d/new\(fresh).tmp")
    case 3: try twins.write("bytes \(random.int(below: 4))", to: random.pick(tracked))
    case 4:
      let lines = ["*.tmp", "/d/1", "moved*", "f3", "!d/1/f1", "# nothing", "sub/"].filter { _ in
        random.chance(25)
      }
      try twins.write(lines.map { $0 + "\n" }.joined(), to: ".dvcignore")
    case 5:
      let name = random.pick(tracked)
      if exists(name) { try twins.remove(name) }
    default: try twins.write(random.bytes(150), to: inside)
    }
  }

  private mutating func command(_ step: Int, _ random: inout SeededRandom) throws {
    fresh += 1
    switch random.int(below: 22) {
    case 0, 1: try move(&random)
    case 2: try remove(&random)
    case 3: try collect(step)
    case 4: if collects { try twins.dvc("gc", "-a", "--dry", "-f") }
    case 5: try twins.dvc("data", "status", "--json", "--granular", "--unchanged")
    case 6: try twins.dvc("data", "status", "d", random.pick(tracked))
    case 7: try twins.dvc("diff", "--json")
    case 8: try twins.dvc("diff", "--json", "--hide-missing", "HEAD")
    case 9: if !collects { try twins.dvc("diff", "--md", "HEAD~1") }
    // The real dvc stops at the first file that is gone, and takes .dvc files in the directory's own order.
    case 10: if tracked.allSatisfy(exists) { try twins.dvc("commit", "-f") }
    case 11: try twins.dvc("commit", "-f", "d")
    case 12, 13: try bring(&random)
    case 14: try source(step, &random)
    case 15: if let name = imported.last { try twins.dvc("update", name + ".dvc") }
    case 16: try twins.dvc("checkout", random.chance(50) ? "-f" : "--summary")
    case 17: try twins.dvc("add", random.pick(["d"] + tracked))
    case 18: try twins.dvc("status")
    case 19: try twins.dvc("ls", ".", "-R", "--dvc-only")
    case 20: try twins.dvc("check-ignore", "-d", "d/1/f1", "d/new1.tmp", "sub/two.bin", "d/moved1")
    default: try twins.commitAll("step \(step)")
    }
  }

  /// The real dvc remembers directories of commits whose objects are gone, if it has looked at them before; so nothing
  /// is left of them.
  private func collect(_ step: Int) throws {
    guard collects, tracked.allSatisfy(exists) else { return }
    try twins.dvc("commit", "-f")
    try twins.commitAll("collect \(step)")
    try twins.dvc("gc", "-w", "-f")
  }

  private mutating func move(_ random: inout SeededRandom) throws {
    let index = random.int(below: tracked.count)
    let to = random.pick(["m\(fresh).bin", "sub/m\(fresh)", "deep/er/m\(fresh).bin", "d/2/m\(fresh)"])
    try twins.dvc("move", tracked[index], to)
    if exists(to + ".dvc") { tracked[index] = to }
  }

  private mutating func remove(_ random: inout SeededRandom) throws {
    let name = random.pick(tracked)
    try twins.run(["remove", name + ".dvc"] + (random.chance(40) ? ["--outs"] : []))
    if random.chance(60) {
      if !exists(name) { try twins.write("again \(fresh)", to: name) }
      try twins.dvc("add", name)
    }
  }

  /// Data of the other project.
  private mutating func bring(_ random: inout SeededRandom) throws {
    let what = random.pick(["data", "code", "nothing"])
    let out = "i\(fresh)"
    if collects || random.chance(35) {
      let part = random.pick([what, "data/in", "data/a"])
      try twins.dvc("get", "../src", part, "-o", "got/\(out)")
      return
    }
    try twins.run(["import", "../src", what, "-o", out] + (random.chance(30) ? ["--no-download"] : []))
    if exists(out + ".dvc") { imported.append(out) }
  }

  /// The other project goes on.
  private func source(_ step: Int, _ random: inout SeededRandom) throws {
    try twins.write("code \(step)", to: "../src/code")
    try twins.write(random.bytes(90), to: "../src/data/in/c")
    try twins.dvc("--cd", "../src", "add", "-q", "data")
    try twins.git("-C", "../src", "add", "-A")
    try twins.git("-C", "../src", "commit", "-q", "-m", "step \(step)")
  }
}
