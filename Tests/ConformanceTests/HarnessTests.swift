import TestKit
import Testing

/// The replay must be able to fail.
@Suite struct HarnessTests {
  private func failures(of steps: String, program: String) throws -> [Int] {
    try withScratch("harness") { scratch in
      let vector = VectorCase(file: "here", name: "made up", steps: try Json(steps).items ?? [])
      let replay = try Replay(vector, cairn: program, in: scratch)
      replay.run()
      return replay.failures.map(\.step)
    }
  }

  @Test func reportsWrongExitAndOutput() throws {
    let steps = """
      [{"op": "dvc", "args": ["x"], "exit": 0, "stdout": "x\\n"},
       {"op": "dvc", "args": ["x"], "exit": 1, "stdout": "x\\n"},
       {"op": "dvc", "args": ["x"], "exit": 0, "stdout": "y\\n"},
       {"op": "dvc", "args": ["x"], "exit": 0},
       {"op": "dvc", "args": ["[2, 1]"], "exit": 0, "json": [2, 1]},
       {"op": "dvc", "args": ["[2, 1]"], "exit": 0, "json": [1, 2]}]
      """
    #expect(try failures(of: steps, program: "/bin/echo") == [1, 2, 3, 5])
  }

  @Test func reportsWrongFiles() throws {
    let steps = """
      [{"op": "write", "path": "d/a", "text": "1", "mode": "755"},
       {"op": "expect", "files": {"d/a": "1"}, "modes": {"d/a": "755"}, "absent": ["b"], "cache": []},
       {"op": "expect", "files": {"d/a": "2"}},
       {"op": "expect", "modes": {"d/a": "644"}},
       {"op": "expect", "absent": ["d"]},
       {"op": "expect", "cache": ["files/md5/00/11"]},
       {"op": "expect_links", "links": {"d/a": "nlink=2 mode=755"}},
       {"op": "expect_remote", "dir": "d", "files": []},
       {"op": "unheard of"}]
      """
    #expect(try failures(of: steps, program: "/bin/true") == [2, 3, 4, 5, 6, 7, 8])
  }

  @Test func settlesNothingButRandomOrders() {
    let hint = SettledOutput(of: ["add"])
    #expect(hint.text("\n\tgit add b a\n") == hint.text("\n\tgit add a b\n"))
    #expect(hint.text("b\na\n") != hint.text("a\nb\n"))
    let status = SettledOutput(of: ["data", "status"])
    #expect(status.text("        b\n        a\nx") == status.text("        a\n        b\nx"))
    #expect(status.text("        a\nx\n        b") != status.text("        b\nx\n        a"))
    let graph = SettledOutput(of: ["dag", "--mermaid"])
    let one = "flowchart TD\n\tnode1[\"a\"]\n\tnode2[\"b\"]\n\tnode1-->node2\n"
    let other = "flowchart TD\n\tnode1[\"b\"]\n\tnode2[\"a\"]\n\tnode2-->node1\n"
    let reversed = "flowchart TD\n\tnode1[\"b\"]\n\tnode2[\"a\"]\n\tnode1-->node2\n"
    #expect(graph.text(one) == graph.text(other))
    #expect(graph.text(one) != graph.text(reversed))
  }

  @Test func jsonKeepsOrderAndNumbers() throws {
    #expect(
      try Json(#"{"b": 1.0, "a": [1e5, "é\n😀"]}"#).description == "{\"b\": 1.0, \"a\": [1e5, \"é\n😀\"]}")
    #expect(try Json(#""\ud83d\ude00""#) == .string("😀"))
    #expect(throws: JsonError.self) { try Json("{\"a\" 1}") }
    #expect(throws: JsonError.self) { try Json("[1] 2") }
  }

  @Test func randomTreesRepeat() {
    let one = RandomTree(files: 60, seed: 5)
    #expect(one.files == RandomTree(files: 60, seed: 5).files)
    #expect(one.files != RandomTree(files: 60, seed: 6).files)
    #expect(one.files.count == 60)
  }
}
