import Documents
import Testing

@testable import CairnCLI

@Test func alignsColumns() {
  let table = Table(
    headers: ["Path", "Param", "HEAD", "workspace"],
    rows: [["params.yaml", "added", "-", "z"], ["extra.yaml", "l", "[1, 2]", "[1, 3]"]])
  #expect(
    table.plain == """
      Path         Param    HEAD    workspace
      params.yaml  added    -       z
      extra.yaml   l        [1, 2]  [1, 3]

      """)
  #expect(
    table.markdown == """
      | Path        | Param   | HEAD   | workspace   |
      |-------------|---------|--------|-------------|
      | params.yaml | added   | -      | z           |
      | extra.yaml  | l       | [1, 2] | [1, 3]      |


      """)
}

@Test func measuresWideCharacters() {
  #expect(Table(rows: [["日本", "x"], [" a ", "y"]]).plain == "日本  x\na     y\n")
  #expect(Tabs.expanded("A\td/\nlonger-than\tx") == "A       d/\nlonger-than     x")
}

@Test func roundsAsThePeer() {
  #expect(ValueText.cell(0.912345678) == "0.91235")
  #expect(ValueText.cell(0.000005) == "1e-05")
  #expect(ValueText.cell(1e-9) == "0.0")
  #expect(ValueText.cell(-1e-6) == "-0.0")
  #expect(ValueText.cell(12345678.123456789) == "12345678.12346")
  #expect(ValueText.cell(12345678.123456789, precision: 1) == "12345678.1")
  #expect(ValueText.cell(2.675, precision: 2) == "2.67")
  #expect(ValueText.cell(.double(.infinity)) == "inf")
  #expect(ValueText.cell(true) == "True")
  #expect(ValueText.cell(.null) == "-")
  #expect(ValueText.cell(nil) == "-")
  #expect(ValueText.cell([1, "a"]) == "[1, 'a']")
}

@Test func showsMetrics() {
  let rows = [
    ValueRow(
      revision: "", file: "m.json",
      values: ["acc": 0.912345678, "n": 3, "nested": ["loss": 1.5, "name": "x"], "flag": true]),
    ValueRow(revision: "", file: "m.yaml", values: ["auc": 0.5]),
    ValueRow(revision: "", file: "bad.json", values: nil),
  ]
  #expect(
    ValueTables.show(rows, revisions: false, precision: 5).plain == """
      Path      acc      auc    flag    n    nested.loss    nested.name
      m.json    0.91235  -      True    3    1.5            x
      m.yaml    -        0.5    -       -    -              -
      bad.json  -        -      -       -    -              -

      """)
  #expect(
    ValueTables.show(Array(rows.prefix(1)), revisions: true, precision: 2).plain.hasPrefix("Revision    Path")
  )
}

@Test func comparesMetrics() {
  let changes = [
    ValueChange(file: "m.json", name: "flag", old: true, new: false, difference: -1),
    ValueChange(file: "m.json", name: "acc", old: 0.912345678, new: 0.95, difference: 0.03765432199999996),
    ValueChange(file: "m.json", name: "new", old: nil, new: 1, difference: nil),
    ValueChange(file: "top.toml", name: "f1", old: 0.25, new: 0.5, difference: 0.25),
  ]
  let table = ValueTables.diff(
    changes, title: "Metric", old: "HEAD", new: "workspace", paths: true, differences: true, precision: 5)
  #expect(
    table.plain == """
      Path      Metric    HEAD     workspace    Change
      m.json    acc       0.91235  0.95         0.03765
      m.json    flag      True     False        -1
      m.json    new       -        1            -
      top.toml  f1        0.25     0.5          0.25

      """)
  #expect(
    JSON.dump(ValueTables.json(changes)) == """
      {"m.json": {"flag": {"old": true, "new": false, "diff": -1}, "acc": {"old": 0.912345678, "new": 0.95, \
      "diff": 0.03765432199999996}, "new": {"old": null, "new": 1}}, "top.toml": {"f1": {"old": 0.25, \
      "new": 0.5, "diff": 0.25}}}
      """)
}

@Test func listsStages() {
  let rows = [
    StageRow(name: "a", outs: ["d", "o"]), StageRow(name: "b", outs: ["p"], reports: ["m.json"]),
    StageRow(name: "lone"), StageRow(name: "c", deps: ["o", "in"]),
    StageRow(name: "d", description: "first line\nsecond"),
  ]
  #expect(
    StageListText.table(rows) == """
      a     Outputs d, o
      b     Outputs p; Reports m.json
      lone  No outputs or dependencies
      c     Depends on o, in
      d     first line

      """)
  #expect(StageListText.names(rows) == "a\nb\nlone\nc\nd\n")
  let long = String(repeating: "x", count: 81)
  #expect(StageListText.summary(StageRow(name: "e", description: long)) == long.prefix(79) + "…")
  #expect(StageListText.summary(StageRow(name: "e", description: String(long.dropLast()))) == long.dropLast())
}
