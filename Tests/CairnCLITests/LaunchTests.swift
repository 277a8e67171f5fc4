import TestKit
import Testing

/// The built program, as a shell meets it.
struct LaunchTests {
  private func shell(_ script: String) throws -> Outcome {
    try withScratch("launch") { scratch in
      try scratch.makeDirectory("home")
      try scratch.makeDirectory("bin")
      let cairn = try Places.cairn()
      try scratch.symlink("bin/cairn", to: cairn)
      try scratch.symlink("bin/dvc", to: cairn)
      var environment = fixedEnvironment(home: scratch.path("home"))
      environment["PATH"] = scratch.path("bin") + ":" + (environment["PATH"] ?? "/usr/bin:/bin")
      return try Program("/bin/bash", in: scratch.root, environment: environment).run(["-c", script])
    }
  }

  @Test func tellsVersions() throws {
    #expect(try shell("dvc --version").stdout == "3.67.1\n")
    #expect(try shell("dvc -V").stdout == "3.67.1\n")
    #expect(try shell("cairn -q --version").stdout.hasSuffix("compatible with DVC 3.67.1\n"))
  }

  @Test func exitsAsThePeer() throws {
    let unknown = try shell("dvc nosuch")
    #expect(unknown.exit == 254)
    #expect(
      unknown.stderr.hasPrefix("ERROR: argument command: invalid choice: 'nosuch' (choose from 'add', "))
    #expect(unknown.stdout.hasPrefix("usage: dvc "))
    let outside = try shell("dvc root")
    #expect(outside.exit == 253)
    #expect(
      outside.stderr.hasPrefix("ERROR: you are not inside of a DVC repository (checked up to mount point"))
    #expect(try shell("dvc add --help").exit == 0)
    #expect(try shell("dvc -q root").stderr == "")
  }

  @Test func goesToADirectoryFirst() throws {
    let outcome = try shell(
      "mkdir -p a/b; dvc --cd a init --no-scm -q; dvc --cd a/b root; dvc --cd nosuch root")
    #expect(outcome.stdout == "..\n")
    #expect(outcome.exit == 255)
    #expect(
      outcome.stderr
        == "ERROR: unexpected error - [Errno 2] No such file or directory: 'nosuch'\n\nHaving any troubles? Hit us up at "
        + "https://dvc.org/support, we are always happy to help!\n")
  }

  @Test func namesItselfInHints() throws {
    let script = "git init -q; NAME init -q; echo 1 >f; NAME add f"
    func hint(_ name: String) throws -> String {
      let words = script.split(separator: " ").map { $0 == "NAME" ? name : String($0) }
      return try shell(words.joined(separator: " ")).stdout
    }
    #expect(try hint("dvc").contains("\tdvc config core.autostage true\n"))
    #expect(try hint("cairn").contains("\tcairn config core.autostage true\n"))
  }

  @Test func endsWhenNobodyReads() throws {
    // The reader is gone before anything is written.
    let outcome = try shell(
      "{ sleep 0.3; cairn completion; echo $? >&2; } | true; cairn version >/dev/full")
    #expect(outcome.stderr == "141\nERROR: the output could not be written: No space left on device\n")
    #expect(outcome.exit == 255)
  }

  @Test func endsOnInterrupt() throws {
    let outcome = try shell(
      """
      mkfifo input; exec 3<>input
      env --default-signal=INT cairn check-ignore --stdin <input &
      child=$!
      until grep -q 'SigCgt:.*[2367abef]$' /proc/$child/status; do sleep 0.01; done
      kill -INT $child; wait $child; echo $?
      """)
    #expect(outcome.stdout == "252\n")
    #expect(outcome.stderr == "ERROR: interrupted by the user\n")
  }

  @Test func printsJSONInOneLineIntoPipes() throws {
    let outcome = try shell("git init -q; dvc init -q; dvc status --json; dvc status --json | cat")
    #expect(outcome.stdout == "{}\n{}\n")
  }

  @Test func writesManualPages() throws {
    let outcome = try shell(
      "cairn --generate-man man && ls man | wc -l && grep -c 'SH SYNOPSIS' man/cairn-add.1")
    #expect(outcome.exit == 0)
    #expect(Int(outcome.stdout.split(separator: "\n")[0]) ?? 0 > 30)
  }
}
