import TestKit
import Testing

/// Promise 8 for `.dvc`: a stranger's repository may bring links there, too, where the program keeps its own state.
struct HostileStateTests {
  private func inProject(_ body: (Scratch, (String) throws -> Outcome) throws -> Void) throws {
    try withScratch("state") { scratch in
      try scratch.makeDirectory("proj")
      try scratch.makeDirectory("home")
      let link = try Places.linkNamedDvc(to: Places.cairn(), in: scratch)
      try scratch.write("precious\n", to: "out/file")
      var environment = fixedEnvironment(home: scratch.path("home"))
      environment["PATH"] = scratch.path("bin") + ":" + (environment["PATH"] ?? "/usr/bin:/bin")
      let shell = { (script: String) in
        try Program("/bin/bash", in: scratch.path("proj"), environment: environment).run(["-c", script])
      }
      _ = link
      expectExit(
        try shell(
          "git init -q -b main . && dvc init -q && echo d >d && dvc add -q d && dvc stage add -q -n s -o o 'echo >o'"
        ))
      try body(scratch, shell)
    }
  }

  private static let commands = [
    "status", "add new", "checkout -f", "commit -f", "repro", "gc -w -f", "diff", "data status",
  ]

  /// A file of the user's in the place of a file of ours: nothing is written to it.
  @Test(arguments: [
    "lock", "rwlock", "rwlock.lock", "cairn/links", "cairn/complete", "cairn/durations", "cairn/history",
    "btime",
  ]) func linkedFilesStayAsTheyAre(_ name: String) throws {
    try inProject { scratch, shell in
      let up = String(repeating: "../", count: name.split(separator: "/").count + 2)
      expectExit(
        try shell(
          "echo n >new; mkdir -p .dvc/tmp/cairn; rm -rf .dvc/tmp/\(name); ln -s \(up)out/file .dvc/tmp/\(name)"
        ))
      for command in Self.commands {
        let outcome = try shell("dvc " + command)
        #expect(try scratch.text("out/file") == "precious\n", "\(command): \(outcome)")
      }
    }
  }

  /// Directories of ours that lead elsewhere: what is there is neither cleared up nor moved.
  @Test(arguments: ["cairn", "cairn/unfinished", "cairn/gc", "cairn/state"])
  func linkedDirectoriesAreNotClearedUp(_ name: String) throws {
    try inProject { scratch, shell in
      let up = String(repeating: "../", count: name.split(separator: "/").count + 2)
      expectExit(
        try shell(
          """
          echo n >new; mkdir -p ../out/unfinished; echo x >../out/unfinished/old; touch -d '1 hour ago' ../out/file
          mkdir -p .dvc/tmp/cairn; rm -rf .dvc/tmp/\(name); ln -s \(up)out .dvc/tmp/\(name)
          """))
      let before = TreeSnapshot(of: scratch.path("out"))
      // What is cleared up has to be a minute old by its change time, which nobody can set: so far for the list.
      for command in Self.commands {
        let outcome = try shell("dvc " + command)
        #expect(
          TreeSnapshot(of: scratch.path("out")).differences(from: before).isEmpty, "\(command): \(outcome)")
      }
    }
  }

  @Test func configurationIsNotWrittenThroughALink() throws {
    try inProject { scratch, shell in
      try scratch.write("[core]\n    analytics = false\n", to: "out/config")
      expectExit(
        try shell(
          "rm .dvc/config; ln -s ../../out/config .dvc/config; ln -s ../../out/config .dvc/config.local"))
      for command in ["config core.autostage true", "config --local core.autostage true", "remote add x /x"] {
        let outcome = try shell("dvc " + command)
        #expect(outcome.exit != 0 && outcome.stderr.contains(".dvc/config"), "\(outcome)")
      }
      #expect(try scratch.text("out/config") == "[core]\n    analytics = false\n")
    }
  }

  /// Nothing waits for a pipe or reads a device to its end.
  @Test(arguments: [
    ".dvc/config", ".dvcignore", "dvc.yaml", "dvc.lock", "d.dvc", ".gitignore", ".dvc/tmp/rwlock",
  ])
  func pipesAndDevicesAreNoFiles(_ name: String) throws {
    for make in ["ln -s /dev/zero", "mkfifo"] {
      try inProject { _, shell in
        for command in ["status", "checkout", "repro"] {
          let outcome = try shell(
            "rm -f \(name); \(make) \(name); ulimit -v 4000000; timeout 60 dvc \(command)")
          #expect(outcome.exit != 124 && !(128...160).contains(outcome.exit), "\(command): \(outcome)")
        }
      }
    }
  }

  /// Promise 3 for a limit of the shell's: an error, not a death.
  @Test func filesThatMayNotGrow() throws {
    try inProject { scratch, shell in
      expectExit(try shell("head -c 3000000 /dev/zero >large"))
      let outcome = try shell("ulimit -f 1000; dvc add large")
      #expect(outcome.exit == 1 && outcome.stderr.contains("ulimit -f"), "\(outcome)")
      #expect(!scratch.exists("proj/large.dvc"))
      expectExit(
        try shell("dvc add -q large && dvc status -q large.dvc && ! find . -name '*.tmp' | grep -q cache"))
    }
  }
}
