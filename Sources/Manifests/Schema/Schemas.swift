/// The schemas of the three manifests (formats §3.2, §4.1, §4.2, §4.5).
extension Schema {
  // MARK: Entries

  private static let dataFields: [Field] = [
    .optional("md5", .checksum), .optional("sha256", .checksum), .optional("blake3", .checksum),
    .optional("checksum", .checksum), .optional("etag", .checksum), .optional("size", .integer),
    .optional("nfiles", .integer), .optional("isexec", .flag),
    .optional("version_id", .text),
  ]
  private static let cloud: Schema = .atMost(1, .entries(.fields(dataFields)))
  private static let files: Schema = .list(
    .fields(dataFields + [.required("relpath", .text), .optional("cloud", cloud)]))
  private static let entryFields: [Field] =
    dataFields + [
      .optional("hash", .text), .optional("cloud", cloud), .optional("files", files),
    ]
  private static let annotations: [Field] = [
    .optional("desc", .text), .optional("type", .text), .optional("labels", .list(.text)),
    .optional("meta", .any),
  ]
  private static let outFlags: [Field] =
    annotations + [
      .optional("cache", .flag), .optional("persist", .flag), .optional("remote", .text),
      .optional("push", .flag),
    ]

  // MARK: .dvc

  private static let pointerOutput: Schema = .fields(
    entryFields + outFlags + [.optional("path", .text), .optional("fs_config", .dictionary)])
  private static let repository: Schema = .fields([
    .required("url", .text), .optional("rev", .text), .optional("rev_lock", .text),
    .optional("config", .either([.text, .dictionary])), .optional("remote", .either([.text, .dictionary])),
  ])
  private static let database: Schema = .fields([
    .optional("query", .text), .optional("connection", .text), .optional("file_format", .text),
    .optional("table", .text),
  ])
  private static let pointerDependency: Schema = .fields(
    entryFields + [
      .optional("path", .text), .optional("repo", repository), .optional("db", database),
      .optional("fs_config", .dictionary),
    ])

  static let pointerFile: Schema = .fields([
    .optional("md5", .checksum), .optional("desc", .text), .optional("wdir", .either([.text, .null])),
    .optional("frozen", .flag), .optional("locked", .flag),
    .optional("deps", .either([.list(pointerDependency), .null])),
    .optional("outs", .either([.list(pointerOutput), .null])), .optional("always_changed", .flag),
    .optional("meta", .any),
  ])

  // MARK: dvc.lock

  private static let command: Schema = .either([.text, .anyList])
  private static let lockRecord: Schema = .fields(
    entryFields + [.required("path", .text), .optional("dataset", .dictionary)])

  static let lockEntry: Schema = .fields([
    .required("cmd", command), .optional("deps", .list(lockRecord)), .optional("outs", .list(lockRecord)),
    .optional("params", .entries(.entries(.any))),
  ])
  static let lockFile: Schema = .fields([
    .required("schema", .version("2.0")), .optional("stages", .entries(lockEntry)),
    .optional("datasets", .any),
  ])

  // MARK: dvc.yaml

  private static func items(_ flags: Schema) -> Schema { .list(.either([.text, .entries(flags)])) }
  private static let vars: Schema = .list(.either([.dictionary, .text]))
  private static let checkpoint: [Field] = [.optional("checkpoint", .flag)]
  private static let plotFlags: Schema = .fields(
    outFlags + checkpoint + [
      .optional("template", .text), .optional("x", .text), .optional("y", .text), .optional("x_label", .text),
      .optional("y_label", .text), .optional("title", .text), .optional("header", .flag),
    ])
  private static let stageFields: [Field] = [
    .required("cmd", command), .optional("wdir", .text), .optional("deps", .list(.text)),
    .optional("params", .list(.either([.text, .dictionary]))),
    .optional("outs", items(.fields(outFlags + checkpoint))),
    .optional("metrics", items(.fields(outFlags + checkpoint))),
    .optional("plots", items(.either([plotFlags, .list(plotFlags)]))),
    .optional("vars", vars), .optional("frozen", .flag), .optional("always_changed", .flag),
    .optional("desc", .text), .optional("meta", .any),
    .optional("matrix", .entries(.either([.text, .anyList]))),
  ]
  private static let stage: Schema = .stage(
    single: .fields(stageFields),
    group: .fields([
      .required("foreach", .either([.dictionary, .anyList, .text])), .required("do", .fields(stageFields)),
    ]))
  private static let topPlot: Schema = .fields([
    .optional("x", .either([.text, .entries(.text)])),
    .optional("y", .either([.text, .list(.text), .entries(.either([.text, .list(.text)]))])),
    .optional("x_label", .text), .optional("y_label", .text), .optional("title", .text),
    .optional("template", .text),
  ])

  static let pipelineFile: Schema = .fields([
    .optional("vars", vars), .optional("stages", .entries(stage)), .optional("params", .list(.text)),
    .optional("metrics", .list(.text)),
    .optional("plots", .list(.either([.text, .entries(.either([topPlot, .null]), atLeastOne: true)]))),
    .optional("artifacts", .entries(.fields(annotations + [.required("path", .text)]))),
    .optional("datasets", .any),
  ])
}
