import Documents
import Hashing
import TestKit
import Testing

@testable import Insight

@Suite struct MetricsTests {
  @Test func keepsNumbersTextsAndFlagsInMaps() {
    let value: Value = [
      "n": 1, "f": 1.5, "s": "x", "b": true, "none": .null, "list": [1], "deep": ["l": [1]],
      "more": ["x": ["y": 2], "z": .null],
    ]
    #expect(Metrics.metrics(in: value) == ["n": 1, "f": 1.5, "s": "x", "b": true, "more": ["x": ["y": 2]]])
    #expect(Metrics.metrics(in: [1, 2]) == nil)
    #expect(Metrics.metrics(in: 5) == 5)
  }

  @Test func readsStagesThenListsAndDirectoriesInPathOrder() throws {
    try withScratch { scratch in
      try scratch.write(
        """
        stages:
          b:
            cmd: x
            metrics:
            - z.json:
                cache: false
          a:
            cmd: x
            metrics:
            - dir:
                cache: false
        metrics: [top.toml, z.json, gone.json]
        """, to: "dvc.yaml")
      try scratch.write("{\"a\": 1}", to: "z.json")
      try scratch.write("a: 2", to: "dir/s/y.yaml")
      try scratch.write("a: 3", to: "dir/s-x.yaml")
      try scratch.write("a = 4", to: "top.toml")
      try scratch.write("metrics: [n.yaml]", to: "sub/dvc.yaml")
      try scratch.write("{bad", to: "sub/n.yaml")
      let files = try Metrics(Project(scratch).source).read([])
      #expect(
        files.map(\.path) == [
          "z.json", "dir/s-x.yaml", "dir/s/y.yaml", "top.toml", "gone.json", "sub/n.yaml",
        ])
      let numbers = files.map { try? $0.content.get().map?["a"]?.int }
      #expect(numbers == [1, 3, 2, 4, nil, nil])
      guard case .failure(.missing(path: "gone.json")) = files[4].content else {
        Issue.record("not missing: \(files[4])")
        return
      }
      guard case .failure(.corrupted(path: "sub/n.yaml", format: .yaml, _)) = files[5].content else {
        Issue.record("not corrupted: \(files[5])")
        return
      }
    }
  }

  @Test func readsFromTheCacheWhatIsNotThere() throws {
    try withScratch { scratch in
      let bytes = Array("{\"a\": 7}".utf8)
      let hex = ObjectID(Hash.digest(bytes, .md5)).hex
      try scratch.write(bytes, to: ".dvc/cache/files/md5/\(hex.prefix(2))/\(hex.dropFirst(2))", mode: 0o444)
      try scratch.write("outs:\n- md5: \(hex)\n  hash: md5\n  path: m.json\n", to: "m.json.dvc")
      let files = try Metrics(Project(scratch).source).read(["m.json"])
      #expect(try files.first?.content.get() == ["a": 7])
    }
  }

  @Test func readsMembersOfACachedDirectory() throws {
    try withScratch { scratch in
      func store(_ bytes: [UInt8], _ suffix: String = "") throws -> String {
        let hex = ObjectID(Hash.digest(bytes, .md5)).hex
        try scratch.write(
          bytes, to: ".dvc/cache/files/md5/\(hex.prefix(2))/\(hex.dropFirst(2))\(suffix)", mode: 0o444)
        return hex
      }
      let file = try store(Array("a: 7".utf8))
      let tree = try store(Array("[{\"md5\": \"\(file)\", \"relpath\": \"s/m.yaml\"}]".utf8), ".dir")
      try scratch.write("outs:\n- md5: \(tree).dir\n  hash: md5\n  path: d\n", to: "d.dvc")
      let source = try Project(scratch).source
      for target in ["d", "d/s", "d/s/m.yaml"] {
        let files = try Metrics(source).read([target])
        #expect(files.map(\.path) == ["d/s/m.yaml"])
        #expect(try files.first?.content.get() == ["a": 7])
      }
    }
  }
}
