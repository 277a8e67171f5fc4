import Foundation
import TestKit
import Testing

/// Random pipelines and random edits, played to cairn and to the real dvc: in twin projects, and in one project by
/// both in turn, so that each goes on from what the other left, run cache and lock files included.
///
/// `CAIRN_PIPELINES=200` plays as many, `CAIRN_PIPELINES=300-400` those seeds, `CAIRN_STEPS=n` that many turns.
@Suite struct RandomPipelineTests {
  static let seeds: [UInt64] = {
    let wish = ProcessInfo.processInfo.environment["CAIRN_PIPELINES"] ?? "3"
    let ends = wish.split(separator: "-").compactMap { UInt64($0) }
    return ends.count == 2 && ends[0] <= ends[1]
      ? Array(ends[0]...ends[1]) : Array(1...max(1, ends.first ?? 3))
  }()

  static let turns = ProcessInfo.processInfo.environment["CAIRN_STEPS"].flatMap { Int($0) } ?? 6

  @Test(arguments: seeds)
  func bothToolsDoTheSame(_ seed: UInt64) throws {
    var pipeline = RandomPipeline(seed: seed)
    let story = pipeline.story(Self.turns)
    try withScratch("pipeline") { scratch in
      let twins = try Twins(in: scratch)
      do {
        try twins.start()
        try twins.play(story)
      } catch is Diverged {
        Issue.record("seed \(seed)")
        return
      }
      try playInTurn(story, seed: seed, beside: twins, in: scratch)
    }
  }

  /// The same story once more, every command by the other tool than the one before: the project ends the same.
  private func playInTurn(
    _ story: [Story.Step], seed: UInt64, beside twins: Twins, in scratch: Scratch
  ) throws {
    let shared = try Twins.Twin(twins.cairn.tool.path, in: try scratch.sub("shared"))
    let tools = [shared.tool, try Twins.Twin(Places.peer(), in: Scratch(root: scratch.path("shared"))).tool]
    expectExit(try shared.git.run(["init", "-q", "-b", "main", "."]))
    expectExit(try tools[0].run(["init", "-q"]))
    var turn = Int(truncatingIfNeeded: seed)
    var told: [String] = []
    for step in story {
      switch step {
      case .write(let path, let text): try shared.project.write(Array(text.utf8), to: path)
      case .remove(let path): try shared.project.remove(path)
      case .commit:
        expectExit(try shared.git.run(["add", "-A"]))
        expectExit(try shared.git.run(["commit", "-q", "--allow-empty", "-m", "step"]))
      case .dvc(let words):
        turn += 1
        let outcome = try tools[turn % 2].run(words)
        told.append("\(turn % 2 == 0 ? "cairn" : "dvc") \(words.joined(separator: " ")): \(outcome.exit)")
        continue
      }
      told.append("\(step)")
    }
    let leftOut: Set<String> = [".git", "tmp"]
    let differences = TreeSnapshot(of: shared.project.root, leavingOut: leftOut)
      .differences(from: TreeSnapshot(of: twins.cairn.project.root, leavingOut: leftOut))
      .filter { !($0.prefix { $0 != ":" }.hasSuffix(".tmp") && $0.contains("files/md5/.")) }
    if !differences.isEmpty {
      Issue.record(
        """
        seed \(seed), in turn | cairn alone, after
          \(told.joined(separator: "\n  "))
        \(differences.prefix(20).joined(separator: "\n"))
        """)
    }
  }
}
