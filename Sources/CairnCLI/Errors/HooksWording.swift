import Hooks

extension FailureWording {
  static func text(_ error: PeerHooks.Failure) -> String {
    switch error {
    case .exists(let hook):
      "Hook '\(hook)' already exists. Please refer to <https://man.dvc.org/install> for more info."
    case .corrupted(let path, let cause):
      "unable to read: '\(path)', YAML file structure is corrupted: \(text(cause))"
    case .unusable(let path, let detail): "'\(path)' can't be used: \(detail)"
    }
  }

  func describe(_ error: PeerPointerMerge.Failure) -> Failure {
    switch error {
    case .notAdded:
      Failure(message: "unable to auto-merge DVC files that weren't created by `\(program.name) add`")
    case .differentOptions: Failure(message: "unable to auto-merge outputs with different options")
    case .notDirectories: Failure(message: "unable to auto-merge outputs that are not directories")
    case .conflicts(let paths): Self.unmerged(paths.joined(separator: "\n"))
    case .deletedByBoth(let path): Self.unmerged("both deleted: \(Self.key(path))")
    case .deletedByUs(let path): .unexpected(Self.key(path))
    }
  }

  /// The peer says it twice, as the error and as its cause.
  private static func unmerged(_ what: String) -> Failure {
    let text = "unable to auto-merge the following paths:\n" + what
    return Failure(message: text + ": " + text)
  }

  /// `('a', 'b')`, as Python shows the parts of a path.
  private static func key(_ path: String) -> String {
    let parts = path.split(separator: "/").map { "'\($0)'" }
    return "(" + parts.joined(separator: ", ") + (parts.count == 1 ? ",)" : ")")
  }
}
