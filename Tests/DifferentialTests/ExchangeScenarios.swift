import TestKit
import Testing

/// push, fetch, pull and status -c with a local directory as remote.
extension Scenario {
  static let exchange: [Scenario] = [
    Scenario("a local remote", seed: 31) { twins, random in
      try twins.start()
      try twins.dvc("remote", "add", "-d", "store", "../store")
      let tree = RandomTree(files: 15, seed: random.next())
      try twins.write(tree, under: "data")
      try twins.write("one file", to: "f")
      try twins.dvc("add", "data", "f")
      try twins.dvc("status", "-c", "--json")
      try twins.dvc("push", "f.dvc")
      try twins.dvc("push")
      try twins.dvc("push")
      try twins.commitAll("one")
      try twins.remove(".dvc/cache")
      try twins.remove("data")
      try twins.dvc("fetch", "data.dvc")
      try twins.dvc("status", "-c", "--json")
      try twins.remove("f")
      try twins.dvc("pull")
      try twins.dvc("pull")
      try twins.remove(".dvc/cache")
      try twins.write("changed", to: "data/" + tree.files[3].path)
      try twins.dvc("pull", "-f", "data/" + tree.files[3].path)
      try twins.dvc("pull")
      try twins.expectBothReadEachOther()
    },
    Scenario("outputs with a remote of their own", seed: 32) { twins, _ in
      try twins.start()
      try twins.dvc("remote", "add", "-d", "a", "../ra")
      try twins.dvc("remote", "add", "b", "../rb")
      for (name, text) in [("d/x", "1"), ("d/y", "2"), ("f", "3"), ("g", "4"), ("h", "5")] {
        try twins.write(text, to: name)
      }
      try twins.dvc("add", "-q", "d", "f", "g", "h")
      try twins.shell("echo '  remote: b' >> g.dvc; echo '  push: false' >> h.dvc", in: "")
      try twins.commitAll("one")
      try twins.run(["status", "-c"], ordered: false)
      try twins.run(["data", "status", "--not-in-remote"], ordered: false)
      try twins.dvc("push")
      try twins.run(["status", "-c", "-r", "b"], ordered: false)
      try twins.dvc("data", "status", "--not-in-remote")
      try twins.dvc("gc", "-w", "-c", "-f")
      try twins.write("6", to: "g")
      try twins.dvc("add", "-q", "g")
      try twins.dvc("push", "g")
      try twins.dvc("gc", "-w", "-c", "-f")
      try twins.shell("sed -i 's/remote: b/remote: nope/' g.dvc", in: "")
      for command in [["push"], ["status", "-c"], ["fetch"], ["gc", "-w", "-c", "-f"]] {
        try twins.run(command)
      }
    },
    Scenario("how many at once", seed: 33) { twins, _ in
      try twins.start()
      try twins.dvc("remote", "add", "-d", "a", "../ra")
      try twins.dvc("push", "-j", "-1")
      for name in ["d/x", "d/y", "d/z", "f"] { try twins.write(name, to: name) }
      try twins.dvc("add", "-q", "d", "f")
      for command in [["status", "-c", "-j", "-1"], ["push", "-j", "-1"], ["push", "-j", "0"]] {
        try twins.run(command)
      }
      try twins.remove(".dvc/cache")
      for jobs in ["-1", "0", "-1"] { try twins.dvc("fetch", "-j", jobs) }
    },
    Scenario("directories that are not whole", seed: 34) { twins, _ in
      try twins.start()
      try twins.dvc("remote", "add", "-d", "a", "../ra")
      for name in ["x", "y", "z"] { try twins.write(name, to: "d/" + name) }
      try twins.write("f", to: "f")
      try twins.dvc("add", "-q", "d", "f")
      // y: 415290769594460e2e485922904f345d
      try twins.remove(".dvc/cache/files/md5/41")
      try twins.dvc("push")
      try twins.run(["status", "-c"], ordered: false)
      try twins.dvc("push")
    },
  ]
}
