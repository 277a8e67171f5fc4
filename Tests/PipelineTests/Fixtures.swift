import Documents
import Files
import Manifests
import Pipeline
import TestKit
import Workspace

/// A stage of `/p/dvc.yaml` with these raw paths.
func stage(
  _ name: String, reads: [String] = [], makes: [String] = [], isFrozen: Bool = false, root: String = "/p"
) -> Stage {
  func location(_ path: String) -> DataLocation { DataLocation(declared: path, from: root, root: root) }
  let outputs = makes.map { StageOutput(path: $0) }
  let resolved = ResolvedStage(
    name: name, command: .line("true"), dependencies: reads, outputs: outputs, isFrozen: isFrozen)
  return Stage(
    file: "dvc.yaml", name: name, workingDirectory: root, command: .line("true"),
    dependencies: reads.map { Dependency(entry: DependencyEntry(path: $0), location: location($0)) },
    parameters: [],
    outputs: makes.map { Output(entry: OutputEntry(path: $0), location: location($0), role: .data) },
    isFrozen: isFrozen, isAlwaysChanged: false, definition: .pipeline(resolved, locked: nil))
}

func graph(_ stages: Stage...) throws -> Graph {
  try Graph(Index(root: "/p", stages: stages), workingDirectory: "")
}

extension Graph {
  func names(_ positions: [Int]) -> String {
    positions.map { index.stages[$0].name ?? "?" }.joined(separator: " ")
  }
  func position(_ name: String) -> Int { index.stages.firstIndex { $0.name == name } ?? -1 }
}

private struct Silent: ProgressSink {
  func report(_ event: ProgressEvent) {}
}

/// A project without git in a scratch directory.
func project(in scratch: Scratch) throws -> Repository {
  try scratch.makeDirectory(".dvc/tmp")
  let root = try FileSystem.realPath(scratch.root)
  let environment = Environment(
    workingDirectory: root, home: root, variables: ["PATH": "/usr/bin:/bin"],
    processID: ChildProcess.currentID,
    commandLine: "test", programName: "dvc")
  return Repository(
    root: root, environment: environment, config: Config(), gitLocation: nil, progress: Silent(),
    cancellation: Cancellation())
}

/// Runs all stages of a project's `dvc.yaml`.
@discardableResult
func reproduce(
  _ repository: Repository, _ change: (inout ReproSettings) -> Void = { _ in },
  tell: @escaping (StageEvent) -> Void = { _ in }
) throws -> [String] {
  repository.invalidateIndex()
  let index = try repository.index()
  let graph = try Graph(index, workingDirectory: "")
  var settings = ReproSettings()
  change(&settings)
  try repository.lock.acquire(wait: true, cancellation: repository.cancellation)
  defer { repository.lock.release() }
  let plan = Plan(Array(index.stages.indices), .all, in: graph)
  return try Reproduction(repository, index, settings, ReproHooks(), tell: tell)
    .run(plan.stages, in: graph).compactMap { index.stages[$0].name }
}
