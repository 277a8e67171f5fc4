import Hashing

/// What a push or fetch did.
public struct ExchangeReport: Sendable {
  /// Objects and run-cache entries transferred.
  public var count = 0
  /// Objects that are neither here nor on the remote.
  public var missingEverywhere: [ObjectID] = []
  public var failures: [(name: String, error: any Error)] = []
  /// Directory objects that are not where they should be because files of theirs failed; each counts as a failure.
  public var heldBack = 0

  public init() {}

  mutating func merge(_ other: ExchangeReport) {
    count += other.count
    missingEverywhere += other.missingEverywhere.filter { !missingEverywhere.contains($0) }
    failures += other.failures
    heldBack += other.heldBack
  }
}

/// A transfer that as a whole came to nothing good.
public enum ExchangeError: Error, Sendable {
  public enum Direction: Sendable { case upload, download }
  /// Some objects could not be transferred; each is in the report that events carried before.
  case incomplete(Direction, count: Int)
  /// This kind of remote isn't supported.
  case unsupportedScheme(url: String, scheme: String)
  case unsupportedOption(remote: String, option: String)
  /// `worktree` with `version_aware` turned off.
  case worktreeWithoutVersions
  /// Fewer than no transfers at once.
  case negativeJobs(Int)
  /// A command that makes no sense where files lie under their own paths.
  case cloudVersioned(command: String)
  /// Other revisions than the workspace can't be pushed there.
  case severalRevisions
  /// `update` of data that is no import, on a remote that nobody else changes.
  case updateUnsupported(file: String)
  /// An option whose value makes no sense, or that another one is missing for.
  case badOption(remote: String, option: String, problem: String)
}
