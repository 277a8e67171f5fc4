import Files
import Manifests
import Pipeline
import Workspace

extension FailureWording {
  func describe(_ error: PipelineError) -> Failure {
    switch error {
    case .cycle, .outputIsDependency, .duplicatePath, .outputAndDependency, .emptyPath,
      .workingDirectoryOutside,
      .workingDirectoryIsFile:
      Failure(message: Self.text(graph: error))
    case .stageFailed(let stage, let cause): describe(cause).inside("failed to reproduce '\(stage)': ")
    case .stagesFailed(let stages):
      Failure(
        message: stages.count == 1
          ? "failed to reproduce '\(stages[0])'" : "failed to reproduce stages: \(Self.list(stages))")
    case .targetFailed(let target, let cause): describe(cause).prefixed("'\(target)': ")
    default: Failure(message: Self.text(stage: error))
    }
  }

  func describe(_ error: DatasetError) -> Failure {
    switch error {
    case .notFound(let name): Failure(message: "dataset not found: '\(name)'")
    case .notRecorded: Failure(message: "Dataset information missing from dvc.lock file")
    case .notInSync(let name):
      Failure(
        message: "Dataset information is not in sync. Run '\(program.name) ds update \(name)' to sync.")
    case .exists(let name, let file):
      Failure(message: "\(name) already exists in \(file), use the --force to overwrite")
    case .parametrized: Failure(message: "cannot update a parametrized dataset entry")
    case .needsDataChain: Failure(message: "datachain is not installed")
    case .noType: .unexpected("type should be present in spec")
    case .unknownType(let type): .unexpected("unknown dataset type: \(type)")
    case .urlWithoutRevisions: .unexpected("cannot update version/revision for a url")
    }
  }

  private static func text(graph error: PipelineError) -> String {
    switch error {
    case .cycle(let stages):
      "Same item(s) are defined as both a dependency and an output in stages: \(stages.joined(separator: ", "))."
    case .outputIsDependency(let stage):
      "Same item(s) are defined as both a dependency and an output in stage: \(stage)."
    case .emptyPath: "a dependency or an output has an empty path"
    case .workingDirectoryOutside(let path): "stage working dir '\(path)' is outside of DVC repo"
    case .workingDirectoryIsFile(let path): "stage working dir '\(path)' is not directory"
    case .duplicatePath(let path): "file '\(path)' is specified more than once."
    case .outputAndDependency(let path): "'\(path)' is specified as an output and as a dependency."
    default: "\(error)"
    }
  }

  private static func format(of path: String) -> String {
    let kinds = [(".py", "Python"), (".toml", "TOML"), (".json", "JSON")]
    return kinds.first { path.hasSuffix($0.0) }?.1 ?? "YAML"
  }

  private static func text(stage error: PipelineError) -> String {
    switch error {
    case .parametersInDirectory(let path): "'\(path)' is a directory, expected a parameters file"
    case .parametersUnreadable(let path, let cause):
      "Unable to read parameters from '\(path)': unable to read: '\(path)', \(Self.format(of: path)) file structure "
        + "is corrupted: \(text(cause))"
    case .storedOutputsOutside(let paths):
      "Cached output(s) outside of DVC project: \(paths.joined(separator: ", ")). See "
        + "<https://dvc.org/doc/user-guide/pipelines/external-dependencies-and-outputs> for more info."
    case .parametersMissing(let keys, let file):
      "Parameters '\(keys.joined(separator: ", "))' are missing from '\(file)'."
    case .commandFailed(let command, let exit): "failed to run: \(command), exited with \(code(exit))"
    case .aborted: "reproduction aborted by the user"
    case .sourcesMissing(let paths):
      "missing data '\(paths.count == 1 ? "source" : "sources")': \(paths.joined(separator: ", "))"
    case .outputMissing(let path): "output '\(path)' does not exist"
    case .dependencyMissing(let path): "dependency '\(path)' does not exist"
    case .outputIsNoFile(let path): "output '\(path)' is not a file or directory"
    case .externalOutput(let path):
      "Saving cached external output \(path) is not supported since DVC 3.0. "
        + "See <https://dvc.org/doc/user-guide/upgrade> for more info."
    case .binaryMetrics(let path): "binary file '\(path)' cannot be used as metrics."
    case .unsupportedLocation(let path): "'\(path)' is in a place this program can't read"
    case .importNeedsSource(let path):
      "'\(path)' would have to be imported again, which is not available in this build"
    case .lockFileIgnored(let path): "'\(path)' is git-ignored."
    case .invalidResources(let stage):
      "meta.cairn.resources of stage '\(stage)' is no map of names to amounts"
    case .invalidSettings(let path): "'\(path)': 'resources' is no map of names to amounts"
    case .inputsDiffer(let paths):
      "\(list(paths)) \(paths.count == 1 ? "isn't" : "aren't") what is recorded of "
        + "\(paths.count == 1 ? "it" : "them")"
    case .emptyCommand(let stage): "the command of '\(stage)' is empty"
    case .notRunnable(let stage): "'\(stage)' has no command that could be run"
    case .invalidName: "Stage name cannot contain punctuation characters."
    case .noCommand: "command is not specified"
    case .noStageName(let file):
      "Stage name not provided.Please specify the name as: `\(file):stage_name`"
    default: "\(error)"
    }
  }

  private static func code(_ exit: ChildExit) -> Int32 {
    switch exit {
    case .exited(let code): code
    case .signalled(let number): -number
    }
  }

  /// `'a'`, `'a' and 'b'`, `'a', 'b' and 'c'`.
  static func list(_ names: [String]) -> String {
    let quoted = names.map { "'\($0)'" }
    guard quoted.count > 1, let last = quoted.last else { return quoted.joined() }
    return quoted.dropLast().joined(separator: ", ") + " and " + last
  }
}

extension Failure {
  /// The same failure of something inside something else: its exit code is the outer one's.
  fileprivate func inside(_ words: String) -> Failure {
    var failure = prefixed(isBlock ? "" : words)
    if kind != .interrupted { failure.kind = .command }
    return failure
  }
}
