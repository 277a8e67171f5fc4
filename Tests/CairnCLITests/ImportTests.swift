import TestKit
import Testing

@testable import CairnCLI

/// Data of other repositories: what comes over, what stays recorded, and what a stranger's repository can't do.
@Suite struct ImportTests {
  private struct Two {
    let here: Scratch
    let there: Scratch
    let cairn: TestKit.Program
    let source: TestKit.Program
    let git: TestKit.Program

    @discardableResult
    func run(_ words: String...) throws -> TestKit.Outcome { try cairn.run(words) }
    @discardableResult
    func atSource(_ words: String...) throws -> TestKit.Outcome {
      words.first == "git" ? try git.run(Array(words.dropFirst())) : try source.run(words)
    }
    func commit() throws {
      try atSource("git", "add", "-A")
      try atSource("git", "commit", "-qm", "more")
    }
  }

  private func withTwo(_ body: (Two) throws -> Void) throws {
    try withScratch { scratch in
      let (here, there) = (try scratch.sub("here"), try scratch.sub("there"))
      try scratch.makeDirectory("home")
      let environment = fixedEnvironment(home: scratch.path("home"))
      func program(_ place: Scratch, _ git: Bool) throws -> TestKit.Program {
        git
          ? TestKit.Program("/usr/bin/env", in: place.root, environment: environment, leading: ["git"])
          : TestKit.Program(try Places.cairn(), in: place.root, environment: environment)
      }
      let two = Two(
        here: here, there: there, cairn: try program(here, false), source: try program(there, false),
        git: try program(there, true))
      _ = try program(here, true).run(["init", "-q", "-b", "main", "."])
      try two.atSource("git", "init", "-q", "-b", "main", ".")
      try two.run("init", "-q")
      try two.atSource("init", "-q")
      try there.write("1", to: "data/a")
      try there.write("22", to: "data/sub/b")
      try there.write("plain", to: "code.txt")
      try two.atSource("add", "-q", "data")
      try two.commit()
      try body(two)
    }
  }

  @Test func bringsTrackedDataAndPlainFiles() throws {
    try withTwo { (two) throws in
      #expect(
        try two.run("import", "../there", "data").stdout.hasPrefix("Importing 'data (../there)' -> 'data'\n"))
      #expect(try two.here.text("data/sub/b") == "22")
      #expect(try two.here.text("data.dvc").contains("    url: ../there\n"))
      #expect(try two.run("import", "-q", "../there", "data/sub", "-o", "part").exit == 0)
      #expect(try two.here.text("part/b") == "22")
      #expect(try two.run("import", "-q", "../there", "code.txt").exit == 0)
      #expect(try two.here.text("code.txt") == "plain")
      #expect(try two.run("import", "../there", "code.txt").exit == 1)
      #expect(try two.run("import", "../there", "nothing").exit == 255)
      #expect(try two.run("status").stdout == "Data and pipelines are up to date.\n")
    }
  }

  @Test func followsTheSource() throws {
    try withTwo { (two) throws in
      try two.run("import", "-q", "../there", "data")
      try two.there.write("333", to: "data/c")
      try two.atSource("add", "-q", "data")
      try two.commit()
      #expect(try two.run("status").stdout.contains("update available:   data (../there)"))
      #expect(try two.run("update", "data.dvc").stdout == "Importing 'data (../there)' -> 'data'\n")
      #expect(try two.here.text("data/c") == "333")
      #expect(try two.run("update", "data.dvc").stdout == "'data.dvc' didn't change, skipping\n")
    }
  }

  @Test func fetchesFromTheSourceWhatNobodyElseHas() throws {
    try withTwo { (two) throws in
      try two.run("import", "-q", "../there", "data")
      try two.run("import", "-q", "../there", "code.txt", "-o", "later", "--no-download")
      try two.here.remove(".dvc/cache")
      try two.here.remove("data")
      #expect(try two.run("pull").exit == 0)
      #expect(try two.here.text("data/a") == "1")
      #expect(try two.here.text("later") == "plain")
    }
  }

  @Test func readsMirrorsAtAnyRevision() throws {
    try withTwo { (two) throws in
      try two.there.write("new", to: "code.txt")
      try two.commit()
      let url = "file://" + two.there.root
      #expect(try two.run("get", url, "code.txt", "-o", "now").exit == 0)
      #expect(try two.run("get", url, "code.txt", "-o", "then", "--rev", "HEAD~1").exit == 0)
      #expect(try two.here.text("now") == "new")
      #expect(try two.here.text("then") == "plain")
      #expect(
        try two.run("get", url, "code.txt", "-o", "x", "--rev", "nothing").stderr.contains(
          "unknown Git revision"))
      #expect(try two.run("list", url).stdout.contains("code.txt\n"))
    }
  }

  @Test func strangersRunNothingAndReachNothing() throws {
    try withTwo { (two) throws in
      try two.there.write(
        "#!/bin/sh\ntouch \(two.here.root)/owned\n", to: ".git/hooks/post-checkout", mode: 0o755)
      try two.there.write("*.txt filter=evil\n", to: ".gitattributes")
      try two.atSource("git", "config", "filter.evil.smudge", "touch \(two.here.root)/owned; cat")
      try two.there.symlink("link", to: "/etc/passwd")
      try two.there.makeDirectory("dir")
      try two.there.symlink("dir/link", to: "../../../../etc/passwd")
      try two.there.write("x", to: "dir/x")
      try two.commit()
      for url in ["../there", "file://" + two.there.root] {
        #expect(try two.run("get", "-f", url, "code.txt", "-o", "c").exit == 0)
        #expect(try two.run("get", "-f", url, "link", "-o", "l").exit != 0)
        #expect(try two.run("get", "-f", url, "dir", "-o", "d").exit == 0)
        #expect(two.here.exists("d/x") && !two.here.exists("d/link"))
        #expect(try two.run("get", url, "../here/.dvc/config", "-o", "up").exit != 0)
      }
      #expect(!two.here.exists("owned") && !two.here.exists("l"))
      #expect(try two.run("get", "ext::sh -c 'touch owned'", "x").exit == 1)
      #expect(try two.run("get", "--", "--upload-pack=touch owned", "x").exit == 1)
      #expect(!two.here.exists("owned"))
    }
  }
}
