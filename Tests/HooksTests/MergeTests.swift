import TestKit
import Testing

@Suite struct MergeTests {
  private func conflict(in scratch: Scratch) throws -> Clone {
    let clone = try Clone.project(in: scratch)
    try clone.place.write("1", to: "d/a.txt")
    try clone.place.write("1", to: "d/b.txt")
    try clone.track("d", "data")
    try clone.ok("git", "checkout", "-q", "-b", "side")
    try clone.place.write("theirs", to: "d/a.txt")
    try clone.place.write("new", to: "d/c.txt")
    try clone.track("d", "side")
    try clone.ok("git", "checkout", "-q", "main")
    try clone.place.write("ours", to: "d/a.txt")
    try clone.place.remove("d/b.txt")
    try clone.track("d", "main")
    let outcome = try clone.refused("git", "merge", "-q", "side", "-m", "merged")
    #expect((outcome.stdout + outcome.stderr).contains("conflict  d.dvc: d/a.txt"))
    return clone
  }

  @Test func conflictsArePathsAndAreSettledOneByOne() throws {
    try withScratch { scratch in
      let clone = try conflict(in: scratch)
      #expect(try clone.place.text("d.dvc").contains("<<<<<<< ours"))
      let open = try clone.run(["cairn", "resolve", "--json"])
      #expect(open.exit == 1)
      #expect(open.stdout.contains(#""what": "d/a.txt""#))
      try clone.ok("cairn", "resolve", "--theirs", "d/a.txt")
      try clone.ok("cairn", "checkout", "-q")
      #expect(try clone.names("d") == ["a.txt", "c.txt"])
      #expect(try clone.place.text("d/a.txt") == "theirs")
      try clone.ok("git", "commit", "-q", "-m", "merged")
    }
  }

  @Test func bothVersionsAreKept() throws {
    try withScratch { scratch in
      let clone = try conflict(in: scratch)
      try clone.ok("cairn", "resolve", "--both")
      try clone.ok("cairn", "checkout", "-q")
      #expect(try clone.place.text("d/a.txt") == "ours")
      #expect(try clone.place.text("d/a.theirs.txt") == "theirs")
    }
  }

  @Test func lockFilesMergeByStage() throws {
    try withScratch { scratch in
      let clone = try Clone.project(in: scratch)
      try clone.place.write(
        "stages:\n  one:\n    cmd: cp a x\n    deps: [a]\n    outs: [x]\n  two:\n    cmd: cp b y\n    deps: [b]\n"
          + "    outs: [y]\n", to: "dvc.yaml")
      try clone.place.write("1", to: "a")
      try clone.place.write("1", to: "b")
      try clone.ok("cairn", "repro", "-q")
      try clone.commit("run")
      try clone.ok("git", "checkout", "-q", "-b", "side")
      try clone.place.write("2", to: "b")
      try clone.ok("cairn", "repro", "-q")
      try clone.commit("two")
      try clone.ok("git", "checkout", "-q", "main")
      try clone.place.write("2", to: "a")
      try clone.ok("cairn", "repro", "-q")
      try clone.commit("one")
      try clone.ok("git", "merge", "-q", "side", "-m", "merged")
      #expect(try clone.ok("cairn", "status").stdout.contains("up to date"))
      #expect(try clone.place.text("x") == "2")
      #expect(try clone.place.text("y") == "2")

      try clone.ok("git", "checkout", "-q", "-b", "left")
      try clone.place.write("3", to: "a")
      try clone.ok("cairn", "repro", "-q")
      try clone.commit("left")
      try clone.ok("git", "checkout", "-q", "main")
      try clone.place.write("4", to: "a")
      try clone.ok("cairn", "repro", "-q")
      try clone.commit("right")
      let outcome = try clone.refused("git", "merge", "-q", "left", "-m", "merged")
      #expect((outcome.stdout + outcome.stderr).contains("conflict  dvc.lock: one"))
      try clone.ok("cairn", "resolve", "--ours", "one")
      try clone.ok("git", "checkout", "-q", "--ours", "a")
      try clone.ok("git", "add", "a")
      try clone.ok("git", "commit", "-q", "-m", "merged")
      #expect(try clone.ok("cairn", "status").stdout.contains("up to date"))
    }
  }

  @Test func singleFilesWhereItIsDecidable() throws {
    try withScratch { scratch in
      let clone = try Clone.project(in: scratch)
      try clone.place.write("1", to: "f")
      try clone.track("f", "data")
      try clone.ok("git", "checkout", "-q", "-b", "side")
      try clone.place.write("2", to: "f")
      try clone.track("f", "side")
      try clone.ok("git", "checkout", "-q", "main")
      let text = try clone.place.text("f.dvc")
      try clone.place.write("desc: what it is\n" + text, to: "f.dvc")
      try clone.commit("described")
      try clone.ok("git", "merge", "-q", "side", "-m", "merged")
      #expect(try clone.place.text("f") == "2")
      #expect(try clone.place.text("f.dvc").hasPrefix("desc: what it is\n"))

      try clone.ok("git", "checkout", "-q", "-b", "other")
      try clone.place.write("3", to: "f")
      try clone.track("f", "other")
      try clone.ok("git", "checkout", "-q", "main")
      try clone.place.write("4", to: "f")
      try clone.track("f", "main")
      try clone.refused("git", "merge", "-q", "other", "-m", "merged")
      try clone.ok("cairn", "resolve", "--theirs")
      try clone.ok("cairn", "checkout", "-q")
      #expect(try clone.place.text("f") == "3")
    }
  }

  @Test func thePeersDriverRefusesWhatThePeerRefuses() throws {
    try withScratch { scratch in
      let clone = try Clone.project(in: scratch)
      try clone.place.write("1", to: "d/a")
      try clone.ok("cairn", "add", "-q", "d")
      try clone.place.write(clone.place.text("d.dvc"), to: "base")
      try clone.place.remove("d/a")
      try clone.place.write("2", to: "d/b")
      try clone.ok("cairn", "add", "-q", "d")
      try clone.place.write(clone.place.text("d.dvc"), to: "ours")
      let dvc = Program(scratch.path("bin/dvc"), in: clone.place.root, environment: clone.cairn.environment)
      let outcome = try dvc(
        "git-hook", "merge-driver", "--ancestor", "base", "--our", "ours", "--their", "ours")
      expectExit(outcome, 255)
      #expect(
        outcome.stderr == "ERROR: unable to auto-merge the following paths:\nboth deleted: ('a',): "
          + "unable to auto-merge the following paths:\nboth deleted: ('a',)\n")
    }
  }

  @Test(arguments: ["md5", "sha256", "blake3"]) func directoriesOfAnyHashMerge(_ hash: String) throws {
    try withScratch { scratch in
      let clone = try Clone.project(in: scratch, hash: hash)
      try clone.place.write("1", to: "d/a")
      try clone.track("d", "one")
      try clone.ok("git", "checkout", "-q", "-b", "side")
      try clone.place.write("2", to: "d/b")
      try clone.track("d", "two")
      try clone.ok("git", "checkout", "-q", "main")
      try clone.place.write("3", to: "d/c")
      try clone.track("d", "three")
      #expect(try clone.ok("cairn", "whence", "d/c").stdout.contains("in directory "))
      #expect(try clone.ok("cairn", "whence", "d/a").stdout.contains("named now by: main, side\n"))
      try clone.ok("git", "merge", "-q", "--no-edit", "side")
      #expect(try clone.names("d") == ["a", "b", "c"])
      #expect(try clone.place.text("d.dvc").contains("- \(hash): "))
      #expect(try clone.ok("cairn", "status").stdout == "Data and pipelines are up to date.\n")
    }
  }
}
