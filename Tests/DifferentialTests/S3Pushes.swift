import Foundation
import TestKit
import Testing

/// Pushes to a real object store that end early, or meet a bucket that others touched.
@Suite struct S3Pushes {
  /// Ten times killed at a moment drawn by lot, then finished: all is there, and nothing was sent twice as a whole.
  @Test func killedTenTimesAndFinished() throws {
    try withScratch("kills") { scratch in
      let bench = try S3Bench(scratch)
      try bench.makeBucket("kills")
      let tool = try Places.linkNamedDvc(to: Places.cairn(), in: scratch)
      let (here, dvc) = try bench.project("p", tool, "s3://kills/p")
      try RandomTree(files: 150, seed: 3).write(to: here, under: "data")
      var random = SeededRandom(seed: 11)
      // One that goes up in parts.
      try here.write(random.bytes(80 << 20), to: "big")
      expectExit(try bench.shell("chmod", "-R", "a-x,a+X", "data", in: here))
      expectExit(try dvc("add", "-q", "data", "big"))
      for _ in 0..<10 {
        let wait = Double(random.next() % 600) / 1000
        // The shell ends the push without asking it.
        let script = "\"$0\" push -q & sleep \(wait); kill -9 $! 2>/dev/null; wait"
        _ = try Program("/bin/sh", in: here.root, environment: bench.environment()).run(["-c", script, tool])
      }
      expectExit(try dvc("push"))
      #expect(try dvc("push").stdout == "Everything is up to date.\n")
      #expect(try dvc("status", "-c").stdout.contains("in sync"))
      let check = Program(try Places.cairn(), in: here.root, environment: bench.environment())
      expectExit(try check("remote", "fsck", "--read"))
      try FileManager.default.copyItem(atPath: here.path("data"), toPath: scratch.path("copy"))
      let bytes = try here.bytes("big")
      for path in [".dvc/cache", "data", "big"] { try here.remove(path) }
      expectExit(try dvc("pull"))
      #expect(try here.bytes("big") == bytes)
      expectSameTree(here.path("data"), scratch.path("copy"))
    }
  }

  /// What a clone remembers of a remote is noticed to be wrong, and costs nothing when it is lost.
  @Test func objectsThatWentAwayAreSentAgain() throws {
    try withScratch("memory") { scratch in
      let bench = try S3Bench(scratch)
      try bench.makeBucket("memory")
      let tool = try Places.linkNamedDvc(to: Places.cairn(), in: scratch)
      let (here, dvc) = try bench.project("p", tool, "s3://memory/p")
      for number in 0..<60 { try here.write("file \(number)", to: "data/\(number)") }
      expectExit(try dvc("add", "-q", "data"))
      #expect(try dvc("push").stdout == "61 files pushed\n")
      try here.write("new", to: "data/new")
      expectExit(try dvc("add", "-q", "data"))
      #expect(try dvc("push").stdout == "2 files pushed\n")
      // A clone that fetched the directory knows as much of it as the one that pushed it.
      let memory = ".dvc/tmp/cairn/remotes"
      func remembered() throws -> [Substring] {
        let names = try FileManager.default.contentsOfDirectory(atPath: here.path(memory))
        return try names.flatMap { try here.text("\(memory)/\($0)").split(separator: "\n") }
      }
      let pushed = try remembered()
      for path in [".dvc/tmp/cairn", ".dvc/cache"] { try here.remove(path) }
      expectExit(try dvc("fetch"))
      #expect(try remembered() == Array(pushed.suffix(1)))
      // Somebody deletes the files, but not the directory objects that vouch for them.
      try bench.python(
        """
        for o in c.list_objects_v2(Bucket="memory", Prefix="p/")["Contents"]:
            if not o["Key"].endswith(".dir"): c.delete_object(Bucket="memory", Key=o["Key"])
        """)
      #expect(try dvc("push").stdout == "61 files pushed\n")
      try here.remove(".dvc/tmp/cairn")
      #expect(try dvc("push").stdout == "Everything is up to date.\n")
      try here.write("more", to: "data/more")
      expectExit(try dvc("add", "-q", "data"))
      #expect(try dvc("push").stdout == "2 files pushed\n")
    }
  }

  /// Every kind of remote is looked over by what commands do with it.
  @Test func doctors() throws {
    try withScratch("doctor") { scratch in
      let bench = try S3Bench(scratch)
      try bench.makeBucket("doctor")
      let (here, cairn) = try bench.project("p", try Places.cairn(), "s3://doctor/p")
      let port = try WebServer.freePort()
      for (name, url) in [
        ("dir", scratch.path("remote")), ("file", here.path(".dvc/config")),
        ("http", "http://127.0.0.1:\(port)"),
        ("dav", "webdav://127.0.0.1:\(port)/x"), ("ssh", "ssh://nobody@127.0.0.1:\(port)/x"),
      ] { expectExit(try cairn("remote", "add", name, url)) }
      for name in ["up", "dir"] {
        let outcome = try cairn("remote", "doctor", "--write", name)
        #expect(outcome.exit == 0 && !outcome.stdout.contains("wrong"), "\(outcome)")
        #expect(outcome.stdout.contains("writing") && outcome.stdout.contains("removing"), "\(outcome)")
      }
      for (name, words) in [
        ("file", "something else than a directory"), ("http", "wrong connection"),
        ("dav", "wrong connection"),
        ("ssh", "wrong asking"),
      ] {
        let outcome = try cairn("remote", "doctor", name)
        #expect(outcome.exit == 1 && outcome.stdout.contains(words), "\(outcome)")
      }
      expectExit(try cairn("remote", "modify", "up", "version_aware", "true"))
      let outcome = try cairn("remote", "doctor", "up")
      #expect(outcome.exit == 1 && outcome.stdout.contains("never enabled"), "\(outcome)")
    }
  }
}
