import TestKit
import Testing

/// add, status, commit, checkout, remove, unprotect.
extension Scenario {
  static let tracking: [Scenario] = [
    Scenario("files and globs", seed: 11) { twins, random in
      try twins.start()
      try twins.write(RandomTree(files: 6, depth: 1, seed: random.next()), under: "odd")
      for name in ["a.csv", "b.csv", "c d.csv", "é.csv", "run.sh"] {
        try twins.write(random.bytes(random.int(below: 3000)), to: name, mode: name == "run.sh" ? 0o755 : nil)
      }
      try twins.write("", to: "empty")
      try twins.dvc("add", "a.csv", "empty", "run.sh")
      try twins.dvc("add", "--glob", "*.csv")
      try twins.dvc("add", "odd")
      try twins.commitAll("data")
      try twins.write("longer than it was", to: "a.csv")
      try twins.remove("empty")
      try twins.dvc("status", "--json")
      try twins.dvc("data", "status", "--json")
      try twins.dvc("data", "status")
      try twins.dvc("add", "a.csv")
      try twins.dvc("checkout")
      try twins.dvc("remove", "b.csv.dvc")
      try twins.dvc("remove", "--outs", "run.sh.dvc")
      try twins.commitAll("changed")
      try twins.expectBothReadEachOther()
    },
    Scenario("directories", seed: 12) { twins, random in
      try twins.start()
      let tree = RandomTree(files: 40, depth: 4, seed: random.next())
      try twins.write(tree, under: "data")
      try twins.write(RandomTree(files: 5, names: .plain, seed: random.next()), under: "deep/er/set")
      try twins.dvc("add", "data", "deep/er/set")
      try twins.commitAll("one")
      for file in tree.files.prefix(3) { try twins.remove("data/" + file.path) }
      try twins.write("changed", to: "data/" + tree.files[5].path)
      try twins.write("new", to: "data/brand new/file")
      try twins.dvc("data", "status", "--granular", "--json")
      try twins.dvc("commit", "-f", "data.dvc")
      try twins.write("another", to: "data/" + tree.files[7].path)
      try twins.dvc("add", "data/" + tree.files[7].path)
      try twins.commitAll("two")
      try twins.git("checkout", "-q", "HEAD~1")
      // With a target: without one, dvc also says that it deletes the file that was added by itself.
      try twins.dvc("checkout", "data.dvc")
      try twins.git("checkout", "-q", "main")
      try twins.dvc("checkout", "--summary", "data.dvc")
      try twins.expectBothReadEachOther()
    },
    Scenario("link types", seed: 13) { twins, random in
      try twins.start()
      try twins.write(RandomTree(files: 6, names: .plain, seed: random.next()), under: "d")
      try twins.write("file", to: "f")
      try twins.dvc("config", "cache.type", "hardlink,copy")
      try twins.dvc("add", "d", "f")
      try twins.dvc("unprotect", "f")
      try twins.dvc("checkout", "--relink")
      try twins.dvc("config", "cache.type", "copy")
      try twins.dvc("checkout", "--relink")
      try twins.commitAll("links")
      try twins.expectBothReadEachOther()
    },
    Scenario("refusals", seed: 14) { twins, _ in
      try twins.git("init", "-q", "-b", "main", ".")
      try twins.dvc("status")
      try twins.dvc("init", "-q")
      try twins.write("tracked by git", to: "code.py")
      try twins.write("1", to: "d/a")
      try twins.commitAll("start")
      try twins.dvc("add", "code.py")
      try twins.dvc("add", "missing")
      try twins.git("rm", "-rq", "--cached", "d")
      try twins.dvc("add", "-q", "d")
      try twins.dvc("checkout", "nothing")
      try twins.dvc("status", "nothing")
      try twins.write("2", to: "d/extra")
      try twins.dvc("checkout")
      try twins.write("stages:\n  a:\n    cmd: echo\n   outs: [x\n", to: "dvc.yaml")
      try twins.dvc("repro")
      try twins.write("stages:\n  a:\n    cmd: echo\n    outs: [d]\n", to: "dvc.yaml")
      try twins.dvc("repro")
      try twins.write("stages:\n  a:\n    cmd: echo\n    out: [x]\n", to: "dvc.yaml")
      try twins.dvc("status")
      expectExit(try twins.cairn.tool.run(["nonsense"]), 254)
    },
  ]
}
