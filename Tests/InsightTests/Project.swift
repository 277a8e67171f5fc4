import Files
import Manifests
import TestKit
import Workspace

@testable import Insight

/// A project without git in a scratch directory, and its files as a source of values.
struct Project {
  let repository: Repository

  init(_ scratch: Scratch) throws {
    try scratch.makeDirectory(".dvc/tmp")
    let environment = Environment(
      workingDirectory: scratch.root, home: scratch.root, variables: [:], processID: 1, commandLine: "test",
      programName: "cairn")
    repository = Repository(
      root: scratch.root, environment: environment,
      config: try Config(ConfigPlaces(repository: scratch.path(".dvc"))) { try FileSystem.readIfPresent($0) },
      gitLocation: nil, progress: Silence(), cancellation: Cancellation())
  }

  var source: ValueSource {
    get throws {
      ValueSource(
        tree: WorkspaceTree(root: repository.root), index: try repository.index(), store: try repository.store
      )
    }
  }
}

struct Silence: ProgressSink {
  func report(_ event: ProgressEvent) {}
}
