import Files
import Workspace

/// What decides about one path.
public struct IgnoreVerdict: Sendable {
  /// As asked.
  public let path: String
  /// Whether it is hidden.
  public let isIgnored: Bool
  /// `file:line:pattern`, or what else stands for the rule; nil when nothing matches.
  public let rule: String?
}

extension Session {
  /// Which of the paths `.dvcignore` files hide, and by what rule. The paths need not exist.
  public func checkIgnore(_ options: CheckIgnoreOptions) throws -> [IgnoreVerdict] {
    try withRepository(isReading: true) { repository in
      try options.targets.map { target in
        let path = Paths.absolute(target, in: environment.workingDirectory)
        guard Paths.isInside(path, repository.root) else {
          return IgnoreVerdict(path: target, isIgnored: false, rule: nil)
        }
        let isDirectory = try FileSystem.info(path)?.isDirectory ?? false
        switch try repository.ignore.explain(
          Paths.relative(path, to: repository.root), isDirectory: isDirectory)
        {
        case .rule(let decision):
          return IgnoreVerdict(
            path: target, isIgnored: decision.isIgnored, rule: decision.rule.description)
        case .project(let directory):
          return IgnoreVerdict(path: target, isIgnored: true, rule: "in sub_repo:\(directory)")
        case nil: return IgnoreVerdict(path: target, isIgnored: false, rule: nil)
        }
      }
    }
  }
}
