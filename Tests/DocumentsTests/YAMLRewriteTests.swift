import Documents
import Foundation
import Testing

/// Rewriting against texts that the peer wrote (Resources/yaml-rewrite.json): hand-written files before and
/// after `dvc stage add`, `freeze`, `remove`, `add`, `commit`, `repro`, and after the library calls these make.
@Suite struct YAMLRewriteTests {
  struct Fixture: Decodable {
    let name: String
    let before: String
    let after: String
    /// JSON; nothing changes without it.
    let value: String?
    let replacing: [[String]]
  }

  private func rewrite(_ text: String, _ value: Value, replacing paths: [[String]] = []) throws -> String {
    try YAML.rewrite(Array(text.utf8), applying: value, replacing: paths)
  }

  @Test func rewritesLikeThePeer() throws {
    let fixtures = try JSONDecoder().decode([Fixture].self, from: Resources.data("yaml-rewrite.json"))
    #expect(fixtures.count > 300)
    for fixture in fixtures {
      guard let json = fixture.value else {
        #expect(try YAML.rewrite(Array(fixture.before.utf8), []) == fixture.after, "\(fixture.name)")
        continue
      }
      let value = try JSON.load(Array(json.utf8))
      let text = try rewrite(fixture.before, value, replacing: fixture.replacing)
      #expect(text == fixture.after, "\(fixture.name)")
      #expect(try YAML.load(Array(text.utf8)) == value, "\(fixture.name)")
    }
  }

  // MARK: Where we do better than the peer

  /// The peer drops comments before `---`, and those of a file with nothing else.
  @Test func keepsCommentsAboveTheDocument() throws {
    #expect(try rewrite("# only\n", ["a": 1]) == "# only\na: 1\n")
    #expect(try rewrite("# c\n---\n# d\na: 1\n", ["a": 2]) == "# c\n# d\na: 2\n")
  }

  /// The peer drops comments above a flow collection in a list when a flow collection precedes it.
  @Test func keepsCommentsBetweenFlowItems() throws {
    let text = "a:\n- [b]\n# about c\n- {c: 1}\n"
    #expect(try YAML.rewrite(Array(text.utf8), []) == text)
  }

  /// The peer writes texts here that it can't read any more.
  @Test(
    arguments: [
      ("l: # c\n- 1\nm: 1\n", ["l": [], "m": 1], "l: [] # c\nm: 1\n"),
      ("c:  # cc\n  # in\n  x: 1\nd: 2\n", ["c": [:], "d": 2], "c: {} # cc\n  # in\nd: 2\n"),
      ("- 1   # one\n- 2\n", [["z": 1], 2], "-     # one\n  z: 1\n- 2\n"),
      ("a:\n  - |\n        x\n\n    # own\n  - b\n", ["a": ["x\n", "c"]], "a:\n- |\n  x\n\n # own\n- c\n"),
      ("n: -0x1f\nm: 1\n", ["n": -31, "m": 2], "n: -0x1f\nm: 2\n"),
    ] as [(String, Value, String)])
  func writesReadableTexts(_ before: String, _ value: Value, _ after: String) throws {
    #expect(try rewrite(before, value) == after)
    #expect(try YAML.load(Array(after.utf8)) == value)
  }

  /// The peer changes both, having one list for the two names.
  @Test func anAliasThatNeedsAnotherValueBecomesACopy() throws {
    let text = try rewrite("a: &x [1, 2]\nb: *x\nc: *x\n", ["a": [1, 2], "b": [1, 3], "c": [1, 2]])
    #expect(text == "a: &x [1, 2]\nb: [1, 3]\nc: *x\n")
  }

  @Test func aKeyThatCameByMergeCanGo() throws {
    let text = try rewrite(
      "x: &x {a: 1, b: 2}\ny:\n  <<: *x\n  c: 3\n", ["x": ["a": 1, "b": 2], "y": ["a": 1, "c": 3]])
    #expect(try YAML.load(Array(text.utf8)) == ["x": ["a": 1, "b": 2], "y": ["a": 1, "c": 3]])
  }

  // MARK: Edits

  @Test func editsAtPaths() throws {
    let text =
      "# h\nstages:\n  a:  # first\n    cmd: x  # c\n    deps: [d]\n\n  # about b\n  b:\n    cmd: y\n"
    func edited(_ edit: YAML.Edit) throws -> String { try YAML.rewrite(Array(text.utf8), [edit]) }
    #expect(
      try edited(.merge(path: ["stages", "a"], ["cmd": "z", "deps": ["d"]]))
        == "# h\nstages:\n  a:  # first\n    cmd: z  # c\n    deps: [d]\n\n  # about b\n  b:\n    cmd: y\n")
    #expect(
      try edited(.replace(path: ["stages", "a"], ["cmd": "z"]))
        == "# h\nstages:\n  a:  # first\n    cmd: z\n\n  # about b\n  b:\n    cmd: y\n")
    #expect(
      try edited(.remove(path: ["stages", "b"]))
        == "# h\nstages:\n  a:  # first\n    cmd: x  # c\n    deps: [d]\n")
    #expect(try edited(.merge(path: ["meta", "n"], 1)).hasSuffix("    cmd: y\nmeta:\n  n: 1\n"))
    #expect(
      try YAML.rewrite([], [.merge(path: ["stages", "a"], ["cmd": "x"])]) == "stages:\n  a:\n    cmd: x\n")
    #expect(try YAML.rewrite([], []) == "{}\n")
  }

  @Test func refusesWhatItCannotRead() {
    #expect(throws: DocumentError.self) { try YAML.rewrite(Array("a: [\n".utf8), []) }
  }
}

@Suite struct YAMLEntriesTests {
  private static let texts = [
    "schema: '2.0'\nstages:\n  a:\n    cmd: x\n    outs:\n    - path: o\n  b:\n    cmd: y\n",
    "# head\nstages:   # s\n  # above a\n  a: # c\n    cmd: x # d\n\n  # above b\n  b:\n    cmd: |\n      y\n# tail\nother: 1\n",
    "stages:\n    a:\n        cmd: 'x'\n    b: {cmd: y}\n\n    # kept by b\n    c:\n        cmd: z\n",
    "stages:\n  a: &x\n    cmd: x\n  b: *x\n  # t\n", "stages: {}\n", "schema: '2.0'\n", "", "# only\n",
    "stages:\n  a:\n    outs: []\n  b:\n    deps:\n\n  c:\n    cmd: |+\n      x\n\n",
    "stages:\n  ? \(String(repeating: "k", count: 140))\n  : cmd: x\n  b:\n    cmd: y\n",
  ]

  /// Random replacements give the text that whole rewrites give.
  @Test(arguments: texts)
  func replacesLikeAWholeRewrite(_ text: String) throws {
    var state: UInt64 = 7
    func random(_ below: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % below
    }
    for _ in 0..<20 {
      var whole = try YAML.rewrite(Array(text.utf8), [])
      var entries = try YAMLEntries(Array(text.utf8), at: ["stages"])
      #expect(entries.bytes == Array(whole.utf8))
      for _ in 0..<6 {
        let key = ["a", "b", "c", "new", "it's: odd", "1"][random(6)]
        let values: [Value] = [
          ["cmd": .int(random(100))],
          ["cmd": "a\nb", "outs": [["path": "p", "size": .int(random(9))], "q"]],
          ["deps": [], "x": .null], ["cmd": .string(String(repeating: "long word ", count: 20))], [:], .null,
        ]
        let value = values[random(values.count)]
        whole = try YAML.rewrite(Array(whole.utf8), [.replace(path: ["stages", key], value)])
        try entries.replace(key, with: value)
        #expect(String(decoding: entries.bytes, as: UTF8.self) == whole)
      }
    }
  }
}
