import TestKit
import Testing

@Suite struct HistoryTests {
  private func project(in scratch: Scratch) throws -> Clone {
    let clone = try Clone.project(in: scratch)
    try clone.place.write("1\n", to: "d/a")
    try clone.track("d", "one")
    try clone.ok("git", "tag", "v1")
    try clone.place.write(
      "stages:\n  train:\n    cmd: cat d/* > model\n    deps: [d]\n    outs: [model]\n"
        + "artifacts:\n  net:\n    path: model\n    type: model\n", to: "dvc.yaml")
    try clone.ok("cairn", "repro", "-q")
    try clone.commit("trained")
    try clone.ok("git", "tag", "-a", "-m", "two", "v2")
    try clone.place.write("2\n", to: "d/b")
    try clone.track("d", "two")
    return clone
  }

  private func log(_ clone: Clone, _ path: String) throws -> [String] {
    try clone.ok("cairn", "log", path).stdout.split(separator: "\n").map(String.init)
  }

  @Test func logShowsVersionsAndTags() throws {
    try withScratch { scratch in
      let clone = try project(in: scratch)
      let lines = try log(clone, "d")
      #expect(lines.count == 4)
      #expect(lines[0].contains("4 B in 2 files  (+1 +2 B)"))
      #expect(lines[1] == "    two")
      #expect(lines[2].hasSuffix("[v1, v2]"))
      #expect(try log(clone, "d.dvc") == lines)
      try clone.refused("cairn", "log", "nothing")
      // Again, from the index; and after it was lost or damaged.
      #expect(try log(clone, "d") == lines)
      try clone.place.remove(".dvc/tmp/cairn/history")
      #expect(try log(clone, "d") == lines)
      let bytes = try clone.place.bytes(".dvc/tmp/cairn/history")
      for at in stride(from: 0, to: bytes.count, by: 7) {
        var broken = bytes
        broken[at] = broken[at] &+ 129
        try clone.place.write(at % 2 == 0 ? broken : Array(bytes[..<at]), to: ".dvc/tmp/cairn/history")
        let outcome = try clone.run(["cairn", "log", "d"])
        #expect(outcome.exit == 0 || outcome.exit == 1, "byte \(at): \(outcome)")
        if at > 400 { break }
      }
      try clone.place.remove(".dvc/tmp/cairn/history")
      // Grown, and taken back.
      try clone.place.write("3\n", to: "d/c")
      try clone.track("d", "three")
      #expect(try log(clone, "d").count == 6)
      try clone.ok("git", "reset", "-q", "--hard", "HEAD~1")
      try clone.ok("cairn", "checkout", "-q")
      #expect(try log(clone, "d") == lines)
    }
  }

  @Test func whenceFindsFilesInsideDirectories() throws {
    try withScratch { scratch in
      let clone = try project(in: scratch)
      let outcome = try clone.ok("cairn", "whence", "d/b").stdout
      #expect(outcome.contains("26ab0db90d72e28ad0ba1e22ee510510"))
      #expect(outcome.contains(": b\n"))
      #expect(outcome.contains("named now by: main\n"))
      #expect(outcome.contains("remote store: no"))
      try clone.ok("cairn", "push", "-q")
      let hash = try clone.ok("cairn", "whence", "26ab0db90d72e28ad0ba1e22ee510510").stdout
      #expect(hash.contains("remote store: yes"))
      let old = try clone.ok("cairn", "whence", "d/a").stdout
      #expect(old.contains("named now by: main, v1, v2"))
      try clone.refused("cairn", "whence", "nonsense")
    }
  }

  @Test func lineageAndImpact() throws {
    try withScratch { scratch in
      let clone = try project(in: scratch)
      let impact = try clone.ok("cairn", "impact", "b026324c6904b2a9cb4b88d6d61c81d1").stdout
      #expect(impact.contains("stage train (dvc.lock)"))
      #expect(impact.contains("model (model)"))
      #expect(try clone.ok("cairn", "impact", "d/b").stdout.contains("nothing was made of it"))
      let lineage = try clone.ok("cairn", "lineage", "model@v2").stdout
      #expect(lineage.contains("<- stage train: cat d/* > model"))
      #expect(lineage.contains("    <- d "))
      #expect(try clone.ok("cairn", "lineage", "d").stdout.contains("-> model "))
      #expect(try clone.ok("cairn", "lineage", "model", "--dot").stdout.hasPrefix("digraph {"))
      #expect(try clone.ok("cairn", "lineage", "model", "--mermaid").stdout.hasPrefix("flowchart TD"))
      #expect(try clone.ok("cairn", "lineage", "model", "--json").stdout.contains(#""kind": "stage""#))
    }
  }

  @Test func lineageGoesIntoTheRepositoriesOfImports() throws {
    try withScratch { scratch in
      // Data is made in `far`, imported by `near`, and imported from there.
      let far = try Clone.project("far", in: scratch)
      try far.place.write("1\n", to: "raw")
      try far.ok("cairn", "add", "-q", "raw")
      try far.place.write(
        "stages:\n  s:\n    cmd: cp raw clean\n    deps: [raw]\n    outs: [clean]\n", to: "dvc.yaml")
      try far.ok("cairn", "repro", "-q")
      try far.commit("made")
      let near = try Clone.project("near", in: scratch)
      try near.ok("cairn", "import", "-q", "../far", "clean")
      try near.commit("imported")
      let last = try Clone.project("last", in: scratch)
      try last.ok("cairn", "import", "-q", "../near", "clean")
      try last.place.write(
        "stages:\n  t:\n    cmd: cp clean m\n    deps: [clean]\n    outs: [m]\n", to: "dvc.yaml")
      try last.ok("cairn", "repro", "-q")
      try last.commit("model")
      // The sources go on; what was imported is asked of the commit that it came from.
      try far.place.remove("dvc.yaml")
      try far.commit("later")
      let text = try last.ok("cairn", "lineage", "m").stdout
      #expect(text.contains(": ../near\n          <- clean "))
      #expect(text.contains("<- stage s: cp raw clean\n"))
      #expect(text.contains("<- raw b026324c6904 (2 B)\n"))
      let json = try last.ok("cairn", "lineage", "m", "--json").stdout
      #expect(json.contains(#""name": "raw", "hash": "b026324c6904b2a9cb4b88d6d61c81d1""#))
      #expect(json.contains(#""repo": "../far""#))
      // A clone of a repository on another machine serves without the machine; without a clone the trail ends there.
      let pointer = try last.place.text("clean.dvc")
      try last.place.write(
        pointer.replacing("url: ../near", with: "url: ssh://nobody.invalid/near"), to: "clean.dvc")
      #expect(try last.ok("cairn", "lineage", "m").stdout.contains("--fetch asks for it"))
      #expect(try last.ok("cairn", "lineage", "m", "--json").stdout.contains(#""end": "elsewhere""#))
      #expect(try last.ok("cairn", "lineage", "m", "--fetch").stdout.contains("can't be read"))
      try last.place.write(
        pointer.replacing("url: ../near", with: "url: file://" + near.place.root), to: "clean.dvc")
      #expect(try last.ok("cairn", "lineage", "m").stdout.contains(": file://"))
    }
  }

  @Test func restoreAndCatFetchWhatTheyNeed() throws {
    try withScratch { scratch in
      let clone = try project(in: scratch)
      try clone.ok("cairn", "push", "-q", "--all-commits")
      try clone.place.remove(".dvc/cache")
      #expect(try clone.ok("cairn", "cat", "v1:d/a").stdout == "1\n")
      #expect(try clone.ok("cairn", "cat", "v2:dvc.yaml").stdout.hasPrefix("stages:\n"))
      try clone.refused("cairn", "cat", "v1:d/b")
      try clone.place.remove("d")
      try clone.ok("cairn", "restore", "main", "d/b")
      #expect(try clone.names("d") == ["b"])
      try clone.refused("cairn", "restore", "v1", "d/b")
      try clone.ok("cairn", "restore", "v1", "d")
      #expect(try clone.names("d") == ["a"])
      #expect(try clone.ok("git", "status", "--short").stdout == " M d.dvc\n")
      try clone.place.write("unsaved", to: "d/x")
      try clone.refused("cairn", "restore", "main", "d")
      #expect(try clone.place.text("d/x") == "unsaved")
    }
  }
}
