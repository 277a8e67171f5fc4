import TestKit
import Testing

/// Objects of the right length and mode whose bytes are others: found when they are first used, not handed out.
@Suite struct CorruptCacheTests {
  /// Two clones with one cache and one remote; what the first has tracked the second has not read yet.
  private func inClones(
    _ type: String,
    _ body: (Scratch, (String...) throws -> TestKit.Outcome) throws -> Void
  ) throws {
    try withScratch { scratch in
      try scratch.makeDirectory("home")
      let environment = fixedEnvironment(home: scratch.path("home"))
      func program(_ place: String, _ words: [String]) throws -> TestKit.Outcome {
        let path = words.first == "git" ? "/usr/bin/env" : try Places.cairn()
        return try TestKit.Program(path, in: scratch.path(place), environment: environment).run(words)
      }
      func quietly(_ place: String, _ words: String...) throws {
        #expect(try program(place, words).exit == 0, "\(words)")
      }
      try scratch.makeDirectory("one")
      try quietly("one", "git", "init", "-q", "-b", "main", ".")
      try quietly("one", "init", "-q")
      try quietly("one", "config", "cache.dir", scratch.path("cache"))
      try quietly("one", "config", "cache.type", type)
      try quietly("one", "remote", "add", "-d", "store", scratch.path("remote"))
      for (name, text) in [("d/a", "11"), ("d/b", "22"), ("f", "33")] {
        try scratch.write(text, to: "one/" + name)
      }
      try quietly("one", "add", "-q", "d", "f")
      try quietly("one", "push", "-q")
      try quietly("one", "git", "add", ".")
      try quietly("one", "git", "commit", "-qm", "data")
      try quietly("one", "git", "clone", "-q", ".", "../two")
      let two = try scratch.sub("two")
      try body(two) { (words: String...) in try program("two", words) }
    }
  }

  /// The object of `22`, and of `33`.
  private static let objects = [
    "b6/d767d2f8ed5d21a44b0e5886680cb9", "18/2be0c5cdcd5072bb1864cdee4d3d6e",
  ]

  private func spoil(_ two: Scratch) throws {
    for object in Self.objects {
      let path = "../cache/files/md5/" + object
      try two.setMode(0o644, of: path)
      try two.write("no", to: path)
      try two.setMode(0o444, of: path)
    }
  }

  @Test(arguments: ["copy", "hardlink", "symlink"])
  func checkoutHandsOutNone(_ type: String) throws {
    try inClones(type) { two, run in
      try spoil(two)
      let outcome = try run("checkout")
      #expect(outcome.exit == 255)
      #expect(outcome.stderr.contains("2 objects of the cache are not what their names say: moved to"))
      #expect(!two.exists("d") && !two.exists("f"))
      // Now that they are gone they are brought again.
      #expect(try run("pull").exit == 0)
      #expect(try two.text("d/b") == "22")
      #expect(try two.text("f") == "33")
    }
  }

  @Test(arguments: ["copy", "hardlink", "symlink"])
  func pullBringsThemAgain(_ type: String) throws {
    try inClones(type) { two, run in
      try spoil(two)
      let outcome = try run("pull")
      #expect(outcome.exit == 0)
      #expect(outcome.stdout.contains("2 files fetched"))
      #expect(try two.text("d/b") == "22")
      #expect(try two.text("f") == "33")
      #expect(try run("status", "-q").exit == 0)
    }
  }

  @Test func theOnlyGoodCopyIsKept() throws {
    try inClones("copy") { two, run in
      #expect(try run("checkout", "-q").exit == 0)
      try spoil(two)
      // Both are replaced in the workspace by what the pointers of an empty directory and another file say.
      try two.write("44", to: "g")
      #expect(try run("add", "-q", "g").exit == 0)
      let pointer = try two.text("g.dvc")
      try two.write(pointer.replacing("path: g", with: "path: f"), to: "f.dvc")
      let outcome = try run("checkout", "f")
      #expect(outcome.exit == 255)
      #expect(try two.text("f") == "33")
      #expect(try run("checkout", "-f", "f").exit == 0)
      #expect(try two.text("f") == "44")
    }
  }

  @Test func addStoresThemAgain() throws {
    try inClones("copy") { two, run in
      try spoil(two)
      try two.write("33", to: "f")
      let outcome = try run("add", "f")
      #expect(outcome.exit == 0)
      #expect(
        outcome.stderr.contains(
          "object 182be0c5cdcd5072bb1864cdee4d3d6e of the cache is not what its name says"))
      #expect(try two.text("../cache/files/md5/" + Self.objects[1]) == "33")
    }
  }
}
