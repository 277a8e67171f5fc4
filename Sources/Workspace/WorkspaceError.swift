import Files

/// What goes wrong with a project, its tracked data and its targets. Facts only; the CLI words them.
public enum WorkspaceError: Error, Sendable {
  // The project
  case notARepository(path: String, mountPoint: String)
  case notADirectory(path: String)
  /// Another project that was named isn't there.
  case projectMissing(path: String)
  case locked(path: String, owner: Int?)
  /// Another process works on an overlapping path (formats §1.2).
  case busy(path: String, holders: [(pid: Int, command: String)], lockFile: String?)

  // Files of ours
  /// A schema or syntax error with its place.
  case invalidFile(path: String, cause: any Error)
  /// The same in a commit.
  case invalidFileInRevision(path: String, revision: String, text: [UInt8], cause: any Error)
  case fileMissing(path: String)
  /// A file of ours that `.dvcignore` hides.
  case fileIgnored(path: String)

  // Targets
  case stageNotFound(name: String, file: String, fileExists: Bool)
  case targetNotFound(target: String, cause: StageLookupFailure)
  case lockFileAsTarget(target: String, suggestion: String)
  case notADVCFile(target: String, suggestion: String, cause: StageLookupFailure)

  // Data
  /// Recorded data that is not there (`commit`).
  case outputGone(path: String)
  case outputMissing(path: String, absolute: String)
  case dependencyMissing(path: String, absolute: String)
  case notFileOrDirectory(path: String)
  case ignoreFileInsideData(directory: String)
  case pathIgnored(path: String, rule: String)
  case ignoredByGit(path: String)
  case trackedByGit(path: String)
  case pointerAsOutput(path: String)
  case pointerAsDependency(path: String)
  case insideSymlink(path: String)
  /// An output inside `.git` or `.dvc`.
  case reservedPath(path: String)
  case brokenLink(path: String)
  /// `add` of what a stage of a `dvc.yaml` makes.
  case pipelineOutput(path: String, stage: String, file: String)
  /// `add` of what an import brought.
  case importedOutput(path: String, file: String)
  case outsideProject(path: String, root: String)
  case outputOutsideProject(paths: [String])
  case outputExists(path: String)
  /// `move` of what no pointer file tracks.
  case noSuchOutput(path: String)
  /// A pointer file is where `move` would put one.
  case pointerExists(path: String)
  case directoryMissing(path: String)
  /// `move` of what a stage makes or an import brought.
  case notADataSource(stage: String)
  case missingObjects(targets: [String])
  case unsavedFiles(paths: [String])
  case notUTF8(path: String)

  /// `commit` of a stage whose files differ from what is recorded, without leave.
  case changedStage(String)

  // The graph
  case overlap(target: String, with: String, stage: String)
  case duplicateOutputs(path: String, stages: [String])
  /// An output that a new stage wants belongs to these already.
  case outputTaken(path: String, stages: [String])
  case overlappingOutputs(parent: String, parentStage: String, child: String, childStage: String)
  case stageInsideOutput(stage: String, output: String, owner: String)
}

/// Why a word is no stage.
public enum StageLookupFailure: Error, Sendable {
  /// `'dvc.yaml' does not exist`
  case noPipelineFile(path: String)
  /// `Stage 'x' not found inside 'dvc.yaml' file`
  case noSuchStage(name: String, file: String)
  /// A file that is there, but has no name of ours.
  case badFileName(path: String)

  /// Where the stage was looked for.
  public var file: String {
    switch self {
    case .noPipelineFile(let path), .badFileName(let path): path
    case .noSuchStage(_, let file): file
    }
  }
}
