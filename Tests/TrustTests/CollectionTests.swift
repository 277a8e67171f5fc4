import TestKit
import Testing

/// Promise 6: what `gc` keeps in each situation, beside what the real dvc keeps, and that all of the rest comes back.
struct CollectionTests {
  /// The content that is looked for afterwards is "need\n".
  struct Situation: Sendable, CustomStringConvertible {
    let description: String
    let script: String
    /// Flags to whether it is kept.
    let kept: [(flags: String, isKept: Bool)]

    init(_ description: String, _ script: String, keeping: [String], losing: [String] = []) {
      self.description = description
      self.script = script
      kept = keeping.map { ($0, true) } + losing.map { ($0, false) }
    }
  }

  private static let track = "echo need >f; dvc add -q f; "
  private static let commit = track + "git commit -qam need; "
  private static let back = "git checkout -q main; dvc checkout -q -f; "
  private static let detached = "git checkout -q --detach; " + commit
  /// Another project whose cache is this one's.
  private static let neighbour =
    "mkdir ../n; cd ../n; git init -q; dvc init -q; dvc cache dir -q ../proj/.dvc/cache; "
  /// Two sides of a conflict; no branch names the other one.
  private static let sides =
    "git checkout -qb x; \(commit)git checkout -q main; echo mine >f; dvc add -q f; git commit -qam mine; "
  private static let tree =
    "git worktree add -q --detach ../t; cd ../t; dvc cache dir -q --local ../proj/.dvc/cache; "

  static let situations = [
    Situation(
      "branch", "git checkout -qb x; " + commit + back, keeping: ["-a", "-A", "--rev x"], losing: ["-w"]),
    Situation(
      "older commit", "git checkout -qb x; \(commit)echo z >f; dvc add -q f; git commit -qam z; " + back,
      keeping: ["-a -n 2", "--rev x -n 2", "-A", "--date 2020-01-01"], losing: ["-a", "--rev x"]),
    Situation(
      "remote-tracking", detached + "git update-ref refs/remotes/o/y HEAD; " + back,
      keeping: ["-A", "--date 2020-01-01", "--rev o/y"], losing: ["-a"]),
    Situation("light tag", detached + "git tag t; " + back, keeping: ["-T", "-A"], losing: ["-w"]),
    Situation("annotated tag", detached + "git tag -am m t; " + back, keeping: ["-T", "-A", "--rev t"]),
    Situation("other reference", detached + "git update-ref refs/keep/me HEAD; " + back, keeping: ["-A"]),
    Situation("detached HEAD", detached + "echo z >f; dvc add -q f; ", keeping: ["-A"], losing: ["-w"]),
    Situation("stash", track + "git stash -q; dvc checkout -q", keeping: ["-w"]),
    Situation(
      "older stash", track + "git stash -q; echo z >f; dvc add -q f; git stash -q; dvc checkout -q",
      keeping: ["-w"]),
    Situation(
      "untracked files of a stash", "echo need >g; dvc add -q g; git stash -qu; dvc checkout -q",
      keeping: ["-w"]),
    Situation(
      "index of a stash", track + "git add f.dvc; echo z >f; dvc add -q f; git stash -q; dvc checkout -qf",
      keeping: ["-w"]),
    Situation("index", track + "git add f.dvc; echo z >f; dvc add -q f", keeping: ["-w"]),
    Situation("HEAD alone", commit + "echo z >f; dvc add -q f", keeping: ["-a"], losing: ["-w"]),
    Situation("work tree", tree + track, keeping: ["-w"]),
    Situation(
      "index of a work tree", tree + track + "git add f.dvc; echo z >f; dvc add -q f", keeping: ["-w"]),
    Situation("HEAD of a work tree", tree + commit + "echo z >f; dvc add -q f", keeping: ["-w"]),
    Situation("work tree on a missing disk", tree + commit + "cd ..; mv t away", keeping: ["-w"]),
    Situation(
      "conflict", sides + "git merge -q x || true; git branch -Dq x; git checkout -q --ours f.dvc",
      keeping: ["-w"]),
    Situation(
      "unfinished merge",
      sides + "git merge -q x || true; git branch -Dq x; git checkout -q --ours f.dvc; git add f.dvc",
      keeping: ["-w"]),
    Situation(
      "unfinished cherry-pick",
      sides + "git cherry-pick x || true; git branch -Dq x; git checkout -q --ours f.dvc; git add f.dvc",
      keeping: ["-w"]
    ),
    Situation(
      "unfinished rebase",
      "echo m >f; dvc add -q f; git commit -qam m; git checkout -qb x HEAD~1; echo z >f; dvc add -q f; git commit -qam z; "
        + commit + "git rebase -q main || true; git checkout -q --ours f.dvc; dvc checkout -q f.dvc",
      keeping: ["-w"]),
    Situation(
      "bisect",
      detached + back + "git bisect start; git bisect bad HEAD@{1}; git bisect good main || true; " + back,
      keeping: ["-w"]),
    Situation(
      "reflog alone", commit + "git reset -q --hard HEAD~1; dvc checkout -q", keeping: [], losing: ["-A"]),
    Situation(
      "experiment", detached + "git update-ref refs/exps/ab/cdef/name HEAD; " + back,
      keeping: ["-w", "--all-experiments"]
    ),
    Situation(
      "queued experiment",
      detached + "git update-ref --create-reflog -m q refs/exps/celery/stash HEAD; " + back,
      keeping: ["-w"]),
    Situation(
      "run cache",
      "dvc stage add -q -n s -o o -d f 'cat f; echo need >o'; dvc repro -q; sed -i s/need/other/ dvc.yaml; dvc repro -q",
      keeping: ["-w"]),
    Situation(
      "running stage",
      "dvc stage add -q -n a -o o -d f 'cat f; echo need >o'; dvc stage add -q -n b -d o 'touch on; while [ ! -e go ]; do sleep .1; done'; "
        + "(dvc repro -q >/dev/null 2>&1 &); while [ ! -e on ]; do sleep .1; done",
      keeping: ["-w --no-run-cache"]),
    Situation(
      "project inside this one",
      "mkdir s; cd s; dvc init -q --subdir; dvc cache dir -q ../.dvc/cache; echo need >g; dvc add -q g",
      keeping: ["-w"]),
    Situation("neighbour", neighbour + track, keeping: ["-w", "-w -p ../n"]),
    Situation(
      "branch of a neighbour",
      neighbour + track
        + "git add -A; git commit -qm n; git checkout -qb z; dvc remove -q f.dvc; git commit -qam z",
      keeping: ["-w"]),
    Situation("neighbour that is gone", neighbour + track + "cd ..; rm -r n", keeping: [], losing: ["-w"]),
    Situation(
      "cache behind a link",
      "mv .dvc/cache ../c; ln -s ../../c .dvc/cache; mkdir ../n; cd ../n; git init -q; dvc init -q; ln -s ../../c .dvc/cache; "
        + track, keeping: ["-w"]),
  ]

  private static let needed = "files/md5/38/310b9266a4602d4b61151f4aa86fe1"

  @Test(arguments: situations) func keepsWhatIsNeeded(_ situation: Situation) throws {
    try withScratch("collection") { scratch in
      for name in ["proj", "home"] { try scratch.makeDirectory(name) }
      _ = try Places.linkNamedDvc(to: Places.cairn(), in: scratch)
      try scratch.symlink("bin/peer", to: Places.peer())
      let world = CrashWorld(scratch.root, bin: scratch.path("bin"), home: scratch.path("home"))
      expectExit(
        try world.shell(
          "git init -q -b main; dvc init -q; echo base >f; dvc add -q f; git add -A; git commit -qm base"))
      expectExit(try world.shell(situation.script))
      let cache = scratch.path(scratch.exists("c") ? "c" : "proj/.dvc/cache")
      let before = Self.objects(cache)
      #expect(before[Self.needed] != nil)
      for (flags, isKept) in situation.kept {
        let outcome = try world.shell("dvc gc -f " + flags)
        expectExit(outcome)
        let kept = Self.objects(cache)
        #expect((kept[Self.needed] != nil) == isKept, "gc \(flags): \(outcome)")
        expectExit(try world.shell("dvc gc --restore"))
        #expect(Self.objects(cache) == before, "gc \(flags): not all came back")
        if flags.contains("--no-run-cache") { continue }
        // What dvc keeps is a part of what we keep.
        expectExit(try world.shell("cp -a \(cache) ../copy; peer gc -f \(flags)"))
        #expect(Self.objects(cache).keys.allSatisfy { kept[$0] != nil }, "gc \(flags)")
        expectExit(try world.shell("rm -rf \(cache)/files; mv ../copy/files \(cache); rm -rf ../copy"))
      }
      _ = try world.shell("touch go")
    }
  }

  /// By their place below the cache.
  private static func objects(_ cache: String) -> [String: TreeSnapshot.Entry] {
    TreeSnapshot(of: cache, leavingOut: [".cairn"]).entries.filter {
      $0.key.hasPrefix("files/md5/") && !$0.key.hasSuffix(".tmp")
        && !$0.value.description.hasPrefix("directory")
    }
  }
}
