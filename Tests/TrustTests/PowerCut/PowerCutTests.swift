import TestKit
import Testing

/// Promise 2: the order of writes, renames and syncs of the built program.
struct PowerCutTests {
  private static let cases = [
    "add-file", "add-directory", "add-changed", "add-several", "add-autostage", "commit", "repro",
    "stage-add",
    "remove-stage", "move-file", "push", "fetch",
  ]

  @Test(arguments: PowerCutTests.cases) func syncsInOrder(_ name: String) throws {
    let scenario = try #require(CrashScenario.all.first { $0.name == name })
    try withScratch("power") { scratch in
      try scratch.makeDirectory("world/proj")
      try scratch.makeDirectory("home")
      _ = try Places.linkNamedDvc(to: Places.cairn(), in: scratch)
      let world = CrashWorld(scratch.path("world"), bin: scratch.path("bin"), home: scratch.path("home"))
      expectExit(try world.shell(scenario.setup))
      let trace = scratch.path("trace")
      let calls =
        "openat,write,pwrite64,copy_file_range,ftruncate,fsync,fdatasync,syncfs,rename,renameat,renameat2,linkat"
      let outcome = try Program("/usr/bin/strace", in: world.project, environment: world.dvc.environment).run(
        ["-f", "-y", "-s", "4096", "-e", "trace=" + calls, "-o", trace, "--", world.dvc.path]
          + scenario.command)
      expectExit(outcome)
      var disk = DiskModel(try scratch.text("trace"))
      disk.finish()
      #expect(disk.renames > 0)
      #expect(disk.broken.isEmpty, Comment(rawValue: disk.broken.prefix(8).joined(separator: "\n")))
    }
  }
}
