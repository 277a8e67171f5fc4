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
    let disk = try disk(after: name)
    #expect(disk.renames > 0)
    // What stores files that are not trees does it in batches.
    if name.hasPrefix("add-") || name == "push" || name == "fetch" { #expect(disk.markers > 0) }
    #expect(disk.broken.isEmpty, Comment(rawValue: disk.broken.prefix(8).joined(separator: "\n")))
  }

  /// `core.durability = full`: every object is safe before it gets its name, and needs no marker.
  @Test(arguments: ["add-file", "add-directory", "commit", "repro", "push", "fetch"])
  func syncsEachInOrder(_ name: String) throws {
    let disk = try disk(after: name, "dvc config core.durability full\n")
    #expect(disk.renames > 0)
    #expect(disk.markers == 0)
    #expect(disk.broken.isEmpty, Comment(rawValue: disk.broken.prefix(8).joined(separator: "\n")))
  }

  private func disk(after name: String, _ more: String = "") throws -> DiskModel {
    let scenario = try #require(CrashScenario.all.first { $0.name == name })
    return try withScratch("power") { scratch in
      try scratch.makeDirectory("world/proj")
      try scratch.makeDirectory("home")
      _ = try Places.linkNamedDvc(to: Places.cairn(), in: scratch)
      let world = CrashWorld(scratch.path("world"), bin: scratch.path("bin"), home: scratch.path("home"))
      expectExit(try world.shell(scenario.setup + "\n" + more))
      let trace = scratch.path("trace")
      let calls =
        "openat,write,pwrite64,copy_file_range,ftruncate,fsync,fdatasync,syncfs,rename,renameat,renameat2,linkat,"
        + "unlink,unlinkat"
      let outcome = try Program("/usr/bin/strace", in: world.project, environment: world.dvc.environment).run(
        ["-f", "-y", "-s", "4096", "-e", "trace=" + calls, "-o", trace, "--", world.dvc.path]
          + scenario.command)
      expectExit(outcome)
      var disk = DiskModel(try scratch.text("trace"))
      disk.finish()
      return disk
    }
  }
}
