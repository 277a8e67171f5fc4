import Manifests
import Workspace

/// What a `repro` can't do by itself. Absent hooks mean that nobody can.
public struct ReproHooks {
  /// Asks the user whether a stage should run.
  public var confirm: ((_ stage: String) throws -> Bool)?
  /// Fetches recorded data of these outputs from the remote, and what the run cache there knows (`--pull`). What can't
  /// be had is no error.
  public var fetch: ((_ outputs: [Output]) throws -> Void)?
  /// Copies the remote's run cache here, before the first stage.
  public var fetchRuns: (() throws -> Void)?
  /// Imports again, and writes the pointer; says so first. A dry run says only.
  public var reimport: ((Stage, _ isDryRun: Bool) throws -> PointerFile)?
  /// Whether the source of an import moved on.
  public var sourceChange: ((Dependency, _ directory: String) throws -> DataChange?)?

  public init() {}
}
