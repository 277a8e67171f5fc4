import TestKit
import Testing

/// import, import-url and update beside each other.
extension Scenario {
  static let imports: [Scenario] = [
    Scenario("imports", seed: 41) { twins, random in
      try twins.start()
      try twins.write("1", to: "../ext/a")
      try twins.write(RandomTree(files: 8, seed: random.next()), under: "../ext/tree")
      try twins.dvc("import-url", "../ext/a")
      try twins.dvc("import-url", "../ext/tree")
      try twins.dvc("import-url", "../ext/a", "later", "--no-download")
      try twins.dvc("import-url", "../ext/a", "never", "--no-exec")
      try twins.dvc("import-url", "../ext/a")
      try twins.dvc("import-url", "../ext/nothing")
      try twins.dvc("update", "a.dvc")
      try twins.write("2", to: "../ext/a")
      try twins.dvc("update", "a.dvc")
      try twins.dvc("update", "never.dvc")
      try twins.git("init", "-q", "-b", "main", "../src")
      try twins.dvc("--cd", "../src", "init", "-q")
      try twins.write("code", to: "../src/code")
      try twins.write(RandomTree(files: 8, seed: random.next()), under: "../src/data")
      try twins.dvc("--cd", "../src", "add", "-q", "data")
      try twins.git("-C", "../src", "add", "-A")
      try twins.git("-C", "../src", "commit", "-q", "-m", "one")
      try twins.dvc("import", "../src", "data")
      try twins.dvc("import", "../src", "code", "-o", "renamed", "--rev", "main")
      try twins.dvc("import", "../src", "nothing")
      try twins.dvc("import", "../src", "code", "--no-exec")
      try twins.dvc("get", "../src", "code", "-o", "copy")
      try twins.write("new", to: "../src/code")
      try twins.git("-C", "../src", "commit", "-q", "-a", "-m", "two")
      try twins.dvc("status", "--json", "renamed.dvc")
      try twins.dvc("update", "renamed.dvc")
      try twins.dvc("update", "renamed.dvc")
      try twins.dvc("list", "../src")
    }
  ]
}
