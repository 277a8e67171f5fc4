import Exchange
import Remotes

extension FailureWording {
  func describe(_ error: ExchangeError) -> Failure {
    switch error {
    case .cloudVersioned, .worktreeWithoutVersions:
      Failure(message: "config file error: " + Self.text(error), kind: .configuration)
    case .negativeJobs: .unexpected(Self.text(error))
    default: Failure(message: Self.text(error))
    }
  }

  static func text(_ error: ExchangeError) -> String {
    switch error {
    case .incomplete(let direction, let count):
      "\(count) files failed to \(direction == .upload ? "upload" : "download")"
    case .unsupportedScheme(let url, let scheme):
      "remotes of the kind '\(scheme)://' are not supported yet: \(url)"
    case .badOption(let remote, let option, let problem):
      "the option '\(option)' of the remote '\(remote)' \(problem)"
    case .negativeJobs: "max_workers must be greater than 0"
    case .worktreeWithoutVersions: "worktree remotes require version_aware cloud"
    case .cloudVersioned(let command):
      "'\(command)' is unsupported for cloud versioned remotes"
    case .severalRevisions: "Multiple rev push is unsupported for cloud versioned remotes"
    case .updateUnsupported(let file): "update is not supported for '\(file)' that is not an import."
    case .unsupportedOption(let remote, let option):
      "the option '\(option)' is not supported for remotes of the kind of '\(remote)'"
    }
  }

  static func text(_ error: RemoteError) -> String {
    switch error {
    case .unsupported(let remote, let what): "the remote '\(remote)' has no support for \(what)"
    default: "a path is not allowed: \(error)"
    }
  }
}
