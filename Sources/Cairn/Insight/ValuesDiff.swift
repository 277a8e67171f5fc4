import Files
import Git
import Insight
import Workspace

/// What `metrics diff` and `params diff` found.
public struct ValuesDiffReport: Sendable {
  /// Absolute; paths are relative to it.
  public let root: String
  /// Both states as read.
  public let old: RevisionValues
  public let new: RevisionValues
  public let differences: [ValueDifference]
}

extension Session {
  /// - Throws: ``UsageError/needsGit``, `GitError.unknownRevision`, `ConfigError`, `FileError`, `Cancelled`.
  public func diffMetrics(_ options: ValuesDiffOptions) throws -> ValuesDiffReport {
    try diffValues(options) { try Metrics($0).read($1) }
  }

  /// - Throws: as ``diffMetrics(_:)``.
  public func diffParams(_ options: ValuesDiffOptions) throws -> ValuesDiffReport {
    try diffValues(options) { try Parameters($0).read($1, dependenciesOnly: options.dependenciesOnly) }
  }

  private func diffValues(
    _ options: ValuesDiffOptions, _ body: (ValueSource, [String]) throws -> [FileValues]
  ) throws -> ValuesDiffReport {
    do {
      return try withRepository(isReading: true) { repository in
        guard let git = try repository.git() else { throw UsageError.needsGit }
        let targets = rootRelative(options.targets, repository.root)
        func state(_ name: String?) throws -> RevisionValues {
          try read(name ?? "workspace", name.map(git.resolve), repository, needsIndex: targets.isEmpty) {
            try body($0, targets)
          }
        }
        let old: RevisionValues
        if options.old == nil, try git.headCommit() == nil {
          // Before the first commit everything is new.
          old = RevisionValues(name: "HEAD", files: .success([]))
        } else {
          old = try state(options.old ?? "HEAD")
        }
        let new = try state(options.new)
        // Two names of one commit: the peer reads it once and has nothing to compare it with.
        let isOne = try options.new.map { try git.resolve($0) == git.resolve(options.old ?? "HEAD") } ?? false
        return ValuesDiffReport(
          root: repository.root, old: old, new: new,
          differences: isOne ? [] : ValueDifferences.between(old.known, new.known, all: options.all))
      }
    } catch WorkspaceError.notARepository {
      throw UsageError.needsGit
    }
  }
}

extension RevisionValues {
  fileprivate var known: [FileValues] { (try? files.get()) ?? [] }
}
