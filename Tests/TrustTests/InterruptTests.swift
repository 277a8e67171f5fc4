import Files
import Foundation
import TestKit
import Testing

/// Ctrl-C at random moments: the command ends at once with the peer's exit code, nothing is broken, and the same
/// command goes on from there.
struct InterruptTests {
  struct Command: Sendable, CustomTestStringConvertible {
    let words: [String]
    /// Makes something to do for it, again and again.
    let before: String
    var testDescription: String { words.joined(separator: " ") }
  }

  static let commands = [
    Command(words: ["add", "data"], before: "rm -rf .dvc/cache .dvc/tmp/cairn"),
    Command(words: ["status"], before: "rm -rf .dvc/tmp/cairn"),
    Command(words: ["checkout", "data.dvc"], before: "rm -rf data .dvc/tmp/cairn"),
    Command(words: ["push"], before: "rm -rf ../store"),
    Command(words: ["fetch"], before: "rm -rf .dvc/cache .dvc/tmp/cairn"),
    Command(
      words: ["gc", "-w", "-f"],
      before: """
        rm -rf u u.dvc; mkdir u
        head -c 1500000 /dev/urandom | split -a 4 -b 500 - u/f
        dvc add -q u; rm -rf u u.dvc
        """),
  ]

  @Test(arguments: commands)
  func stopsAtOnceAndGoesOn(_ command: Command) throws {
    try withScratch("interrupt") { scratch in
      try scratch.makeDirectory("proj")
      try scratch.makeDirectory("home")
      _ = try Places.linkNamedDvc(to: Places.cairn(), in: scratch)
      let world = CrashWorld(scratch.root, bin: scratch.path("bin"), home: scratch.path("home"))
      expectExit(
        try world.shell(
          """
          git init -q -b main .; dvc init -q; dvc remote add -q -d r ../store; mkdir -p data/{a,b,c}/{1,2,3}
          for d in data/*/*; do head -c 2000000 /dev/urandom | split -a 4 -b 8000 - $d/f; done
          head -c 100000000 /dev/urandom >data/large
          dvc add -q data; dvc push -q; (cd data; find . -type f | sort | xargs md5sum) >../before
          """))
      var random = SeededRandom(seed: command.words.joined().utf8.reduce(7) { $0 &* 31 &+ UInt64($1) })
      expectExit(try world.shell(command.before))
      let whole = try Run(world, command.words, interruptAfter: nil)
      #expect(whole.exit == 0)
      var seconds = whole.seconds
      var interrupted = 0
      // Twice in the middle; on a busy machine a run may be over before its signal.
      for _ in 0..<6 where interrupted < 2 {
        expectExit(try world.shell(command.before))
        let share = Double(10 + random.int(below: 80)) / 100
        let run = try Run(world, command.words, interruptAfter: seconds * share)
        if run.exit == 0 { seconds = min(seconds, run.seconds) }
        #expect([0, 252].contains(run.exit), "exit \(run.exit)")
        if run.exit == 252 {
          interrupted += 1
          // Work, not waiting: the machine may be busy.
          #expect(run.workAfterInterrupt < 1, "\(run.workAfterInterrupt) s of work after the signal")
        }
        #expect(world.wrongObjects().isEmpty)
        expectExit(
          try world.shell("dvc \(command.words.joined(separator: " ")); dvc checkout -q -f data.dvc"))
        expectExit(
          try world.shell(
            """
            dvc status -q; (cd data; find . -type f | sort | xargs md5sum) | cmp - ../before
            test -z "$(find . -path ./.git -prune -o -name '.cairn*' -print)"
            """))
      }
      #expect(interrupted > 0, "no run was long enough to be interrupted: \(seconds) s")
    }
  }

  /// One run in a process of its own, which gets SIGINT after some time.
  private struct Run {
    let exit: Int32
    let seconds: Double
    /// Seconds of processor time from the signal to the end.
    let workAfterInterrupt: Double

    init(_ world: CrashWorld, _ words: [String], interruptAfter delay: Double?) throws {
      // Unlike Foundation's Process this one starts with no signal blocked.
      var request = ChildProcess.Request(
        [world.dvc.path] + words, environment: world.dvc.environment.map { "\($0)=\($1)" },
        directory: world.project)
      (request.standardInput, request.output, request.error) = (.null, .null, .null)
      let start = Date()
      let process = try ChildProcess.start(request)
      var before = 0.0
      if let delay {
        Thread.sleep(forTimeInterval: delay)
        before = Self.work(of: process.pid) ?? 0
        process.signal(SIGINT)
      }
      var last = before
      var end: ChildExit?
      while end == nil {
        last = Self.work(of: process.pid) ?? last
        Thread.sleep(forTimeInterval: 0.002)
        end = try process.poll()
      }
      exit = if case .exited(let code)? = end { code } else { -1 }
      seconds = Date().timeIntervalSince(start)
      workAfterInterrupt = last - before
    }

    /// Seconds of processor time a running process has had.
    private static func work(of process: Int32) -> Double? {
      guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
        let fields = text.split(separator: ")").last?.split(separator: " "), fields.count > 12,
        let user = Double(fields[11]), let system = Double(fields[12])
      else { return nil }
      return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }
  }
}
