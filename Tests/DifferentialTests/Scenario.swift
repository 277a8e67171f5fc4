import Foundation
import TestKit
import Testing

/// A story played to cairn and to the real dvc.
struct Scenario: Sendable, CustomTestStringConvertible {
  let name: String
  let seed: UInt64
  let play: @Sendable (Twins, inout SeededRandom) throws -> Void

  var testDescription: String { "\(name), seed \(seed)" }

  init(_ name: String, seed: UInt64, _ play: @escaping @Sendable (Twins, inout SeededRandom) throws -> Void) {
    self.name = name
    self.seed = seed
    self.play = play
  }

  static let all: [Scenario] =
    tracking + plots + differences + pipelines + pipelineTables
    + targets + exchange + walks + roaming + keeping + imports + corners + moreCorners + parts

  /// The scenarios that pass. Whoever makes another one pass adds its name; none is ever taken away.
  /// `CAIRN_ALL_SCENARIOS=1` plays all, `CAIRN_SCENARIO=name,name` those.
  static let passing: Set<String> = [
    "a dependency that is gone",
    "broken neighbours", "data sets", "files of a directory remote", "hidden outputs",
    "corner: add",
    "corner: add of several",
    "corner: add to what is elsewhere",
    "corner: empty directories",
    "corner: directories without their object",
    "corner: directories of a remote",
    "corner: parts that are imported",
    "corner: committing some outputs",
    "corner: strange names in the cache",
    "corner: imports that are committed",
    "corner: add from elsewhere",
    "corner: unreadable pointers",
    "corner: links in the way",
    "corner: modes",
    "corner: without objects",
    "corner: without records",
    "corner: another kind",
    "corner: data of branches",
    "corner: lost directories",
    "corner: commit and autostage",
    "corner: listings from below",
    "corner: settings",
    "corner: gc and remotes",
    "corner: moving",
    "corner: removing",
    "corner: committing parts",
    "corner: names in the configuration",
    "corner: ignored data",
    "corner: getting over what is there",
    "a local remote",
    "outputs with a remote of their own",
    "how many at once",
    "directories that are not whole",
    "a pipeline and its parameters",
    "collecting garbage",
    "commits of several stages",
    "data from elsewhere",
    "directories",
    "failing stages",
    "dry runs and what is known",
    "files and globs",
    "graphs in layers",
    "imports", "odd-sources",
    "kinds of change",
    "link types",
    "listings",
    "metrics and params",
    "metrics of other kinds",
    "outputs that weren't made",
    "patterns of names",
    "plots",
    "pulling without a remote",
    "refusals",
    "stages at the edge",
    "stages that changed",
    "templates",
    "walk 101",
    "walk 102",
    "roaming 201",
    "roaming 202",
    "words that are no stage",
  ]

  static let chosen: [Scenario] = {
    let environment = ProcessInfo.processInfo.environment
    if let names = environment["CAIRN_SCENARIO"]?.split(separator: ",").map(String.init) {
      return all.filter { names.contains($0.name) }
    }
    return environment["CAIRN_ALL_SCENARIOS"] != nil ? all : all.filter { passing.contains($0.name) }
  }()
}

@Suite struct DifferentialTests {
  @Test(arguments: Scenario.chosen)
  func agreesWithTheRealDvc(_ scenario: Scenario) throws {
    try withScratch("twins") { scratch in
      let twins = try Twins(in: scratch)
      var random = SeededRandom(seed: scenario.seed)
      do {
        try scenario.play(twins, &random)
      } catch is Diverged {
        return  // reported where it happened
      }
    }
  }

  @Test func scenariosHaveNamesOfTheirOwn() {
    let names = Scenario.all.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(Scenario.passing.subtracting(names).isEmpty)
  }

  @Test func theRealDvcIsThere() throws {
    _ = try Places.peer()
  }
}
