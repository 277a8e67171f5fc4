import Files
import Manifests
import TestKit

@testable import Workspace

/// A project without git in a scratch directory.
struct Project {
  let scratch: Scratch
  let repository: Repository

  init(_ scratch: Scratch) throws {
    self.scratch = scratch
    try scratch.makeDirectory(".dvc/tmp")
    let environment = Environment(
      workingDirectory: scratch.root, home: scratch.root, variables: [:], processID: 1, commandLine: "test",
      programName: "cairn")
    let config = try Config(ConfigPlaces(repository: scratch.path(".dvc"))) {
      try FileSystem.readIfPresent($0)
    }
    repository = Repository(
      root: scratch.root, environment: environment, config: config, gitLocation: nil, progress: Silence(),
      cancellation: Cancellation())
  }

  /// Tracks paths as `add` does.
  func add(_ paths: String...) throws {
    let additions = try AddPlanner(repository: repository, index: try repository.index()).plan(paths)
    for addition in additions {
      _ = try DataTracker(repository: repository).track(addition, store: true, relink: false)
    }
    repository.invalidateIndex()
  }

  /// The index as it is now.
  func recorded() throws -> Index {
    repository.invalidateIndex()
    return try repository.index()
  }

  /// `kind path`, directories with a slash, in path order.
  func changes(
    from old: TrackedData, to new: TrackedData, granular: Bool = true, tellsUnknown: Bool = false
  ) throws -> [String] {
    try Comparison.run(
      MemberSource(repository), from: old, to: new, granular: granular, tellsUnknown: tellsUnknown
    ).changes.map { "\($0.kind) \($0.path)\($0.isDirectory ? "/" : "")" }
  }

  func workspace(_ index: Index, _ targets: [String] = []) throws -> TrackedData {
    try TrackedData(workspaceOf: index, targets: targets, ChangeDetector(repository))
  }
}

struct Silence: ProgressSink {
  func report(_ event: ProgressEvent) {}
}
