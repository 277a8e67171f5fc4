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
    }
  ]
}
