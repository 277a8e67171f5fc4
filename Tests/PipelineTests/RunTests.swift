import Documents
import Files
import Manifests
import Pipeline
import TestKit
import Testing
import Workspace

@Suite struct RunTests {
  private static let chain = """
    stages:
      a:
        cmd: cat in > o
        deps: [in]
        outs: [o]
      b:
        cmd: cat o > p; echo ran >> ../log
        deps: [o]
        outs: [p]

    """

  private func start(_ scratch: Scratch, _ pipeline: String = chain) throws -> (Scratch, Repository) {
    let work = try scratch.sub("work")
    try work.write(pipeline, to: "dvc.yaml")
    try work.write("1\n", to: "in")
    return (work, try project(in: work))
  }

  @Test func resultsComeBackFromTheRunCache() throws {
    try withScratch { scratch in
      let (work, repository) = try start(scratch)
      #expect(try reproduce(repository) == ["a", "b"])
      let first = try work.text("dvc.lock")
      try work.write("2\n", to: "in")
      try reproduce(repository)
      #expect(try work.text("p") == "2\n")
      try work.write("1\n", to: "in")
      var cached: [String] = []
      try reproduce(repository, tell: { if case .cached(let stage) = $0 { cached.append(stage) } })
      #expect(cached == ["a", "b"])
      #expect(try work.text("p") == "1\n")
      #expect(try work.text("dvc.lock") == first)
      #expect(try scratch.text("log") == "ran\nran\n")
    }
  }

  @Test func runsAreKeptUnderThePeersNames() throws {
    try withScratch { scratch in
      let (work, repository) = try start(
        scratch, "stages:\n  a:\n    cmd: cat in > o\n    deps: [in]\n    outs: [o]\n")
      try reproduce(repository)
      let folder = ".dvc/cache/runs/88/886a29a646a9ef57499325a0ad21f4d4050a77f0e2b7f9c5340fbc767ca8d1ef"
      let path = folder + "/afeb526132eea9ede6a6c5dfc65e0c453a8ab3a787f253872f2338d2a7682d88"
      #expect(try work.text(path).hasPrefix("cmd: cat in > o\ndeps:\n- path: in\n"))
      #expect(try work.mode(path) & 0o777 == 0o644)
    }
  }

  @Test func damagedRunsAreDropped() throws {
    try withScratch { scratch in
      let (work, repository) = try start(
        scratch, "stages:\n  a:\n    cmd: cat in > o\n    deps: [in]\n    outs: [o]\n")
      try reproduce(repository)
      let folder = ".dvc/cache/runs/88/886a29a646a9ef57499325a0ad21f4d4050a77f0e2b7f9c5340fbc767ca8d1ef"
      try work.write("x: [", to: folder + "/afeb526132eea9ede6a6c5dfc65e0c453a8ab3a787f253872f2338d2a7682d88")
      try work.remove("dvc.lock")
      try work.remove("o")
      var told: [String] = []
      func listen(_ event: StageEvent) {
        switch event {
        case .corruptRun: told.append("corrupt")
        case .running(let stage, _): told.append(stage)
        default: break
        }
      }
      try reproduce(repository, tell: listen)
      #expect(told == ["corrupt", "a"])
    }
  }

  /// What exists only once is moved, not deleted, before a run.
  @Test func unknownContentIsSetAside() throws {
    try withScratch { scratch in
      let (work, repository) = try start(scratch)
      try reproduce(repository)
      try work.remove("p")
      try work.write("by hand\n", to: "p/kept")
      var kept: String?
      try reproduce(repository, { $0.force = true }) { event in
        if case .setAside("p", let path) = event { kept = path }
      }
      #expect(try work.text("p") == "1\n")
      let path = try #require(kept)
      #expect(String(decoding: try FileSystem.read(path + "/kept"), as: UTF8.self) == "by hand\n")
    }
  }

  @Test func knownContentIsJustDeleted() throws {
    try withScratch { scratch in
      let (work, repository) = try start(scratch)
      try reproduce(repository)
      try reproduce(repository, { $0.force = true })
      #expect(!work.exists(".dvc/tmp/cairn/replaced"))
    }
  }

  @Test func aFailureStopsWhatDependsOnIt() throws {
    try withScratch { scratch in
      let (work, repository) = try start(
        scratch,
        """
        stages:
          bad: {cmd: exit 3, outs: [x]}
          after: {cmd: cp x y, deps: [x], outs: [y]}
          other: {cmd: echo 1 > z, outs: [z]}

        """)
      var told: [String] = []
      func listen(_ event: StageEvent) {
        switch event {
        case .failed(let error, let isIgnored): told.append("failed \(isIgnored) \(error)")
        case .skipped(let stages): told.append("skipped \(stages)")
        default: break
        }
      }
      #expect {
        try reproduce(repository, tell: listen)
      } throws: {
        if case PipelineError.stageFailed("bad", PipelineError.commandFailed("exit 3", .exited(3))) = $0 {
          true
        } else {
          false
        }
      }
      #expect(!work.exists("z"))
      #expect {
        try reproduce(repository, { $0.onFailure = .keepGoing }, tell: listen)
      } throws: {
        if case PipelineError.stagesFailed(["bad"]) = $0 { true } else { false }
      }
      #expect(told.count == 2 && told.last == "skipped [\"after\"]")
      #expect(try work.text("z") == "1\n")
    }
  }

  @Test func dryRunsWriteNothing() throws {
    try withScratch { scratch in
      let (work, repository) = try start(
        scratch, "stages:\n  a:\n    cmd: cat in > o\n    deps: [in]\n    outs: [o]\n")
      var lines: [String] = []
      try reproduce(repository, { $0.dryRun = true }) {
        if case .command(let line) = $0 { lines.append(line) }
      }
      #expect(lines == ["cat in > o"])
      #expect(!work.exists("o") && !work.exists("dvc.lock") && !work.exists(".dvc/cache"))
    }
  }

  @Test func locksAreReadAgainWhenOthersWriteThem() throws {
    try withScratch { scratch in
      // The stage itself stands for another process that records a stage meanwhile.
      let (work, repository) = try start(
        scratch,
        """
        stages:
          a: {cmd: echo 1 > o, outs: [o]}
          b: {cmd: "echo '  z: {cmd: other}' >> dvc.lock; echo 1 > p", deps: [o], outs: [p]}

        """)
      try reproduce(repository)
      let lock = try LockFile.parse(try work.bytes("dvc.lock"))
      #expect(lock.stageNames == ["a", "z", "b"])
    }
  }

  @Test func namePatterns() {
    func matches(_ pattern: String, _ name: String) -> Bool { NamePattern(pattern).matches(name) }
    #expect(
      matches("train*", "train@1") && matches("*", "") && matches("a?c", "a.c") && matches("[!x]*z", "abz"))
    #expect(matches("a*b*c", "aXbYbZc") && matches("[a-c]", "b") && matches("[", "["))
    #expect(!matches("a*b", "abc") && !matches("[a-c]", "d") && !matches("?", "") && !matches("A", "a"))
  }

  @Test func wordsOfACommandBecomeOneLine() {
    #expect(StageDraft.text(of: ["echo a b"]) == "echo a b")
    #expect(
      StageDraft.text(of: ["python", "t.py", "a b", "", "it's", "x\"y z"])
        == "python t.py \"a b\" \"\" it's x\"y z")
  }
}
