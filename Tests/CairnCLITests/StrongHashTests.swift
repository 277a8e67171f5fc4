import TestKit
import Testing

/// Projects made with `init --hash`.
@Suite struct StrongHashTests {
  @Test(arguments: ["sha256", "blake3"]) func keepsDataUnderItsHash(_ hash: String) throws {
    try withScratch { scratch in
      let project = try scratch.sub("project")
      try scratch.makeDirectory("home")
      let cairn = TestKit.Program(
        try Places.cairn(), in: project.root, environment: fixedEnvironment(home: scratch.path("home")))
      _ = try cairn.run(["init", "-q", "--no-scm", "--hash", hash])
      #expect(try project.text(".dvc/config") == "[core]\n    no_scm = True\n    hash = \(hash)\n")
      try project.write("1", to: "data/a")
      try project.write("2", to: "data/b/c")
      _ = try cairn.run(["add", "-q", "data"])
      let pointer = try project.text("data.dvc")
      #expect(pointer.contains("\n  hash: \(hash)\n") && pointer.hasPrefix("outs:\n- \(hash): "))
      let name = String(pointer.split(separator: "\n")[1].dropFirst("- \(hash): ".count))
      #expect(name.utf8.count == 64 + 4)
      #expect(project.exists(".dvc/cache/files/\(hash)/\(name.prefix(2))/\(name.dropFirst(2))"))

      _ = try cairn.run(["remote", "add", "-q", "-d", "r", scratch.path("remote")])
      #expect(try cairn.run(["push"]).stdout == "3 files pushed\n")
      try project.remove(".dvc/cache")
      try project.remove("data")
      #expect(try cairn.run(["pull"]).exit == 0)
      #expect(try project.text("data/b/c") == "2")
      #expect(try cairn.run(["status"]).stdout == "Data and pipelines are up to date.\n")
      #expect(try cairn.run(["fsck"]).stdout == "3 objects checked, all good.\n")

      try project.write("3", to: "data/a")
      _ = try cairn.run(["add", "-q", "data"])
      #expect(try cairn.run(["gc", "-w", "-f"]).stdout.contains("Removed 2 objects from \(hash) cache."))
      #expect(try cairn.run(["status"]).stdout == "Data and pipelines are up to date.\n")
    }
  }
}
