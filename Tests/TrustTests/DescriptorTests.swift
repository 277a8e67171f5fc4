import TestKit
import Testing

/// Promise 3 with few descriptors: `ulimit -n 64` is enough for everything, and with less an error says what to do.
struct DescriptorTests {
  private func inProject(_ body: (CrashWorld, WebServer) throws -> Void) throws {
    try withScratch("descriptors") { scratch in
      let server = try WebServer(in: scratch)
      defer { server.stop() }
      try scratch.makeDirectory("proj")
      try scratch.makeDirectory("home")
      _ = try Places.linkNamedDvc(to: Places.cairn(), in: scratch)
      let world = CrashWorld(scratch.root, bin: scratch.path("bin"), home: scratch.path("home"))
      expectExit(
        try world.shell(
          """
          git init -q -b main .; dvc init -q; dvc remote add -q -d store ../remote
          dvc remote add -q web \(server.dav)/few; dvc remote add -q plain \(server.plain)/few
          dvc remote modify -q plain method PUT
          mkdir many; for i in $(seq 700); do mkdir -p many/d$((i % 9)); echo $i >many/d$((i % 9))/$i; done
          deep=deep; for i in $(seq 80); do deep=$deep/d; done; mkdir -p $deep; echo x >$deep/x
          for i in 1 2 3 4 5 6; do echo "  s$i: {cmd: cat many/d1/1 >o$i, deps: [many], outs: [o$i]}"; done >stages
          { echo stages:; cat stages; } >dvc.yaml
          """))
      try body(world, server)
    }
  }

  private static let commands = [
    "add many deep", "status", "repro -j 2", "push", "push -r web", "push -r plain", "status -c -r web",
    "fsck",
    "diff", "gc -w -f", "gc -w -f -c -r web", "checkout", "data status", "remote fsck web",
  ]
  private static let fetches = ["pull", "pull -r web", "pull -r plain", "pull -r web -j 40"]

  @Test func sixtyFourAreEnough() throws {
    try inProject { world, _ in
      for command in Self.commands {
        expectExit(try world.shell("ulimit -n 64; dvc \(command)"))
      }
      for command in Self.fetches {
        expectExit(try world.shell("rm -rf .dvc/cache many o1; ulimit -n 64; dvc \(command)"))
        expectExit(try world.shell("dvc status -q; ls many/d8/8 >/dev/null"))
      }
      expectExit(
        try world.shell(
          "git add -A; git commit -qm one; mkdir ../other; cd ../other; git init -q .; dvc init -q"))
      expectExit(try world.shell("cd ../other; ulimit -n 64; dvc import ../proj many"))
    }
  }

  @Test func lessIsAnErrorThatSaysWhatToDo() throws {
    try inProject { world, _ in
      for command in Self.commands + Self.fetches {
        for limit in [20, 14, 10] {
          if command.hasPrefix("pull") { expectExit(try world.shell("rm -rf many o1; dvc add -q deep")) }
          let outcome = try world.shell("ulimit -n \(limit); dvc \(command)")
          if outcome.exit == 0 { continue }
          #expect(outcome.stderr.contains("ERROR: "), "\(outcome)")
          #expect(outcome.stderr.contains("ulimit -n"), "\(limit): \(outcome)")
        }
        // Nothing was spoiled: with enough of them the same command works.
        expectExit(try world.shell("dvc \(command)"))
      }
      #expect(world.wrongObjects().isEmpty)
    }
  }
}
