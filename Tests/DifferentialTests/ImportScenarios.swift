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
    },
    // Projects in projects, stages with parameters, data that lies only in the source's workspace.
    Scenario("odd-sources", seed: 42) { twins, random in
      try twins.start()
      try twins.git("init", "-q", "-b", "main", "../src")
      try twins.dvc("--cd", "../src", "init", "-q")
      try twins.write("out: made\n", to: "../src/params.yaml")
      try twins.write(
        "stages:\n  s:\n    cmd: echo ${out} > ${out}\n    outs: [\"${out}\"]\n", to: "../src/dvc.yaml")
      try twins.dvc("--cd", "../src", "repro", "-q")
      try twins.write("foo", to: "../src/dir/foo")
      try twins.write("bar", to: "../src/dir/bar")
      try twins.dvc("--cd", "../src", "add", "-q", "dir/foo")
      try twins.write("x", to: "../src/dir/inner/x")
      try twins.dvc("--cd", "../src/dir/inner", "init", "-q", "--subdir")
      try twins.dvc("--cd", "../src/dir/inner", "add", "-q", "x")
      try twins.git("-C", "../src", "add", "-A")
      try twins.git("-C", "../src", "commit", "-q", "-m", "one")
      try twins.dvc("get", "../src", "made")
      try twins.dvc("get", "../src", "made", "-o", "again", "--rev", "main")
      try twins.dvc("get", "../src", "dir", "-o", "without")
      try twins.dvc("get", "../src", ".", "-o", "all")
      try twins.dvc("get", "../src", "dir/inner/x")
      try twins.dvc("list", "../src", "dir")
      try twins.dvc("list", "../src", "-R")
      try twins.remove("../src/.dvc/cache")
      try twins.dvc("get", "../src", "made", "-o", "workspace")
      try twins.dvc("config", "core.autostage", "true")
      try twins.write("1", to: "f")
      try twins.dvc("add", "f")
      try twins.dvc("remove", "f.dvc")
      try twins.git("diff", "--cached", "--output=staged.txt")
      try twins.git("diff", "--output=unstaged.txt")
    },
  ]
}
