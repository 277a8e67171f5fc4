import TestKit
import Testing

/// `core.durability`, which stands where DVC doesn't look.
@Suite struct DurabilityTests {
  @Test(arguments: ["none", "batch", "full"]) func isSetBesideTheConfiguration(_ choice: String) throws {
    try withScratch { scratch in
      let project = try scratch.sub("project")
      try scratch.makeDirectory("home")
      let cairn = TestKit.Program(
        try Places.cairn(), in: project.root, environment: fixedEnvironment(home: scratch.path("home")))
      _ = try cairn.run(["init", "-q", "--no-scm"])
      let config = try project.text(".dvc/config")
      #expect(try cairn.run(["config", "core.durability", choice]).exit == 0)
      #expect(try project.text(".dvc/config") == config)
      #expect(try project.text(".dvc/config.cairn") == "[core]\n    durability = \(choice)\n")
      #expect(try cairn.run(["config", "core.durability"]).stdout == choice + "\n")
      #expect(try cairn.run(["config", "--list"]).stdout.contains("core.durability=\(choice)\n"))
      try project.write("1", to: "data/a")
      #expect(try cairn.run(["add", "-q", "data"]).exit == 0)
      #expect(try cairn.run(["status"]).stdout == "Data and pipelines are up to date.\n")
      #expect(try cairn.run(["config", "--unset", "core.durability"]).exit == 0)
      #expect(try cairn.run(["config", "core.durability"]).stdout == "")
    }
  }

  @Test func otherValuesAreRefused() throws {
    try withScratch { scratch in
      try scratch.makeDirectory("home")
      let project = try scratch.sub("project")
      let cairn = TestKit.Program(
        try Places.cairn(), in: project.root, environment: fixedEnvironment(home: scratch.path("home")))
      _ = try cairn.run(["init", "-q", "--no-scm"])
      #expect(try cairn.run(["config", "core.durability", "perhaps"]).exit == 251)
      #expect(!project.exists(".dvc/config.cairn"))
      try project.write("[core]\n    remote = x\n", to: ".dvc/config.cairn")
      #expect(try cairn.run(["status"]).exit == 251)
      // In the common file DVC would refuse it, and so do we.
      try project.write("", to: ".dvc/config.cairn")
      try project.write("[core]\n    durability = none\n", to: ".dvc/config")
      #expect(try cairn.run(["status"]).exit == 251)
    }
  }
}
