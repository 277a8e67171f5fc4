import TestKit
import Testing

/// gc, ls, du, cache migrate and data that comes from elsewhere.
extension Scenario {
  static let keeping: [Scenario] = [
    Scenario("collecting garbage", seed: 41) { twins, random in
      try twins.start()
      try twins.dvc("remote", "add", "-d", "store", "../store")
      for round in 1...4 {
        try twins.write(RandomTree(files: 6, seed: random.next()), under: "data")
        try twins.write("version \(round)", to: "f")
        try twins.dvc("add", "data", "f")
        if round > 1 { try twins.dvc("push") }
        try twins.commitAll("round \(round)")
        if round == 2 { try twins.git("tag", "two") }
      }
      try twins.write("not committed", to: "f")
      try twins.dvc("add", "f")
      for scope in [
        ["-w"], ["-a"], ["-T"], ["-A"], ["--rev", "HEAD~1"], ["--rev", "HEAD", "-n", "2"], ["-a", "-n", "3"],
      ] {
        switch scope.count {
        case 1: try twins.dvc("gc", scope[0], "--dry")
        case 2: try twins.dvc("gc", scope[0], scope[1], "--dry", "-f")
        case 3: try twins.dvc("gc", scope[0], scope[1], scope[2], "--dry")
        default: try twins.dvc("gc", scope[0], scope[1], scope[2], scope[3], "--dry")
        }
      }
      try twins.dvc("gc", "-w", stdin: "n\n")
      try twins.dvc("gc", "-w", stdin: "")
      try twins.dvc("gc", "-T", "-f")
      try twins.dvc("gc", "-w", "-c", stdin: "y\n")
      try twins.dvc("gc", "-w", "--not-in-remote", "-f")
      try twins.dvc("gc", "-n", "2")
      try twins.dvc("status")
      try twins.dvc("pull")
      try twins.commitAll("last")
      try twins.expectBothReadEachOther()
    },
    Scenario("listings", seed: 42) { twins, random in
      try twins.start()
      try twins.write(RandomTree(files: 12, seed: random.next()), under: "data")
      try twins.write("code", to: "src/run.sh", mode: 0o755)
      try twins.write("one", to: "sub/deep/f")
      try twins.dvc("add", "data", "sub/deep/f")
      try twins.commitAll("one")
      try twins.remove("data")
      try twins.write("new", to: "not tracked")
      try twins.dvc("ls", ".", "--json")
      try twins.dvc("ls", ".", "-R")
      try twins.dvc("ls", ".", "-R", "--dvc-only", "--json")
      try twins.dvc("ls", "-T", "--show-hash", ".")
      try twins.dvc("ls", "-T", "-L", "2", ".")
      try twins.dvc("ls", ".", "--rev", "HEAD", "--size", "--show-hash")
      try twins.dvc("ls", "-T", "--rev", "HEAD", "--size", ".")
      try twins.dvc("ls", ".", "sub")
      try twins.dvc("ls", ".", "nothing/here")
      try twins.dvc("ls", ".", "--rev", "nothing")
      try twins.dvc("du", ".", "-s")
    },
    Scenario("data from elsewhere", seed: 43) { twins, random in
      try twins.start()
      try twins.dvc("remote", "add", "-d", "store", "../store")
      try twins.write(RandomTree(files: 8, seed: random.next()), under: "../elsewhere")
      try twins.write("one", to: "../one file")
      try twins.dvc("add", "../one file", "-o", "here")
      try twins.dvc("add", "../one file", "-o", "here")
      try twins.write("two", to: "../one file")
      try twins.dvc("add", "../one file", "-o", "here", "-f")
      try twins.dvc("add", "../elsewhere", "--out", "tree")
      try twins.dvc("add", "../one file", "-o", "no/such/place")
      try twins.dvc("add", "../nothing", "-o", "there")
      try twins.dvc("add", "a", "b", "-o", "there")
      try twins.dvc("add", "../elsewhere", "--to-remote", "-o", "far")
      try twins.dvc("add", "../one file", "--to-remote")
      try twins.dvc("add", "../one file", "--to-remote", "-r", "nothing")
      try twins.dvc("pull")
      try twins.dvc("status")
      try twins.commitAll("last")
      try twins.expectBothReadEachOther()
    },
  ]
}
