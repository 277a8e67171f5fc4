import Documents
import TestKit
import Testing

@testable import Insight

@Suite struct PlotTests {
  private func figures(_ scratch: Scratch, _ targets: [String] = [], _ overriding: Mapping = Mapping()) throws
    -> [PlotFigure]
  {
    let source = try Project(scratch).source
    let plots = try PlotReader(source, revision: "workspace", directory: scratch.root)
      .read(targets, overriding: overriding)
    return try PlotFigures([plots]) { name in
      try PlotTemplate.find(name, from: scratch.root, templates: scratch.path(".dvc/plots"))
    }.all()
  }

  private func overriding(_ value: Value) -> Mapping { value.map ?? Mapping() }

  private func points(_ figure: PlotFigure?) throws -> Value? {
    guard case .graph(let graph?)? = figure?.content else { return nil }
    return graph.parts().definitions["<DVC_METRIC_DATA>"]
  }

  @Test func readsSeparatedValues() {
    let table = SeparatedValues.load("a,b\n1,\"x\"\"y\"\n\n2\r\n", delimiter: ",", hasHeader: true)
    #expect(table == [["a": "1", "b": "x\"y"], ["a": "2", "b": .null]])
    let bare = SeparatedValues.load("1\t2\n", delimiter: "\t", hasHeader: false)
    #expect(bare == [["0": "1", "1": "2"]])
  }

  @Test func mergesListsByPlace() throws {
    let found = try PlotContent.rows(in: ["m": [["a": 1], ["a": 2]], "n": ["o": [["b": 3]]], "l": [1]])
    #expect(found.rows.map(Value.map) == [["a": 1, "b": 3], ["a": 2]])
    #expect(found.lastField == "a")
    #expect(throws: PlotDataFailure.unevenRows) { try PlotContent.rows(in: [["a": 1], ["b": 1]]) }
    #expect(throws: PlotDataFailure.bareValue(kind: "str")) { try PlotContent.rows(in: "x") }
  }

  @Test func countsStepsWhereNoFieldIsNamed() throws {
    try withScratch { scratch in
      try scratch.write("acc\n0.1\n0.2\n", to: "a.csv")
      let data = try points(try figures(scratch, ["a.csv"]).first)
      #expect(
        data == [
          ["acc": "0.1", "step": 0, "rev": "workspace"], ["acc": "0.2", "step": 1, "rev": "workspace"],
        ])
    }
  }

  @Test func tellsFieldsOfSeveralFilesApart() throws {
    try withScratch { scratch in
      try scratch.write("plots:\n- both:\n    x: n\n    y: {d/a.csv: p, d/b.csv: q}\n", to: "dvc.yaml")
      try scratch.write("n,p\n1,2\n", to: "d/a.csv")
      try scratch.write("n,q\n1,3\n", to: "d/b.csv")
      let data = try points(try figures(scratch).first)
      let names = data?.list?.map { $0.map?["filename::field"]?.string }
      #expect(names == ["a.csv::p", "b.csv::q"])
      #expect(data?.list?.map { $0.map?["dvc_inferred_y_value"]?.string } == ["2", "3"])
    }
  }

  @Test func saysWhichFieldIsMissing() throws {
    try withScratch { scratch in
      try scratch.write("a,b\n1,2\n", to: "a.csv")
      let figure = try figures(scratch, ["a.csv"], overriding(["y": "c"])).first
      guard case .data(.noField("c", fields: ["a", "b"]))? = figure?.failures.first?.cause else {
        Issue.record("no such failure: \(String(describing: figure?.failures))")
        return
      }
    }
  }

  @Test func hostileNamesStayText() throws {
    try withScratch { scratch in
      let hostile = "</script><script>alert(1)</script>"
      try scratch.write("a,b\n1,2\n\"\(hostile)\",3\n", to: "a.csv")
      let found = try figures(scratch, ["a.csv"], overriding(["title": .string(hostile), "x": "a"]))
      for isSelfContained in [true, false] {
        let page = try PlotPage(template: nil, selfContained: isSelfContained).text(found, images: "static")
        #expect(!page.contains("<script>alert"))
      }
    }
  }

  @Test(arguments: PlotTemplate.builtinNames)
  func drawsEveryTemplate(_ name: String) throws {
    try withScratch { scratch in
      try scratch.write("a,b\n1,x\n2,y\n1,x\n", to: "a.csv")
      let found = try figures(scratch, ["a.csv"], overriding(["template": .string(name), "x": "a"]))
      let page = try PlotPage(template: nil, selfContained: true).text(found, images: "static")
      #expect(page.contains("<svg "))
      #expect(page.contains("vegaEmbed('#a_csv', spec);"))
      #expect(!page.contains("<DVC_METRIC_DATA>"))
    }
  }

  @Test func aPageNeedsAPlace() {
    #expect(throws: PlotPageError.noPlace) { try PlotPage(template: "x", selfContained: false) }
  }
}
