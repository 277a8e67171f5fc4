import Hashing
import TestKit
import Testing

/// Promises 8 and 9 on the built program: repositories and remotes that somebody made to do harm.
struct HostileTests {
  /// A project in `proj`, with room beside it that nothing may touch.
  private struct World {
    let scratch: Scratch
    let project: Scratch
    let dvc: Program

    init(_ scratch: Scratch) throws {
      self.scratch = scratch
      project = try scratch.sub("proj")
      try scratch.makeDirectory("home")
      let link = try Places.linkNamedDvc(to: Places.cairn(), in: scratch)
      var environment = fixedEnvironment(home: scratch.path("home"))
      environment["PATH"] = scratch.path("bin") + ":" + (environment["PATH"] ?? "/usr/bin:/bin")
      dvc = Program(link, in: project.root, environment: environment)
      expectExit(try shell("git init -q -b main . && dvc init -q"))
    }

    func shell(_ script: String) throws -> Outcome {
      try Program("/bin/bash", in: project.root, environment: dvc.environment).run(["-ec", script])
    }

    @discardableResult
    func object(_ text: String, isTree: Bool = false) throws -> String {
      let id = ObjectID(Hash.digest(Array(text.utf8), .md5), algorithm: .md5, isTree: isTree).description
      try project.write(text, to: ".dvc/cache/files/md5/\(id.prefix(2))/\(id.dropFirst(2))", mode: 0o444)
      return id
    }

    func pointer(_ id: String, to path: String, more: String = "") throws {
      try project.write("outs:\n- md5: \(id)\n  size: 2\n  hash: md5\n\(more)  path: \(path)\n", to: "x.dvc")
    }

    func tree(_ path: String) throws -> String {
      let file = try object("x\n")
      return try object("[{\"md5\": \"\(file)\", \"relpath\": \"\(path)\"}]", isTree: true)
    }
  }

  private func inWorld(_ body: (World) throws -> Void) throws {
    try withScratch("hostile") { try body(World($0)) }
  }

  @Test(arguments: [
    "../evil", "/tmp/cairn-evil", "a/../../evil", "", ".", "..", "a//b", "a/", "/", "nul\\u0000x",
    ".git/hooks/post-checkout",
    "sub/.GIT/config", ".dvc/config",
  ]) func refusesEntriesThatLeadElsewhere(_ path: String) throws {
    try inWorld { world in
      try world.pointer(world.tree(path), to: "d")
      let before = TreeSnapshot(of: world.scratch.root, leavingOut: ["tmp"])
      let outcome = try world.dvc("checkout", "--force")
      expectExit(outcome, 255)
      #expect(outcome.stderr.contains("is not allowed"), "\(outcome)")
      #expect(TreeSnapshot(of: world.scratch.root, leavingOut: ["tmp"]).differences(from: before).isEmpty)
    }
  }

  @Test func writesThroughNoLinkInTheWorkspace() throws {
    try inWorld { world in
      try world.scratch.makeDirectory("outside")
      try world.scratch.write("keep", to: "outside/b")
      try world.pointer(world.tree("b"), to: "d")
      try world.project.symlink("d", to: "../outside")
      expectExit(try world.dvc("checkout"), 255)
      expectFile("outside/b", in: world.scratch, is: "keep")
      // With --force the link itself goes.
      expectExit(try world.dvc("checkout", "--force"))
      expectFile("outside/b", in: world.scratch, is: "keep")
      expectFile("d/b", in: world.project, is: "x\n")
      // Below a tracked directory, and above an output.
      try world.project.remove("d")
      try world.project.makeDirectory("d")
      try world.project.symlink("d/s", to: "../../outside")
      try world.pointer(world.tree("s/b"), to: "d")
      expectExit(try world.dvc("checkout", "--force"), 255)
      try world.pointer(world.object("x\n"), to: "d/s/b")
      expectExit(try world.dvc("checkout", "--force"), 255)
      expectFile("outside/b", in: world.scratch, is: "keep")
    }
  }

  /// A directory is swapped for a link and back, as fast as it goes, while checkouts run.
  @Test func losesNoRaceAgainstLinks() throws {
    try inWorld { world in
      try world.scratch.makeDirectory("outside")
      let names = (0..<200).map { "{\"md5\": \"\(Self.digest)\", \"relpath\": \"s/f\(String($0 + 1000))\"}" }
      try world.object("x\n")
      let list = "[" + names.joined(separator: ", ") + "]"
      try world.pointer(world.object(list, isTree: true), to: "d")
      let outcome = try world.shell(
        """
        mkdir -p d/s
        ( while :; do mv -T d/s d/real 2>/dev/null; ln -sT ../../outside d/s 2>/dev/null; rm -f d/s 2>/dev/null
          mv -T d/real d/s 2>/dev/null; done ) & swapper=$!
        for i in 1 2 3 4 5 6 7 8 9 10 11 12; do dvc checkout --force x.dvc >/dev/null 2>&1 || true
          rm -rf d/s/f1* 2>/dev/null || true; done
        kill $swapper; wait $swapper 2>/dev/null || true
        ls ../outside
        """)
      #expect(outcome.stdout.isEmpty, "\(outcome)")
    }
  }

  private static let digest = ObjectID(Hash.digest(Array("x\n".utf8), .md5), algorithm: .md5, isTree: false)
    .description

  @Test(arguments: ["../keep", "wdir"]) func touchesNothingOutsideOfTheProject(_ path: String) throws {
    try inWorld { world in
      try world.scratch.write("keep", to: "keep")
      let id = try world.object("x\n")
      if path == "wdir" {
        try world.project.write(
          "wdir: ..\nouts:\n- md5: \(id)\n  size: 2\n  hash: md5\n  path: keep\n", to: "x.dvc")
      } else {
        try world.pointer(id, to: path)
      }
      for command in [
        ["status"], ["checkout", "--force"], ["commit", "-f"], ["remove", "x.dvc", "--outs"],
      ] {
        try world.dvc.run(command)
        expectFile("keep", in: world.scratch, is: "keep")
      }
    }
  }

  @Test func deletesNoOutputOutsideBeforeARun() throws {
    try inWorld { world in
      try world.scratch.write("keep", to: "keep")
      try world.project.write(
        "stages:\n  a:\n    cmd: echo hi\n    outs:\n    - ../keep:\n        cache: false\n", to: "dvc.yaml")
      try world.dvc("repro")
      expectFile("keep", in: world.scratch, is: "keep")
    }
  }

  @Test(arguments: [".git/hooks/post-checkout", ".dvc/config", "sub/.git/config"])
  func refusesOutputsOfGitAndDvcThemselves(_ path: String) throws {
    try inWorld { world in
      try world.pointer(world.object("x\n"), to: path, more: "  isexec: true\n")
      let outcome = try world.dvc("checkout", "--force")
      expectExit(outcome, 255)
      #expect(outcome.stderr.contains("is ignored by"), "\(outcome)")
      #expect(!world.project.exists(".git/hooks/post-checkout") && !world.project.exists("sub/.git/config"))
    }
  }

  @Test func writesNoFileOfItsOwnThroughALinkOutside() throws {
    try inWorld { world in
      try world.scratch.write("keep\n", to: "keep")
      try world.project.write("1\n", to: "f")
      try world.project.symlink(".gitignore", to: "../keep")
      let outcome = try world.dvc("add", "f")
      expectExit(outcome, 255)
      #expect(outcome.stderr.contains(".gitignore"), "\(outcome)")
      expectFile("keep", in: world.scratch, is: "keep\n")
    }
  }

  /// What a stranger's repository says to run is not run by looking at it.
  @Test func runsNothingOfAStrangers() throws {
    try inWorld { world in
      try world.project.write("x\n", to: "data.csv")
      try world.project.write("p: 1\n", to: "params.yaml")
      try world.project.write("import os\nos.system('touch ../ran')\nX = 1\n", to: "params.py")
      try world.project.write(
        "stages:\n  a:\n    cmd: touch ../ran\n    params:\n    - p\n    - params.py:\n      - X\n    outs:\n    - o\n",
        to: "dvc.yaml")
      expectExit(try world.dvc("add", "data.csv"))
      try world.project.write(
        "[core]\n    remote = r\n['remote \"r\"']\n    url = ../remote\n    ask_password = false\n",
        to: ".dvc/config")
      for command in [
        ["status"], ["checkout"], ["pull"], ["fetch"], ["diff"], ["data", "status"], ["dag"],
        ["stage", "list"], ["params", "diff"],
        ["metrics", "show"], ["ls", "."],
      ] {
        try world.dvc.run(command)
        expectAbsent("ran", in: world.scratch)
      }
    }
  }

  /// Numbers and depths that nobody means.
  @Test(arguments: [
    "size: 9223372036854775807", "size: -9223372036854775808", "size: 1e30", "size: .nan", "nfiles: -1",
    "size: 99999999999999999999999999",
  ]) func endsOnAbsurdNumbers(_ line: String) throws {
    try inWorld { world in
      for name in ["x", "y"] {
        for suffix in ["", ".dir"] {
          try world.project.write(
            "outs:\n- md5: d3b07384d113edec49eaa6238ad5ff00\(suffix)\n  \(line)\n  path: \(name)\(suffix)\n",
            to: "\(name)\(suffix).dvc")
        }
      }
      for command in [
        "du .", "ls . -R", "status", "data status", "checkout", "diff", "gc -w -f", "status -c",
      ] {
        let outcome = try world.dvc.run(command.split(separator: " ").map(String.init))
        #expect(
          (0...1).contains(outcome.exit) || (250...255).contains(outcome.exit), "\(command): \(outcome)")
      }
    }
  }

  @Test func listsDeepPathsInNoTime() throws {
    try inWorld { world in
      try world.pointer("d3b07384d113edec49eaa6238ad5ff00", to: String(repeating: "a/", count: 500) + "x")
      // In a debug build, too, a second each; 20 minutes when each level asked all others.
      expectExit(try world.dvc("du", "."))
      expectExit(try world.dvc("ls", ".", "-R"))
    }
  }

  @Test func endsOnBombsAndDepth() throws {
    try inWorld { world in
      var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
      for i in 1..<12 {
        bomb += "a\(i): &a\(i) [" + Array(repeating: "*a\(i - 1)", count: 10).joined(separator: ", ") + "]\n"
      }
      let deep = String(repeating: "[", count: 100_000)
      for text in [bomb, "stages: " + deep, "stages: {}\nx: " + String(repeating: "{a: ", count: 50_000)] {
        try world.project.write(text, to: "dvc.yaml")
        let outcome = try world.dvc("status")
        expectExit(outcome, 1)
        #expect(outcome.stderr.utf8.count < 20_000)
      }
      try world.project.write(
        "stages:\n  a:\n    cmd: x\n    params:\n    - p.json:\n      - q\n", to: "dvc.yaml")
      try world.project.write(deep, to: "p.json")
      let outcome = try world.dvc("status")
      #expect(outcome.exit < 128 || outcome.exit == 255, "\(outcome)")
    }
  }

  /// What can be neither hashed nor followed, each with the peer's exit code.
  @Test(arguments: [
    ("mkfifo d/x", 1), ("ln -s nowhere d/x", 1), ("ln -s x d/x", 1),
    ("python3 -c 'import socket; socket.socket(1).bind(\"d/x\")'", 1),
  ]) func refusesWhatIsNoData(_ script: String, _ exit: Int32) throws {
    try inWorld { world in
      expectExit(try world.shell("mkdir d; echo 1 >d/a; \(script)"))
      let outcome = try world.dvc("add", "d")
      expectExit(outcome, exit)
      #expect(outcome.stderr.contains("d/x"), "\(outcome)")
      expectAbsent("d.dvc", in: world.project)
    }
  }

  @Test func bearsOddNames() throws {
    try inWorld { world in
      let names = [
        "a\nb", "q\"x'", "é ü", "-rf", String(repeating: "n", count: 255), "$(touch ran)", "\u{1F600}",
        "a\\b", "tab\t",
      ]
      for name in names { try world.project.write(name, to: "d/" + name) }
      expectExit(try world.dvc("add", "d"))
      try world.project.remove("d")
      expectExit(try world.dvc("checkout"))
      for name in names { expectFile("d/" + name, in: world.project, is: name) }
      expectExit(try world.dvc("status", "--quiet"))
    }
  }

  @Test func keepsSecretsToItself() throws {
    try inWorld { world in
      expectExit(try world.dvc("remote", "add", "-d", "r", "https://user:hunter2@127.0.0.1:9/x"))
      expectExit(try world.dvc("remote", "modify", "--local", "r", "password", "hunter2"))
      #expect(try world.project.mode(".dvc/config.local") == 0o600)
      try world.project.write("1\n", to: "f")
      expectExit(try world.dvc("add", "f"))
      let outcome = try world.dvc("push", "-v")
      #expect(outcome.exit != 0)
      #expect(!outcome.stderr.contains("hunter2") && !outcome.stdout.contains("hunter2"), "\(outcome)")
      for command in [
        "remote modify -v --local r password hunter2", "remote list", "remote doctor",
        "import-url -v https://hunter2@127.0.0.1:9/x",
        "get -v https://u:hunter2@127.0.0.1:9/x y", "list-url -v http://127.0.0.1:9/x?sig=hunter2", "doctor",
        "status -c -vv",
        "fetch -vv", "gc -c -w -f -v",
      ] {
        let outcome = try world.dvc.run(command.split(separator: " ").map(String.init))
        #expect(
          !outcome.stderr.contains("hunter2") && !outcome.stdout.contains("hunter2"), "\(command): \(outcome)"
        )
      }
      // Nor what is remembered of this.
      expectExit(try world.shell("! grep -r hunter2 .dvc/tmp ../home"))
    }
  }
}
