import TestKit
import Testing

/// status, data status, diff, metrics and params.
extension Scenario {
  static let differences: [Scenario] = [
    Scenario("kinds of change", seed: 51) { twins, random in
      try twins.start()
      let tree = RandomTree(files: 30, depth: 3, names: .plain, seed: random.next())
      try twins.write(tree, under: "data")
      for name in ["kept", "gone", "moved", "grows", "twin1", "twin2"] { try twins.write(name, to: name) }
      try twins.write("twin1", to: "twin2")
      try twins.write("becomes a file", to: "folder/a")
      try twins.dvc("add", "-q", "data", "kept", "gone", "moved", "grows", "twin1", "twin2", "folder")
      try twins.commitAll("one")
      func look() throws {
        // The order of its text is that of the disk's directories.
        try twins.dvc("status", "--json")
        try twins.dvc("data", "status")
        try twins.dvc("data", "status", "--json", "--granular", "--unchanged", "--untracked-files")
        try twins.dvc("diff")
        try twins.dvc("diff", "--json", "--show-hash")
        try twins.dvc("diff", "--md", "--show-hash")
      }
      try twins.write("changed", to: "data/" + tree.files[3].path)
      try twins.remove("data/" + tree.files[4].path)
      try twins.rename("data/" + tree.files[5].path, to: "data/renamed")
      try twins.write("new", to: "data/new/file")
      try twins.remove("gone")
      try twins.remove("grows")
      try twins.write("inside", to: "grows/a")
      try twins.remove("folder")
      try twins.write("a file", to: "folder")
      try look()
      try twins.dvc("add", "-q", "data", "grows", "folder")
      try twins.dvc("remove", "twin1.dvc", "twin2.dvc")
      try twins.rename("twin1", to: "pair1")
      try twins.rename("twin2", to: "pair2")
      try twins.dvc("add", "-q", "pair2", "pair1")
      try twins.write("untracked", to: "elsewhere/untracked")
      try look()
      try twins.dvc("diff", "--targets", "data", "pair1")
      try twins.dvc("diff", "--targets", "data/new")
      try twins.dvc("diff", "--targets", "grows.dvc", "--json")
      try twins.dvc("diff", "--targets", "nothing")
      try twins.dvc("data", "status", "--json", "--granular", "data/new")
      try twins.dvc("data", "status", "--json", "data/", "./kept")
      try twins.commitAll("two")
      try look()
      try twins.dvc("diff", "HEAD~1", "HEAD")
      try twins.dvc("diff", "HEAD", "HEAD~1", "--json")
      try twins.dvc("diff", "HEAD~1")
      try twins.dvc("diff", "nothing")
      try twins.dvc("status", "-q")
      try twins.dvc("status", "data/new", "gone")
    },
    Scenario("stages that changed", seed: 52) { twins, _ in
      try twins.start()
      try twins.write(
        """
        stages:
          plain:
            cmd: cp in out
            deps: [in]
            params: [lr, other.toml: [a, b.c]]
            outs: [out]
          frozen:
            cmd: cp in cold
            deps: [in]
            outs: [cold]
            frozen: true
          always:
            cmd: echo
          each:
            foreach: [x, y]
            do:
              cmd: echo ${item} > e${item}
              outs: ["e${item}"]
          uncached:
            cmd: cp in small
            outs:
            - small:
                cache: false

        """, to: "dvc.yaml")
      try twins.write("one", to: "in")
      try twins.write("lr: 1\n", to: "params.yaml")
      try twins.write("a = 1\n[b]\nc = 2\n", to: "other.toml")
      try twins.dvc("status")
      try twins.dvc("status", "each", "uncached")
      try twins.dvc("repro", "-q", "plain", "each", "uncached")
      try twins.commitAll("made")
      try twins.dvc("status", "plain", "each", "uncached")
      try twins.write("two", to: "in")
      try twins.write("lr: 2\n", to: "params.yaml")
      try twins.write("a = 1\n", to: "other.toml")
      try twins.write("other", to: "out")
      try twins.write("other", to: "small")
      try twins.dvc("status", "--json")
      try twins.dvc("status", "plain")
      try twins.dvc("status", "out")
      try twins.dvc("data", "status", "--json", "--unchanged")
      try twins.dvc("diff", "--json")
      try twins.remove("params.yaml")
      try twins.dvc("status", "plain", "--json")
      try twins.dvc("status", "each@x", "-q")
      try twins.dvc("status", "each@z")
      try twins.dvc("status", "-a")
    },
    Scenario("metrics and params", seed: 53) { twins, _ in
      try twins.start()
      try twins.write(
        """
        stages:
          train:
            cmd: cp source.json cached.json
            deps: [source.json]
            params: [lr, p.toml: [x]]
            metrics: [cached.json]
        metrics: [plain.yaml, folder, gone.json]
        params: [more]

        """, to: "dvc.yaml")
      try twins.write(
        "{\"acc\": 0.123456789, \"n\": {\"a\": 1, \"l\": [1]}, \"s\": \"x\"}", to: "source.json")
      try twins.write("hello", to: "plain.yaml")
      try twins.write("a: 1\n", to: "folder/a.yaml")
      try twins.write("lr: 1\nl: [1, {x: null}]\nn: null\n", to: "params.yaml")
      try twins.write("x = 1\ny = 2\n", to: "p.toml")
      try twins.write("v: 1.0\n", to: "more/v.yaml")
      try twins.dvc("repro", "-q")
      try twins.commitAll("one")
      try twins.git("tag", "v1")
      func look() throws {
        try twins.dvc("metrics", "show")
        try twins.dvc("metrics", "show", "--json")
        try twins.dvc("metrics", "show", "-a")
        try twins.dvc("metrics", "show", "-T", "--json")
        try twins.dvc("metrics", "diff")
        try twins.dvc("metrics", "diff", "--json", "--all")
        try twins.dvc("params", "diff")
        try twins.dvc("params", "diff", "--json", "--all")
        try twins.dvc("params", "diff", "--json", "--deps", "--all")
      }
      try look()
      try twins.write("{\"acc\": 0.2, \"n\": {\"a\": true}, \"new\": 1e-10}", to: "source.json")
      try twins.write("lr: 1.0\nl: [1, {x: 2}]\nn: 3\n", to: "params.yaml")
      try twins.write("x = 2\ny = 3\n", to: "p.toml")
      try twins.dvc("repro", "-q")
      try look()
      try twins.dvc("metrics", "diff", "--precision", "2", "--no-path")
      try twins.dvc("metrics", "diff", "v1", "--targets", "cached.json", "--json")
      try twins.dvc("params", "diff", "--targets", "p.toml", "more")
      try twins.commitAll("two")
      try twins.dvc("metrics", "diff", "v1", "HEAD", "--md")
      try twins.dvc("params", "diff", "v1", "main", "--md")
      try twins.dvc("metrics", "diff", "nothing")
      try twins.dvc("metrics", "show", "folder", "nothing.json", "--md")
      try twins.remove("cached.json")
      try twins.dvc("metrics", "show", "cached.json")
      try twins.write("{broken", to: "more/v.yaml")
      try twins.dvc("params", "diff", "--json")
      try twins.write("lr: [\n", to: "params.yaml")
      try twins.dvc("params", "diff", "--json")
    },
  ]
}
