import Pipeline
import Testing
import Workspace

@Suite struct GraphTests {
  @Test func producersComeFirstWhateverTheFileSays() throws {
    let graph = try graph(
      stage("last", reads: ["b", "a"], makes: ["c"]), stage("first", makes: ["a"]),
      stage("middle", reads: ["a"], makes: ["b"]))
    #expect(graph.names(Plan([0], .upstream, in: graph).stages) == "first middle last")
    #expect(graph.names(Plan([2], .upstream, in: graph).stages) == "first middle")
    #expect(graph.names(Plan([0], .single, in: graph).stages) == "last")
  }

  @Test func dependenciesMeetOutputsAboveAndBelow() throws {
    let graph = try graph(
      stage("makesDirectory", makes: ["d"]), stage("readsMember", reads: ["d/x/y"]),
      stage("makesMembers", makes: ["e/1", "e/2"]), stage("readsDirectory", reads: ["./e/"]),
      stage("readsNeighbour", reads: ["dd", "e2"]))
    #expect(graph.producers == [[], [0], [], [2], []])
    #expect(graph.consumers == [[1], [], [3], [], []])
  }

  @Test func ordersOfThePeer() throws {
    // d and b begin; g reads c, f and e.
    let graph = try graph(
      stage("d", makes: ["od"]), stage("g", reads: ["oc", "of", "oe"], makes: ["og"]),
      stage("b", makes: ["ob"]),
      stage("f", reads: ["oe", "oc"], makes: ["of"]), stage("h", makes: ["oh"]), stage("a", makes: ["oa"]),
      stage("e", reads: ["od"], makes: ["oe"]), stage("c", reads: ["ob"], makes: ["oc"]))
    func order(_ scope: Plan.Scope, _ names: String...) -> String {
      graph.names(Plan(names.map(graph.position), scope, in: graph).stages)
    }
    #expect(order(.upstream, "h", "d") == "d h")
    #expect(order(.downstream, "d", "a", "c") == "d c e f g a")
    #expect(order(.all) == "d b c e f g h a")
    #expect(order(.pipelines, "a", "e") == "a d b c e f g")
  }

  @Test func frozenStagesWaitForNobody() throws {
    let graph = try graph(
      stage("a", makes: ["x"]), stage("b", reads: ["x"], makes: ["y"], isFrozen: true),
      stage("c", reads: ["y"]))
    #expect(graph.names(graph.upstream(of: [2])) == "b c")
    #expect(graph.names(graph.downstream(of: [0])) == "a")
  }

  @Test func refusesCycles() throws {
    #expect {
      try graph(stage("a", reads: ["y"], makes: ["x"]), stage("b", reads: ["x"], makes: ["y"]))
    } throws: {
      if case PipelineError.cycle(let stages) = $0 { stages == ["a", "b"] } else { false }
    }
    #expect {
      try graph(stage("a", reads: ["x"], makes: ["x"]))
    } throws: {
      if case PipelineError.outputIsDependency(let stage) = $0 { stage == "a" } else { false }
    }
  }

  @Test func refusesOutputsThatClash() throws {
    #expect(throws: WorkspaceError.self) { try graph(stage("a", makes: ["x"]), stage("b", makes: ["./x"])) }
    #expect(throws: WorkspaceError.self) { try graph(stage("a", makes: ["d"]), stage("b", makes: ["d/x"])) }
    #expect(throws: WorkspaceError.self) { try graph(stage("a", makes: ["."])) }
  }

  @Test func longChainsNeedNoStack() throws {
    let chain = (0..<20_000).reversed().map { number in
      stage("s\(number)", reads: number > 0 ? ["o\(number - 1)"] : [], makes: ["o\(number)"])
    }
    let graph = try Graph(Index(root: "/p", stages: chain), workingDirectory: "")
    #expect(graph.upstream(of: [0]) == Array(chain.indices.reversed()))
  }
}
