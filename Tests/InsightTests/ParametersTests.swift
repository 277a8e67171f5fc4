import Documents
import TestKit
import Testing

@testable import Insight

@Suite struct ParametersTests {
  private func project(_ scratch: Scratch) throws -> ValueSource {
    try scratch.write(
      """
      stages:
        s:
          cmd: x
          params: [a, {p.toml: [x]}, {w.json: }]
        t:
          cmd: x
          params: [{p.toml: [t.y]}, b.c]
      params: [top]
      """, to: "dvc.yaml")
    try scratch.write("a: 1\nb: {c: 2, d: 3}\n", to: "params.yaml")
    try scratch.write("x = 1\nz = 3\n[t]\ny = 2\n", to: "p.toml")
    try scratch.write("{\"k\": [1]}", to: "w.json")
    try scratch.write("v: 1", to: "top/v.yaml")
    return try Project(scratch).source
  }

  private func named(_ files: [FileValues]) -> [String: [String]] {
    Dictionary(uniqueKeysWithValues: files.map { ($0.path, FlatValues($0).names) })
  }

  @Test func defaultFileIsWholeAndOthersByKey() throws {
    try withScratch { scratch in
      let files = try Parameters(project(scratch)).read([], dependenciesOnly: false)
      #expect(
        named(files) == [
          "params.yaml": ["a", "b.c", "b.d"], "p.toml": ["x", "t.y"], "w.json": ["k"], "top/v.yaml": ["v"],
        ])
    }
  }

  @Test func dependenciesAreOnlyWhatStagesRead() throws {
    try withScratch { scratch in
      let files = try Parameters(project(scratch)).read([], dependenciesOnly: true)
      #expect(named(files) == ["params.yaml": ["a", "b.c"], "p.toml": ["x", "t.y"], "w.json": ["k"]])
    }
  }

  @Test func targetsAreReadWhole() throws {
    try withScratch { scratch in
      let files = try Parameters(project(scratch)).read(["p.toml", "top"], dependenciesOnly: true)
      #expect(named(files) == ["p.toml": ["x", "z", "t.y"], "top/v.yaml": ["v"]])
    }
  }
}
