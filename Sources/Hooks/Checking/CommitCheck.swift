import Documents
import Exchange
import Files
import Git
import Hashing
import Manifests
import Objects
import Pipeline
import Remotes
import Workspace

/// What `pre-commit` looks at: the files as they are staged, and the data beside them.
public struct CommitCheck {
  let repository: Repository
  let git: GitRepository
  let policy: Policy

  /// Whether files that aren't ours are looked at too: for one project of the repository.
  let looksAtFiles: Bool

  public init(_ repository: Repository, _ git: GitRepository, _ policy: Policy, looksAtFiles: Bool = true) {
    self.repository = repository
    self.git = git
    self.policy = policy
    self.looksAtFiles = looksAtFiles
  }

  /// - Throws: what keeps the check itself from working.
  public func run() throws -> [Problem] {
    let staged = try git.stagedChanges()
    var problems = try looksAtFiles ? FileCheck(git, policy).run(staged) : []
    let files = try StagedFiles(git, root: repository.root)
    let ours = staged.filter {
      Self.isOurs($0.path) && $0.path.hasPrefix(files.prefix)
        && files.isOwn(String($0.path.dropFirst(files.prefix.count)))
    }
    let broken = try texts(ours)
    problems += broken
    if !broken.isEmpty { return problems }
    let index: Index
    do {
      index = try repository.index(at: files)
    } catch WorkspaceError.invalidFile(let path, let cause) {
      return problems + [Problem(.invalid(cause: cause), file: files.prefix + path)]
    }
    let changed = Set(ours.map { String($0.path.dropFirst(files.prefix.count)) })
    let detector = ChangeDetector(repository)
    if policy.data != .off, try !isInTheMiddle() {
      problems += try data(index, changed, detector, files.prefix)
    }
    problems += try objects(index, changed, detector, files.prefix)
    if policy.pipeline != .ignore { problems += try pipeline(index, detector, files.prefix) }
    return problems
  }

  static func isOurs(_ path: String) -> Bool {
    let name = Paths.name(path)
    return name == LockFile.name || name == PipelineFile.name
      || name.hasSuffix(PointerFile.suffix) && name.utf8.count > PointerFile.suffix.utf8.count
  }

  /// A merge, rebase or cherry-pick that isn't done: the workspace's data need not be the commit's yet.
  private func isInTheMiddle() throws -> Bool {
    ["MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "rebase-merge", "rebase-apply"].contains {
      FileSystem.exists(Paths.join(git.location.gitDirectory, $0))
    }
  }

  // MARK: - Texts

  private func texts(_ staged: [GitFileChange]) throws -> [Problem] {
    var problems: [Problem] = []
    for change in staged {
      guard let blob = change.new, change.isRegularFile else { continue }
      let bytes = try git.blob(blob)
      if bytes.hasConflictMarks {
        problems.append(Problem(.conflictMarks, file: change.path))
        continue
      }
      do {
        switch Paths.name(change.path) {
        case LockFile.name: _ = try LockFile.parse(bytes)
        case PipelineFile.name: _ = try PipelineFile.parse(bytes)
        default: _ = try PointerFile.parse(bytes)
        }
      } catch {
        problems.append(Problem(.invalid(cause: error), file: change.path))
      }
    }
    return problems
  }

  // MARK: - Data

  private func data(
    _ index: Index, _ changed: Set<String>, _ detector: ChangeDetector, _ prefix: String
  ) throws -> [Problem] {
    var problems: [Problem] = []
    for stage in index.stages where policy.data == .all || isChanged(stage, changed) {
      for output in stage.outputs where output.isCached {
        guard let path = output.location.absolute(root: repository.root), let id = output.recorded.object
        else {
          continue
        }
        try repository.cancellation.check()
        // Without data in the workspace people may commit; so they may where nothing was ever fetched.
        guard try FileSystem.info(path) != nil,
          let now = try detector.snapshot(of: path, algorithm: id.algorithm),
          now.id != id
        else { continue }
        problems.append(
          Problem(
            .data(
              path: prefix + repository.key(of: path), change: .modified, isStored: try detector.isInCache(id)
            ),
            file: prefix + stage.file))
      }
    }
    return problems
  }

  private func isChanged(_ stage: Stage, _ changed: Set<String>) -> Bool {
    changed.contains(stage.file)
      || stage.name != nil && changed.contains(PipelineSource.lockFile(of: stage.file))
  }

  /// Only what this commit names anew: the rest was looked at when it came in.
  private func objects(
    _ index: Index, _ changed: Set<String>, _ detector: ChangeDetector, _ prefix: String
  ) throws -> [Problem] {
    var problems: [Problem] = []
    for stage in index.stages where isChanged(stage, changed) && !stage.isRepositoryImport {
      for output in stage.outputs where output.isCached {
        guard let id = output.recorded.object, try !detector.isInCache(id) else { continue }
        let path = prefix + (output.location.inside ?? output.declared)
        let name = output.entry.remote
        do {
          let remote = try RemoteFactory(repository: repository, jobs: nil).remote(
            name, for: [output], root: index.root)
          let missing = try remote.missing(lacking(id))
          if missing.isEmpty { continue }
          problems.append(
            Problem(.objects(path: path, missing: missing, remote: remote.name), file: prefix + stage.file))
        } catch is ConfigError {
          problems.append(
            Problem(.objects(path: path, missing: [id], remote: nil), file: prefix + stage.file))
        } catch {
          problems.append(Problem(.remoteFails(name: name ?? "", cause: error), file: prefix + stage.file))
        }
      }
    }
    return problems
  }

  /// Of an object and its members, what the cache lacks.
  private func lacking(_ id: ObjectID) throws -> [ObjectID] {
    let store = try repository.store
    guard id.isTree, try store.contains(id) else { return [id] }
    let tree = try store.tree(id)
    return try store.missing((0..<tree.count).map { tree.id($0) }, cancellation: repository.cancellation)
  }

  // MARK: - Pipelines

  private func pipeline(_ index: Index, _ detector: ChangeDetector, _ prefix: String) throws -> [Problem] {
    let inspector = StageInspector(repository, detector: detector)
    var problems: [Problem] = []
    for stage in index.stages where stage.command != nil && !stage.isCallback && !stage.isAlwaysChanged {
      guard let reason = try inspector.reason(for: stage, .init(missing: true)) else { continue }
      problems.append(
        Problem(
          .outOfDate(stage: stage.name ?? stage.file, reason: Self.text(reason)), file: prefix + stage.file,
          isWarning: policy.pipeline == .warn))
    }
    return problems
  }

  private static func text(_ reason: ChangeReason) -> String {
    switch reason {
    case .definition: "its command changed"
    case .always: "it always runs"
    case .dependency(let difference): "\(difference.declared) is \(difference.change.rawValue)"
    case .parameters(let difference): "parameters of \(difference.declared) changed"
    case .output(let difference): "\(difference.declared) is \(difference.change.rawValue)"
    }
  }
}
