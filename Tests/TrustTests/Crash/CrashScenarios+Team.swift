/// Merging, adopting, repairing and what goes to servers.
extension CrashScenario {
  /// Two branches that changed one directory; the merge stopped at its pointer.
  private static let conflict = """
    git init -q -b main .; dvc init -q; mkdir d; echo 1 >d/a; echo 1 >d/b; dvc add -q d; git add -A; git commit -qm one
    git checkout -qb side; echo theirs >d/a; echo new >d/c; dvc add -q d; git commit -qam side
    git checkout -q main; dvc checkout -q; echo ours >d/a; rm d/b; dvc add -q d; git commit -qam ours

    """
  private static let versions =
    conflict
    + "mkdir ../merge; git show main~1:d.dvc >../merge/old.dvc; git show side:d.dvc >../merge/their.dvc; "

  /// A file in git-lfs and a large one in git.
  private static let lfs = """
    git init -q -b main .; dvc init -q; printf 'content\\n' >plain; oid=$(sha256sum <plain); oid=${oid%% *}; rm plain
    printf 'version https://git-lfs.github.com/spec/v1\\noid sha256:%s\\nsize 8\\n' $oid >a.bin
    mkdir -p .git/lfs/objects/${oid:0:2}/${oid:2:2}; printf 'content\\n' >.git/lfs/objects/${oid:0:2}/${oid:2:2}/$oid
    git config filter.lfs.clean cat; echo '*.bin filter=lfs diff=lfs merge=lfs -text' >.gitattributes
    head -c 6000000 /dev/zero | tr '\\0' L >large; git add -A; git commit -qm lfs

    """
  /// An object with other bytes, one that is gone, and both on the remote.
  private static let broken = """
    bad=.dvc/cache/files/md5/60/b725f10c9c85c70d97880dfe8191b3; chmod 644 $bad; echo broken >$bad; chmod 444 $bad
    rm .dvc/cache/files/md5/3b/*
    """

  static let team: [CrashScenario] = [
    CrashScenario(
      "merge-driver", versions + "cp ../merge/old.dvc ../merge/our.dvc", "git-hook", "merge-driver",
      "--ancestor", "../merge/old.dvc", "--our", "../merge/our.dvc", "--their", "../merge/their.dvc"),
    CrashScenario(
      "resolve", conflict + "! git merge -q side -m merged", "resolve", "--theirs"),
    CrashScenario("resolve-both", conflict + "! git merge -q side -m merged", "resolve", "--both"),
    CrashScenario("adopt", lfs, "adopt", "--large", expendable: ["a.bin"]),
    CrashScenario("fsck-repair", base + broken, "fsck", "--repair"),
    CrashScenario(
      "remote-fsck-repair", base + "rm -r ../remote/files/md5/60", "remote", "fsck", "--repair", "store"),
    CrashScenario(
      "restore", base + otherVersion + "rm -r .dvc/cache/files/md5/60; dvc push -q || true", "restore",
      "HEAD~1",
      "data", "-f"),
    CrashScenario(
      "repro-j2",
      base + "dvc stage add -q -n three -d single.csv -o out3 'cp single.csv out3'; "
        + "printf 'p: 2\\n' >params.yaml", "repro", "-j", "2"),
    CrashScenario("uninstall", base + "dvc install", "uninstall"),
    CrashScenario(
      "hook-post-checkout", base + otherVersion + "git checkout -q HEAD~1", "hook", "post-checkout", "x", "y",
      "1"
    ).warning(),
    CrashScenario("get-url", base + "echo n >../outside.csv", "get-url", "../outside.csv", "here.csv"),
    CrashScenario("init-subdirectory", base + "mkdir sub", "--cd", "sub", "init", "--subdir"),
  ]

  /// Each of these by each kind of server.
  static let served: [CrashScenario] = [CrashServer.Kind.webdav, .s3].flatMap { server in
    [
      CrashScenario(
        "push-\(server)", base + otherVersion + "rm -r ../remote; mkdir ../remote", "push", "-r", "web"),
      CrashScenario("fetch-\(server)", base + "rm -r .dvc/cache", "fetch", "-r", "web"),
      CrashScenario(
        "pull-\(server)", base + "rm -r .dvc/cache data single.csv out1 out2", "pull", "-r", "web"),
      CrashScenario(
        "gc-\(server)", base + otherVersion + "dvc push -q", "gc", "-w", "-f", "-c", "-r", "web"),
      CrashScenario(
        "add-to-\(server)", base + "echo n >../outside.csv", "add", "../outside.csv", "--to-remote", "-r",
        "web"),
      CrashScenario("status-\(server)", base + otherVersion, "status", "-c", "-r", "web"),
    ].map { $0.by(server) }
  }
}
