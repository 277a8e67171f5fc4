import Cairn
import TestKit
import Testing

@testable import CairnCLI

/// What cairn does beyond the real dvc when it takes objects away or finds them broken.
@Suite struct KeepingTests {
  private func inProject(_ body: (Scratch, (String...) throws -> TestKit.Outcome) throws -> Void) throws {
    try withScratch { scratch in
      let project = try scratch.sub("project")
      try scratch.makeDirectory("home")
      let environment = fixedEnvironment(home: scratch.path("home"))
      let cairn = TestKit.Program(try Places.cairn(), in: project.root, environment: environment)
      let git = TestKit.Program("/usr/bin/env", in: project.root, environment: environment, leading: ["git"])
      _ = try git.run(["init", "-q", "-b", "main", "."])
      _ = try cairn.run(["init", "-q"])
      try body(project) { (words: String...) in
        words.first == "git" ? try git.run(Array(words.dropFirst())) : try cairn.run(words)
      }
    }
  }

  private let first = ".dvc/cache/files/md5/c4/ca4238a0b923820dcc509a6f75849b"  // of "1"
  private let second = ".dvc/cache/files/md5/c8/1e728d9d4c2f636f067f89cc14862c"  // of "2"

  @Test func collectedObjectsComeBack() throws {
    try inProject { project, run in
      try project.write("1", to: "f")
      _ = try run("add", "-q", "f")
      try project.write("2", to: "f")
      _ = try run("add", "-q", "f")
      #expect(try run("gc", "-w", "-f").stdout.hasPrefix("Removed 1 objects from repo cache."))
      #expect(!project.exists(first) && project.exists(second))
      #expect(try run("gc", "--restore").stdout.hasPrefix("Restored 1 objects from "))
      #expect(project.exists(first))
      #expect(try project.mode(first) == 0o444)
      #expect(try run("gc", "--restore").stdout == "Nothing is kept.\n")
      _ = try run("gc", "-w", "-f")
      #expect(try run("gc", "--expire").stdout == "Nothing to delete.\n")
      #expect(try run("gc", "--restore", "no-such").exit == 255)
      #expect(try run("gc", "--expire", "--older-than", "0").stdout.hasPrefix("Deleted 1 objects for good"))
      #expect(try run("gc", "--list").stdout == "Nothing is kept.\n")
      #expect(try run("gc", "stray").exit == 254)
    }
  }

  @Test func straysComeBack() throws {
    try inProject { project, run in
      try project.write("1", to: "f")
      _ = try run("add", "-q", "f")
      let strays = [".dvc/cache/files/md5/12/3", ".dvc/cache/12/5"]
      let others = [".dvc/cache/files/md5/12/.abc.tmp", ".dvc/cache/files/md5/12/readme"]
      for path in strays + others { try project.write("x", to: path) }
      let outcome = try run("gc", "-w", "-f")
      #expect(outcome.stdout == "Removed 1 objects from repo cache.\nRemoved 1 objects from legacy cache.\n")
      for path in strays { #expect(!project.exists(path)) }
      for path in others { #expect(project.exists(path)) }
      _ = try run("gc", "--restore")
      _ = try run("gc", "--restore")
      for path in strays { #expect(try project.text(path) == "x") }
    }
  }

  @Test func deletesNothingThatTheCacheLacks() throws {
    try inProject { project, run in
      try project.write("1", to: "d/a")
      try project.write("2", to: "d/b")
      _ = try run("add", "-q", "d")
      try project.remove("d")
      _ = try run("checkout", "-q")
      try project.remove("d.dvc")
      // One member is gone: this is the only copy.
      try project.remove(second)
      _ = try run("checkout")
      #expect(try project.text("d/b") == "2")

      // With all of it in the cache it goes.
      _ = try run("add", "-q", "d")
      try project.remove("d")
      _ = try run("checkout", "-q")
      try project.remove("d.dvc")
      #expect(try run("checkout").stdout == "D       d/\n")
      #expect(!project.exists("d"))
    }
  }

  @Test func keepsWhatStashesAndOtherWorkTreesUse() throws {
    try inProject { project, run in
      try project.write("1", to: "f")
      _ = try run("add", "-q", "f")
      _ = try run("git", "add", "-A")
      _ = try run("git", "commit", "-qm", "one")
      try project.write("2", to: "f")
      _ = try run("add", "-q", "f")
      _ = try run("git", "stash", "-q")
      #expect(try run("gc", "-w", "-f").stdout.hasPrefix("No unused 'repo' cache"))
      #expect(project.exists(second))
      _ = try run("git", "stash", "drop", "-q")
      #expect(try run("gc", "-w", "-f").stdout.hasPrefix("Removed 1 objects"))
    }
  }

  @Test func keepsFilesThatAMissingDirectoryMayName() throws {
    try inProject { project, run in
      try project.write("1", to: "d/x")
      _ = try run("add", "-q", "d")
      let tree = TreeSnapshot(of: project.path(".dvc/cache")).files.first { $0.hasSuffix(".dir") }
      try project.remove(".dvc/cache/" + (tree ?? "none"))
      let outcome = try run("gc", "-w", "-f")
      #expect(outcome.stdout.hasPrefix("No unused 'repo' cache"))
      #expect(outcome.stderr.contains("1 objects were kept"))
      #expect(project.exists(first))
      #expect(try run("gc", "-w", "-f", "--skip-failed").stdout.hasPrefix("Removed 1 objects"))
    }
  }

  @Test func keepsYoungObjectsOfASharedCache() throws {
    try inProject { project, run in
      _ = try run("cache", "dir", project.path("../shared"))
      try project.write("1", to: "f")
      _ = try run("add", "-q", "f")
      try project.write("2", to: "f")
      _ = try run("add", "-q", "f")
      let outcome = try run("gc", "-w", "-f")
      #expect(outcome.stdout.hasPrefix("No unused 'repo' cache"))
      #expect(outcome.stderr.contains("younger than 10 minutes"))
    }
  }

  @Test func findsAndRepairsBrokenObjects() throws {
    try inProject { project, run in
      try project.write("1", to: "f")
      try project.write("2", to: "d/x")
      _ = try run("add", "-q", "f", "d")
      _ = try run("remote", "add", "-d", "store", project.path("../store"))
      _ = try run("push", "-q")
      #expect(try run("fsck").exit == 0)
      try project.setMode(0o644, of: first)
      try project.write("x", to: first)
      try project.setMode(0o444, of: first)
      let found = try run("fsck")
      #expect(found.exit == 1)
      #expect(found.stdout.contains("c4ca4238a0b923820dcc509a6f75849b: corrupt\n    f (f.dvc): workspace"))
      #expect(try run("fsck", "--json").stdout.contains("\"problem\": \"corrupt\""))
      // Neither is in the workspace any more: the remote has both, and the files that the directory names.
      try project.remove("f")
      try project.remove("d")
      try project.remove(".dvc/cache/files/md5/c8")
      let tree = TreeSnapshot(of: project.path(".dvc/cache")).files.first { $0.hasSuffix(".dir") }
      try project.remove(".dvc/cache/" + (tree ?? "none"))
      let repaired = try run("fsck", "--repair")
      #expect(repaired.exit == 0, "\(repaired.stdout)")
      #expect(try project.text(first) == "1")
      #expect(try project.text(second) == "2")
      #expect(try run("fsck").stdout == "3 objects checked, all good.\n")
    }
  }

  @Test func wordsTheScope() {
    var options = GcOptions()
    options.revisions.allBranches = true
    options.revisions.allTags = true
    #expect(
      GcView.scope(options, from: "/").hasSuffix(
        "the workspace and all git branches and tags of the current repo."))
    options.number = 2
    options.projects = ["a"]
    #expect(
      GcView.scope(options, from: "/x").hasSuffix(
        "the workspace and last 2 commits from all git branches and all git tags of the current and the following "
          + "repos:\n  - /x/a"))
  }
}
