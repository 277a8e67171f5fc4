extension CrashScenario {
  /// A directory, a file and a pipeline, all stored and pushed.
  static let base = """
    git init -q -b main .; dvc init -q; git add -A; git commit -qm start
    dvc remote add -q -d store ../remote
    mkdir -p data/sub; printf 'a\\n' >data/a; printf 'b\\n' >data/b; printf 'c\\n' >data/sub/c; : >data/empty
    printf 'x\\n' >data/sub/run; chmod +x data/sub/run
    head -c 300000 /dev/zero | tr '\\0' z >single.csv
    dvc add -q data single.csv
    printf 'p: 1\\n' >params.yaml
    dvc stage add -q -n one -d single.csv -p p -o out1 'cat single.csv params.yaml >out1'
    dvc stage add -q -n two -d out1 -o out2 -M m.json 'mkdir -p out2; wc -c <out1 >out2/n; echo "{\\"n\\": 1}" >m.json'
    dvc repro -q; dvc push -q; git add -A; git commit -qm base

    """
  static let changedData = "printf 'new\\n' >data/new; printf 'b2\\n' >data/b; rm data/a\n"
  static let otherVersion = changedData + "dvc add -q data; git commit -qam two; "

  /// Another project to import from.
  static let source = """
    mkdir ../source; (cd ../source; git init -q -b main .; dvc init -q; mkdir d; echo v1 >d/f; echo g >d/g
    dvc add -q d; git add -A; git commit -qm one)

    """
  /// Objects and pointers as DVC 2 left them.
  private static let legacy = """
    git init -q -b main .; dvc init -q
    printf 'a\\n' >a; mkdir -p .dvc/cache/60; cp a .dvc/cache/60/b725f10c9c85c70d97880dfe8191b3
    chmod 444 .dvc/cache/60/*; printf 'outs:\\n- md5: 60b725f10c9c85c70d97880dfe8191b3\\n  size: 2\\n  path: a\\n' >a.dvc
    git add -A; git commit -qm start

    """

  static let all: [CrashScenario] = own + team + served

  private static let own: [CrashScenario] = [
    CrashScenario("init", "git init -q -b main .", "init"),
    CrashScenario("add-file", base + "printf 'n\\n' >new.csv", "add", "new.csv"),
    CrashScenario(
      "add-directory",
      base + "mkdir -p images/deep/er; for i in 1 2 3 4; do echo $i >images/deep/f$i; done; "
        + ": >images/empty; cp single.csv images/deep/er/large; echo z >>images/deep/er/large", "add",
      "images"),
    CrashScenario("add-changed", base + changedData, "add", "data"),
    CrashScenario(
      "add-several", base + "echo 1 >n1; echo 2 >n2; mkdir s; echo 3 >s/n3", "add", "n1", "n2", "s/n3"),
    CrashScenario("add-inside", base + changedData, "add", "data/new"),
    CrashScenario("add-hardlink", base + "dvc config cache.type hardlink\n" + changedData, "add", "data"),
    CrashScenario("add-symlink", base + "dvc config cache.type symlink\necho n >new.csv", "add", "new.csv"),
    CrashScenario(
      "add-autostage", base + "dvc config core.autostage true\necho n >new.csv", "add", "new.csv"),
    CrashScenario("add-to-remote", base + "echo n >../outside.csv", "add", "../outside.csv", "--to-remote"),
    CrashScenario("add-out", base + "echo n >../outside.csv", "add", "../outside.csv", "--out", "inside.csv"),
    CrashScenario("commit", base + changedData, "commit", "-f", "data.dvc"),
    CrashScenario("checkout-missing", base + "rm -r data single.csv out1 out2", "checkout"),
    CrashScenario("checkout-version", base + otherVersion + "git checkout -q HEAD~1", "checkout"),
    CrashScenario(
      "checkout-hardlink", base + otherVersion + "git checkout -q HEAD~1; dvc config cache.type hardlink",
      "checkout"),
    CrashScenario("checkout-relink", base + "dvc config cache.type symlink", "checkout", "--relink"),
    CrashScenario(
      "checkout-removed",
      base + otherVersion + "dvc checkout -q; git rm -q data.dvc; dvc checkout -q single.csv.dvc",
      "checkout"),
    CrashScenario(
      "checkout-force", base + "printf 'lost\\n' >data/a; printf 'lost\\n' >single.csv", "checkout",
      "--force",
      expendable: ["data/a", "single.csv"]),
    CrashScenario("push", base + otherVersion, "push"),
    CrashScenario("push-all", base + otherVersion + "rm -r ../remote", "push", "--run-cache"),
    CrashScenario("fetch", base + "rm -r .dvc/cache", "fetch"),
    CrashScenario("pull", base + "rm -r .dvc/cache data single.csv out1 out2", "pull"),
    CrashScenario("gc", base + otherVersion, "gc", "-w", "-f"),
    CrashScenario("gc-cloud", base + otherVersion + "dvc push -q", "gc", "-w", "-f", "-c"),
    CrashScenario("gc-restore", base + otherVersion + "dvc gc -q -w -f", "gc", "--restore"),
    CrashScenario("repro", base + "printf 'p: 2\\n' >params.yaml", "repro"),
    CrashScenario("repro-first", base + "rm dvc.lock out1 m.json; rm -r out2 .dvc/cache/runs", "repro"),
    CrashScenario("repro-run-cache", base + "rm -r dvc.lock out1 out2 m.json", "repro"),
    CrashScenario("repro-pull", base + "rm -r out1 out2 .dvc/cache", "repro", "--pull"),
    CrashScenario("remove", base, "remove", "data.dvc"),
    CrashScenario("remove-outs", base, "remove", "data.dvc", "--outs"),
    CrashScenario("remove-stage", base, "remove", "one"),
    CrashScenario("move-file", base, "move", "single.csv", "other.csv"),
    CrashScenario("move-edited", base + "echo e >single.csv", "move", "single.csv", "other.csv"),
    CrashScenario("move-directory", base + "mkdir place", "move", "data", "place/data"),
    CrashScenario("config", base, "config", "core.autostage", "true"),
    CrashScenario("config-local", base, "config", "--local", "core.checksum_jobs", "2"),
    CrashScenario("remote-add", base, "remote", "add", "second", "../second"),
    CrashScenario("remote-modify", base, "remote", "modify", "store", "jobs", "3"),
    CrashScenario("remote-remove", base, "remote", "remove", "store"),
    CrashScenario("remote-rename", base, "remote", "rename", "store", "shop"),
    CrashScenario("cache-dir", base, "cache", "dir", "../elsewhere"),
    CrashScenario(
      "unprotect", base + "dvc config cache.type hardlink; dvc checkout -q --relink", "unprotect", "data",
      "single.csv"),
    CrashScenario(
      "stage-add", base, "stage", "add", "-n", "three", "-d", "out1", "-o", "out3", "cp out1 out3"),
    CrashScenario("freeze", base, "freeze", "one"),
    CrashScenario("destroy", base, "destroy", "-f", expendable: [".dvc", "data.dvc", "single.csv.dvc"]),
    CrashScenario("unfreeze", base + "dvc freeze one", "unfreeze", "one"),
    CrashScenario(
      "import-url", base + "echo n >../outside.csv", "import-url", "../outside.csv", "inside.csv"),
    CrashScenario(
      "import", base + source, "import", "../source", "d"),
    CrashScenario(
      "update",
      base + source + "dvc import -q ../source d -o imported; git add -A; git commit -qm imp; "
        + "(cd ../source; echo v2 >d/f; dvc add -q d; git commit -qam two)", "update", "imported.dvc"),
    CrashScenario("install", base, "install"),
    CrashScenario(
      "repro-parallel",
      base + "dvc stage add -q -n three -d single.csv -o out3 'cp single.csv out3'; "
        + "printf 'p: 2\\n' >params.yaml", "repro"),
    CrashScenario("migrate", legacy, "cache", "migrate"),
    CrashScenario("status", base + changedData, "status", "--json"),
  ]
}
