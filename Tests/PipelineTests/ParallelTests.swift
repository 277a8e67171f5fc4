import Files
import Manifests
import Pipeline
import TestKit
import Testing
import Workspace

@Suite struct ParallelTests {
  private static let fan = """
    stages:
      a:
        cmd: sleep 0.2; echo a > a
        outs: [a]
      b:
        cmd: echo b > b
        outs: [b]
      c:
        cmd: cat a b > c
        deps: [a, b]
        outs: [c]
      d:
        cmd: sleep 0.1; cat b > d
        deps: [b]
        outs: [d]

    """

  private func start(_ scratch: Scratch, _ name: String, _ pipeline: String) throws -> (Scratch, Repository) {
    let work = try scratch.sub(name)
    try work.write(pipeline, to: "dvc.yaml")
    return (work, try project(in: work))
  }

  @Test(arguments: [2, 3, 8]) func theLockFileIsTheSameForAnyNumberOfJobs(_ jobs: Int) throws {
    try withScratch { scratch in
      let (one, sequential) = try start(scratch, "one", Self.fan)
      try reproduce(sequential)
      let (many, parallel) = try start(scratch, "many", Self.fan)
      #expect(try reproduce(parallel) { $0.jobs = jobs } == ["a", "b", "c", "d"])
      #expect(try many.text("dvc.lock") == one.text("dvc.lock"))
      #expect(try many.text("c") == "a\nb\n")
    }
  }

  @Test func stagesRunAtTheSameTime() throws {
    try withScratch { scratch in
      // Each waits for the other: one after the other they would wait for ever.
      let (_, repository) = try start(
        scratch, "work",
        """
        stages:
          a:
            cmd: touch a.here; while [ ! -e b.here ]; do sleep 0.01; done; echo 1 > a
            outs: [a]
          b:
            cmd: touch b.here; while [ ! -e a.here ]; do sleep 0.01; done; echo 1 > b
            outs: [b]

        """)
      #expect(try reproduce(repository) { $0.jobs = 2 } == ["a", "b"])
    }
  }

  @Test func whoSharesAResourceWaits() throws {
    try withScratch { scratch in
      let stages = ["a", "b", "c"].map { name in
        """
          \(name):
            cmd: mkdir taken && sleep 0.05 && rmdir taken && echo 1 > \(name)
            outs: [\(name)]
            meta: {cairn: {resources: {bench: 1}}}
        """
      }
      let (_, repository) = try start(
        scratch, "work", "stages:\n" + stages.joined(separator: "\n") + "\n")
      #expect(try reproduce(repository) { $0.jobs = 3 } == ["a", "b", "c"])
    }
  }

  @Test func independentBranchesGoOnAfterAFailure() throws {
    try withScratch { scratch in
      let (work, repository) = try start(
        scratch, "work",
        """
        stages:
          bad:
            cmd: exit 3
            outs: [x]
          behind:
            cmd: cp x y
            deps: [x]
            outs: [y]
          other:
            cmd: sleep 0.1; echo 1 > z
            outs: [z]
          last:
            cmd: cp z w
            deps: [z]
            outs: [w]

        """)
      #expect(throws: PipelineError.self) {
        try reproduce(repository) {
          $0.jobs = 2
          $0.onFailure = .keepGoing
        }
      }
      #expect(work.exists("w"))
      #expect(!work.exists("y"))
    }
  }

  @Test func outputIsToldByStage() throws {
    try withScratch { scratch in
      let (_, repository) = try start(
        scratch, "work", "stages:\n  a:\n    cmd: echo out; echo err >&2\n  b:\n    cmd: 'true'\n")
      var heard: Set<String> = []
      try reproduce(repository) {
        $0.jobs = 2
      } tell: { event in
        if case .output(let stage, let bytes, let isError) = event {
          heard.insert("\(stage) \(isError) \(String(decoding: bytes, as: UTF8.self))")
        }
      }
      #expect(heard == ["a false out\n", "a true err\n"])
    }
  }

  @Test func aStageThatWritesItsInputIsTold() throws {
    try withScratch { scratch in
      let (work, repository) = try start(
        scratch, "work", "stages:\n  a:\n    cmd: cp in o; echo x >> in\n    deps: [in]\n    outs: [o]\n")
      try work.write("1\n", to: "in")
      var changed: [String] = []
      try reproduce(repository, tell: { if case .inputChanged(_, let path) = $0 { changed.append(path) } })
      #expect(changed == ["in"])
    }
  }

  @Test func writesToWhatOthersOwnAreTold() throws {
    try withScratch { scratch in
      let (_, repository) = try start(
        scratch, "work",
        "stages:\n  a:\n    cmd: echo 1 > o\n    outs: [o]\n  b:\n    cmd: sleep 0.05; echo 2 > o; echo 3 > p\n    outs: [p]\n"
      )
      var found: [String] = []
      try reproduce(
        repository,
        tell: { event in
          if case .foreignWrite(let path, let owner, let running) = event {
            found.append("\(path) \(owner) \(running.joined())")
          }
        })
      #expect(found == ["o a b"])
    }
  }

  @Test func aWishBeyondTheLimitGetsAllThereIs() throws {
    #expect(Resources.amount("1.5Gi") == 1_610_612_736)
    #expect(Resources.amount("16G") == 16e9)
    #expect(Resources.amount("many") == nil)
    #expect(Resources.amount("-1") == nil)
  }
}

@Suite struct ExplainerTests {
  @Test func tellsWhatDiffersAndWhoIsBehind() throws {
    try withScratch { scratch in
      let work = try scratch.sub("work")
      try work.write(
        """
        stages:
          a:
            cmd: cat in/* > o
            deps: [in]
            params: [lr]
            outs: [o]
          b:
            cmd: cp o p
            deps: [o]
            outs: [p]

        """, to: "dvc.yaml")
      try work.write("lr: 1\n", to: "params.yaml")
      try work.write("1\n", to: "in/x")
      let repository = try project(in: work)
      try reproduce(repository)
      func explain() throws -> [StageExplanation] {
        repository.invalidateIndex()
        let index = try repository.index()
        let graph = try Graph(index, workingDirectory: "")
        return try Explainer(repository, index)
          .explain(Plan(Array(index.stages.indices), .all, in: graph).stages, in: graph)
      }
      #expect(try explain().map(\.outcome) == [.upToDate, .upToDate])
      try work.write("lr: 2\n", to: "params.yaml")
      let explained = try explain()
      #expect(explained.map(\.outcome) == [.runs, .mayRun])
      #expect(explained[1].after == ["a"])
      #expect(explained.allSatisfy { $0.lastSeconds != nil })
      guard case .parameters(let difference)? = explained[0].reasons.first,
        case .keys(let keys) = difference.change
      else {
        Issue.record("no parameter among \(explained[0].reasons)")
        return
      }
      #expect(keys.map(\.key) == ["lr"])
      try work.write("lr: 1\n", to: "params.yaml")
      #expect(try explain().map(\.outcome) == [.upToDate, .upToDate])
    }
  }
}
