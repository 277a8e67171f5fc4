import Files
import Pipeline

extension FailureWording {
  func describe(_ error: PipelineError) -> Failure {
    switch error {
    case .stageFailed(let stage, let cause):
      var failure = describe(cause)
      if !failure.isBlock { failure.message = "failed to reproduce '\(stage)': " + failure.message }
      if failure.kind == .unexpected { failure.kind = .command }
      return failure
    case .aborted: return Failure(message: "reproduction aborted by the user", kind: .interrupted)
    default: return Failure(message: text(error))
    }
  }

  private func text(_ error: PipelineError) -> String {
    let both = "Same item(s) are defined as both a dependency and an output in"
    switch error {
    case .cycle(let stages):
      return "\(both) \(stages.count == 1 ? "stage" : "stages"): \(stages.joined(separator: ", "))."
    case .outputIsDependency(let stage): return "\(both) stage: \(stage)."
    case .parametersInDirectory(let path): return "'\(path)' is a directory"
    case .parametersMissing(let keys, let file):
      return "Parameters '\(keys.joined(separator: ", "))' are missing from '\(file)'."
    case .commandFailed(let command, let exit):
      return "failed to run: \(command), exited with \(Self.code(exit))"
    case .sourcesMissing(let paths):
      return "missing data '\(paths.count == 1 ? "source" : "sources")': \(paths.joined(separator: ", "))"
    case .outputMissing(let path): return "output '\(path)' does not exist"
    case .dependencyMissing(let path): return "dependency '\(path)' does not exist"
    case .outputIsNoFile(let path): return "output '\(path)' is not a file or directory"
    case .externalOutput(let path):
      return "Saving cached external output \(path) is not supported since DVC 3.0. "
        + "See <https://dvc.org/doc/user-guide/upgrade> for more info."
    case .binaryMetrics(let path): return "binary file '\(path)' cannot be used as metrics."
    case .unsupportedLocation(let path): return "'\(path)' is at a kind of place that is not supported"
    case .importNeedsSource(let path): return "the source of '\(path)' can't be asked"
    case .lockFileIgnored(let path): return "'\(path)' is git-ignored."
    case .stagesFailed(let stages): return "failed to reproduce \(quotedList(stages))"
    case .invalidName: return "Stage name cannot contain punctuation characters."
    case .noCommand: return "command is not specified"
    case .duplicatePath(let path): return "file '\(path)' is specified more than once."
    case .outputAndDependency(let path): return "'\(path)' is specified as an output and as a dependency."
    case .noPipeline(let path): return "'\(path)' does not exist"
    default: return "\(error)"
    }
  }

  /// As Python's subprocess counts: a signal is its negative number.
  static func code(_ exit: ChildExit) -> Int32 {
    switch exit {
    case .exited(let code): code
    case .signalled(let signal): -signal
    }
  }
}
