/// The cases that pass. Whoever makes another one pass adds its name; none is ever taken away.
/// `CAIRN_ALL_VECTORS=1 swift test --filter ConformanceTests` runs all that are in scope and shows what is
/// missing; `CAIRN_VECTOR=name,name` runs just those.
enum PassingCases {
  static let names: Set<String> = [
    "add-errors",
    "add-into-tracked-dir",
    "checkout-rules",
    "config-comments",
    "dir-control-chars",
    "dir-empty",
    "dir-nested",
    "dir-one-and-same",
    "dvcignore",
    "dvcignore-nested",
    "empty-repo-status",
    "files-basic",
    "gitignore-append",
    "gitignore-escapes",
    "init-no-scm",
    "init-variants",
    "link-types",
    "metrics-params",
    "missing-everywhere",
    "nested-target",
    "outside-repo",
    "quoting",
    "remote-paths",
    "rename-detect",
    "status-matrix",
    "subrepo-ignored",
  ]
}
