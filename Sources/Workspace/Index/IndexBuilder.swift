import Files
import Manifests

/// Collects every stage of a tree of files (formats §1.5): names only, ignored directories and outputs are not entered.
struct IndexBuilder {
  let tree: any SourceTree
  let root: String
  /// Rules from above the root.
  let rules: DirectoryRules
  let loader: StageLoader

  /// Fails with the first file that can't be read.
  func build() throws -> Index {
    try build { _, error in throw error }
  }

  /// - Parameter onBroken: told of files of ours that can't be read; they are left out when it returns.
  func build(onBroken: (_ file: String, _ error: any Error) throws -> Void) throws -> Index {
    var stages: [Stage] = []
    var pipelines: [PipelineSource] = []
    var outputs: Set<String> = []
    // As in the peer, what a revision hides isn't looked at.
    let ignored = tree is WorkspaceTree ? IgnoredOutputs(root: root, tree: tree) : nil
    // A work list, so that a deep tree can't exhaust the stack; last in, first out, children in name order.
    var pending = [("", rules)]
    while let (here, above) = pending.popLast() {
      let entries = try tree.list(here)
      if !here.isEmpty,
        entries.contains(where: { $0.name == Repository.directoryName && $0.kind == .directory })
      {
        continue  // another project
      }
      let rules = try above.entering(here, entries: entries, in: tree)
      func path(_ name: String) -> String { here.isEmpty ? name : here + "/" + name }
      for (name, kind) in entries where Self.isOurs(name) && kind != .directory {
        guard !rules.hides(path(name), isDirectory: false) else { continue }
        guard try kind == .file || tree.kind(path(name)) == .file else { continue }
        let found: [Stage]
        do {
          if name == PipelineFile.name {
            let pipeline = try loader.pipeline(path(name), tree)
            found = try loader.stages(of: pipeline)
            pipelines.append(pipeline)
          } else {
            found = [try loader.pointerStage(path(name), tree)]
          }
          try ignored?.refuse(found)
        } catch {
          try onBroken(path(name), error)
          continue
        }
        for stage in found {
          for case .inside(let output) in stage.outputs.map(\.location) { outputs.insert(output) }
        }
        stages += found
      }
      for (name, kind) in entries.reversed() where kind == .directory {
        if name == ".git" || name == ".hg" || name == Repository.directoryName { continue }
        let child = path(name)
        if outputs.contains(child) || rules.hides(child, isDirectory: true) { continue }
        pending.append((child, rules))
      }
    }
    return Index(root: root, stages: stages, pipelines: pipelines)
  }

  /// `dvc.yaml` and `*.dvc`.
  static func isOurs(_ name: String) -> Bool {
    name == PipelineFile.name
      || (name.hasSuffix(PointerFile.suffix) && name.utf8.count > PointerFile.suffix.utf8.count)
  }
}
