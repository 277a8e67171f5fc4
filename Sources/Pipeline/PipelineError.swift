import Documents
import Files
import Workspace

/// What goes wrong with stages as a graph and when they run. Facts only; the CLI words them.
public enum PipelineError: Error, Sendable {
  // The graph
  /// The stages of one cycle, in order.
  case cycle(stages: [String])
  /// A stage depends on what it makes.
  case outputIsDependency(stage: String)

  // Parameters
  case parametersInDirectory(path: String)
  case parametersUnreadable(path: String, cause: DocumentError)
  /// - Parameter file: as it stands in `dvc.yaml`.
  case parametersMissing(keys: [String], file: String)

  // A run
  case commandFailed(command: String, exit: ChildExit)
  /// Not confirmed by the user.
  case aborted
  /// Data nobody makes that is not there: of a data source or a frozen stage.
  case sourcesMissing(paths: [String])
  case outputMissing(path: String)
  case dependencyMissing(path: String)
  case outputIsNoFile(path: String)
  /// An output elsewhere on the machine can't be stored.
  case externalOutput(path: String)
  case binaryMetrics(path: String)
  /// A URL that no part of this program can read or write.
  case unsupportedLocation(path: String)
  /// The source of an import has to be asked, which nobody provided for.
  case importNeedsSource(path: String)
  case lockFileIgnored(path: String)
  /// `meta.cairn.resources` of a stage isn't a map of names to amounts.
  case invalidResources(stage: String)
  case invalidSettings(path: String)
  /// A stage was to run with what is recorded of its inputs, and these are others.
  case inputsDiffer(paths: [String])
  case notRunnable(stage: String)
  case emptyCommand(stage: String)
  /// What went wrong with one stage.
  indirect case stageFailed(stage: String, cause: any Error)
  /// After all that could run did (`--keep-going`).
  case stagesFailed([String])

  // Definitions
  case invalidName(String)
  case noCommand
  case emptyPath
  case workingDirectoryOutside(path: String)
  case workingDirectoryIsFile(path: String)
  case duplicatePath(path: String)
  /// Outputs to be stored must lie in the project.
  case storedOutputsOutside(paths: [String])
  case outputAndDependency(path: String)
  /// A pipeline file where one of its stages is meant.
  case noStageName(file: String)
  /// What went wrong with one of several targets.
  indirect case targetFailed(target: String, cause: any Error)
}
