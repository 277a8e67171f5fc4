import TestKit
import Testing

/// Promise 7: any number of processes of either tool on one project.
struct LockTests {
  private func inProject(_ body: (CrashWorld) throws -> Void) throws {
    try withScratch("locks") { scratch in
      try scratch.makeDirectory("proj")
      try scratch.makeDirectory("home")
      _ = try Places.linkNamedDvc(to: Places.cairn(), in: scratch)
      try scratch.symlink("bin/peer", to: Places.peer())
      let world = CrashWorld(scratch.root, bin: scratch.path("bin"), home: scratch.path("home"))
      expectExit(try world.shell("git init -q -b main .; dvc init -q"))
      try body(world)
    }
  }

  /// Each worker changes data of its own and some that all share. Whoever finds the lock taken says so and tries the
  /// next thing; nothing else may fail, and at the end both tools find everything in order.
  @Test func toolsWorkAtTheSameTime() throws {
    try inProject { world in
      let worker = """
        work() { tool=$1; me=$2; rounds=$3
          for i in $(seq $rounds); do
            mkdir -p d$me; echo $me-$i >d$me/f; echo $i >d$me/g$i
            for command in "add d$me" "status -q" "checkout d$me.dvc" "commit -f -q d$me.dvc" "checkout shared.dvc" "gc -w -f"; do
              $tool $command >>log$me 2>err$me && continue
              code=$?
              grep -qiE 'lock|busy|up to date' err$me || [ "$command" = "status -q" ] ||
                { echo "$tool $command: exit $code"; cat err$me; } >>failures
            done
          done; }
        echo shared >shared; dvc add -q shared
        work dvc 1 12 & work dvc 2 12 & work peer 3 3 & work peer 4 3 & wait
        for i in 1 2 3 4; do dvc add -q d$i; done
        cat failures 2>/dev/null || true
        """
      let outcome = try world.shell(worker)
      expectExit(outcome)
      #expect(outcome.stdout.isEmpty, "\(outcome)")
      #expect(world.wrongObjects().isEmpty)
      expectExit(try world.shell("dvc status -q; peer status -q"))
      // All is in the cache: what is removed comes back.
      expectExit(
        try world.shell("cp -r d1 ../keep; rm -r d1 d2 d3 d4 shared; dvc checkout -q; diff -r d1 ../keep"))
    }
  }

  @Test func namesWhoHoldsTheLock() throws {
    try inProject { world in
      let outcome = try world.shell(
        """
        printf 'stages:\\n  a:\\n    cmd: sleep 1\\n' >dvc.yaml
        exec 9<>.dvc/tmp/lock; flock 9; printf ' %s\\n' $$ >.dvc/tmp/lock
        touch -d '3 hours ago' .dvc/tmp/lock
        dvc add nothing 9>&- || true
        """)
      #expect(outcome.stderr.contains("Unable to acquire lock"), "\(outcome)")
      #expect(outcome.stderr.contains("It is held on "), "\(outcome)")
      #expect(outcome.stderr.contains("bash"), "\(outcome)")
      #expect(outcome.stderr.contains(" for 3 h."), "the age: \(outcome)")
    }
  }

  /// While a command of a stage runs, the other tool keeps its hands off what it reads and writes.
  @Test func honoursThePathsOfTheOther() throws {
    for (first, second) in [("dvc", "peer"), ("peer", "dvc")] {
      try inProject { world in
        let outcome = try world.shell(
          """
          echo 1 >in
          cat >dvc.yaml <<'END'
          stages:
            a: {cmd: 'cp in out; touch started; while [ ! -e go ]; do sleep 0.1; done', deps: [in], outs: [out]}
          END
          \(first) repro -q & job=$!
          while [ ! -e started ]; do sleep 0.1; done
          \(second) repro -f >text 2>&1 && echo "ran beside it"
          touch go; wait $job || echo "the first one failed"
          grep -q "busy" text || cat text
          \(second) status -q || echo "not up to date"
          """)
        expectExit(outcome)
        #expect(outcome.stdout.isEmpty, "\(first) first: \(outcome)")
      }
    }
  }

  @Test func takesOverFromTheDead() throws {
    try inProject { world in
      let outcome = try world.shell(
        """
        echo 1 >f; mkdir -p .dvc/tmp; printf ' 4194303\\n' >.dvc/tmp/lock
        printf '{"read": {}, "write": {"%s/f": {"pid": 4194303, "cmd": "dvc repro"}}}' "$PWD" >.dvc/tmp/rwlock
        dvc add -q f && dvc status -q
        """)
      expectExit(outcome)
    }
  }

  /// `core.hardlink_lock`: what lies in the lock's place, and the exit of `add`. `$H` is this host, 4194303 nobody.
  @Test(arguments: [
    ("nothing", ":", 0),
    ("what a flock leaves", "echo ' 12' >$L", 0),
    ("a living flock", "exec 9<>$L; flock 9; echo \" $$\" >$L", 1),
    (
      "a dead owner",
      "echo -n \"$L|$H|4194303|7\" >$L-4194303-7.lock; ln $L-4194303-7.lock $L; touch -d '+1 year' $L", 0
    ),
    ("a living owner", "echo -n \"$L|$H|$$|7\" >c; ln c $L; touch -d '+1 year' $L", 1),
    ("another host", "echo -n \"$L|elsewhere|4194303|7\" >c; ln c $L; touch -d '+1 year' $L", 1),
    ("a year ago", "echo -n \"$L|elsewhere|4194303|7\" >c; ln c $L; touch -d '-1 hour' $L", 0),
    ("the other tool", "echo -n $PWD/.dvc/tmp/0123.lock >c; ln c $L; touch -d '+1 year' $L", 1),
    ("a directory", "mkdir $L", 255),
    ("a link", "ln -s ../../f $L", 255),
  ]) func linksAreLocks(_ name: String, _ script: String, _ exit: Int32) throws {
    try inProject { world in
      let outcome = try world.shell(
        """
        dvc config core.hardlink_lock true; echo 1 >f
        mkdir -p .dvc/tmp; rm -f .dvc/tmp/lock; L=$PWD/.dvc/tmp/lock; H=$(cat /proc/sys/kernel/hostname)
        \(script); code=0; dvc add -q f 9>&- || code=$?; ls .dvc/tmp; exit $code
        """)
      expectExit(outcome, exit)
      if exit == 0 { #expect(!outcome.stdout.contains("lock"), "\(name): \(outcome)") }
    }
  }

  @Test func linksExcludeTheOtherTool() throws {
    try inProject { world in
      let outcome = try world.shell(
        """
        dvc config core.hardlink_lock true; rm -f .dvc/tmp/lock
        work() { for i in 1 2 3; do echo $i >$1; $2 --wait-for-lock add -q $1 || echo "$2 failed"; done; }
        work a dvc & work b dvc & work c peer & wait
        dvc status -q && ls .dvc/tmp | grep lock$ || true
        """)
      #expect(outcome.stdout == "rwlock\n" || outcome.stdout.isEmpty, "\(outcome)")
    }
  }
}
