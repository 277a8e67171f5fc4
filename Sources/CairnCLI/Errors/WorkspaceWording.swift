import Files
import Manifests
import Workspace

extension FailureWording {
  func describe(_ error: WorkspaceError) -> Failure {
    switch error {
    case .notARepository(_, let mountPoint):
      Failure(
        message: "you are not inside of a DVC repository (checked up to mount point '\(mountPoint)')",
        kind: .notInRepository)
    case .projectMissing(let path):
      Failure(message: "directory '\(path)' does not exist", kind: .notInRepository)
    case .notADirectory(let path): Failure(message: "'\(path)' is not a directory")
    case .locked(let path, let owner):
      Failure(
        message: "Unable to acquire lock. Another process" + (owner.map { " (pid \($0))" } ?? "")
          + " holds '\(path)'. Use `\(program.name) --wait-for-lock` to wait for it.",
        hint: LockHolder.hint(pid: owner, path: path))
    case .busy(let path, let holders, let lockFile):
      Failure(
        message: "'\(path)' is busy, it is being blocked by:\n"
          + holders.map { "  (PID \($0.pid)): \($0.command)" }.joined(separator: "\n")
          + (lockFile.map {
            "\n\nIf there are no processes with such PIDs, you can manually remove '\($0)' and try again."
          } ?? ""))
    case .invalidFile(let path, let cause): describe(invalid: path, cause)
    case .invalidFileInRevision(let path, let revision, let text, let cause):
      describe(invalid: path, cause, in: revision, text)
    case .fileMissing(let path): Failure(message: "'\(path)' does not exist")
    case .fileIgnored(let path): Failure(message: "'\(path)' is dvc-ignored")
    case .changedStage(let stage):
      Failure(message: "unable to commit changed stage: '\(stage)'. Use `-f|--force` to force.")
    case .stageNotFound, .targetNotFound, .lockFileAsTarget, .notADVCFile: describe(target: error)
    case .overlap, .duplicateOutputs, .outputTaken, .overlappingOutputs, .stageInsideOutput:
      describe(graph: error)
    default: describe(data: error)
    }
  }

  static func text(_ failure: StageLookupFailure) -> String {
    switch failure {
    case .noPipelineFile(let path): "'\(path)' does not exist"
    case .noSuchStage(let name, let file): "Stage '\(name)' not found inside '\(file)' file"
    case .badFileName(let path):
      "bad DVC file name '\(path)'. DVC files should be named 'dvc.yaml' or have a '.dvc' suffix "
        + "(e.g. '\(Paths.name(path)).dvc')."
    }
  }

  private func describe(target error: WorkspaceError) -> Failure {
    switch error {
    case .stageNotFound(let name, let file, let fileExists):
      Failure(
        message: fileExists ? "Stage '\(name)' not found inside '\(file)' file" : "'\(file)' does not exist")
    case .targetNotFound(let target, let cause):
      Failure(
        message:
          "'\(target)' does not exist as an output or a stage name in '\(cause.file)': \(Self.text(cause))")
    case .lockFileAsTarget(_, let suggestion): Failure(message: "Did you mean: `\(suggestion)`?")
    case .notADVCFile(let target, let suggestion, let cause):
      Failure(
        message: "'\(target)' is not a .dvc file. Do you mean '\(suggestion)'?: \(Self.text(cause))")
    default: .unexpected("\(error)")
    }
  }

  private func describe(graph error: WorkspaceError) -> Failure {
    switch error {
    case .overlap(let target, let other, let stage):
      Failure(
        message:
          "Cannot add '\(target)', because it is overlapping with other DVC tracked output: '\(other)'.\n"
          + "To include '\(other)' in '\(target)', run '\(program.name) remove \(stage)' and then "
          + "'\(program.name) add \(target)'")
    // A stage that names it in two of its lists.
    case .duplicateOutputs(let path, let stages) where Set(stages).count == 1:
      describe(graph: .outputTaken(path: path, stages: [stages[0]]))
    case .duplicateOutputs(let path, let stages):
      Failure(
        message: "output '\(path)' is specified in:\n" + stages.map { "\t- \($0)\n" }.joined()
          + "Use `\(program.name) remove` with any of the above targets to stop tracking the overlapping output."
      )
    case .outputTaken(let path, let stages):
      Failure(
        message: "output '\(path)' is already specified in "
          + (stages.count == 1
            ? "stage: '\(stages[0])'.\nUse `\(program.name) remove \(stages[0])`"
            : "stages:\n" + stages.map { "\t- \($0)\n" }.joined()
              + "Use `\(program.name) remove` with any of the above targets")
          + " to stop tracking the overlapping output.")
    case .overlappingOutputs(let parent, let parentStage, let child, let childStage):
      Failure(
        message: "The output paths:\n'\(parent)'('\(parentStage)')\n'\(child)'('\(childStage)')\n"
          + "overlap and are thus in the same tracked directory.\n"
          + "To keep reproducibility, outputs should be in separate tracked directories or tracked individually."
      )
    case .stageInsideOutput(let stage, let output, _):
      Failure(message: "stage: '\(stage)' is within an output '\(output)' of another stage")
    default: .unexpected("\(error)")
    }
  }

  private func describe(data error: WorkspaceError) -> Failure {
    switch error {
    case .outputGone(let path): Failure(message: "output '\(path)' does not exist")
    case .outputMissing(let path, let absolute):
      Failure(message: "output '\(path)' does not exist: \(Self.missing(absolute))")
    case .dependencyMissing(_, let absolute), .brokenLink(let absolute):
      Failure(message: Self.missing(absolute))
    case .notFileOrDirectory(let path): Failure(message: "'\(path)' is neither a file nor a directory")
    case .ignoreFileInsideData(let directory):
      Failure(
        message: ".dvcignore file should not be in collected dir path: '\(directory)'", kind: .unexpected)
    case .pathIgnored(let path, let rule): Failure(message: "Path '\(path)' is ignored by \(rule)")
    case .ignoredByGit(let path): Failure(message: "bad DVC file name '\(path)' is git-ignored.")
    case .trackedByGit(let path):
      Failure(
        message: """
           output '\(path)' is already tracked by SCM (e.g. Git).
              You can remove it from Git, then add to DVC.
                  To stop tracking from Git:
                      git rm -r --cached '\(path)'
                      git commit -m "stop tracking \(path)" 
          """)
    case .pointerAsOutput(let path): Failure(message: "DVC file '\(path)' cannot be an output.")
    case .pointerAsDependency(let path): Failure(message: "DVC file '\(path)' cannot be a dependency.")
    case .reservedPath(let path):
      Failure(message: "'\(path)' belongs to git or DVC themselves and can't be an output")
    case .insideSymlink:
      Failure(
        message: "Cannot add files inside symlinked directories to DVC. "
          + "See <https://dvc.org/doc/user-guide/troubleshooting#add-symlink> for more information.")
    case .pipelineOutput(let path, let stage, let file):
      Failure(
        message: "cannot update '\(path)': overlaps with an output of stage: '\(stage)' in '\(file)'.\n"
          + "Run the pipeline or use '\(program.name) commit' to force update it.")
    case .importedOutput(let path, let file):
      Failure(
        message: "cannot update '\(path)': overlaps with an output of the import '\(file)'.\n"
          + "Use '\(program.name) update' to bring a newer version, or '\(program.name) commit' to force update it."
      )
    case .outsideProject(let path, let root):
      Failure(message: "Path: \(path) does not overlap with base path: \(root)")
    case .outputOutsideProject(let paths):
      Failure(
        message: "Cached output(s) outside of DVC project: \(paths.joined(separator: ", ")). See "
          + "<https://dvc.org/doc/user-guide/data-management/importing-external-data> for more info.")
    case .outputExists(let path):
      Failure(
        message: "The file '\(path)' already exists locally. \nTo override it, re-run with '--force'.")
    case .noSuchOutput(let path): Failure(message: "Unable to find DVC file with output '\(path)'")
    case .pointerExists(let path): Failure(message: "'\(path)' already exists")
    case .directoryMissing(let path): Failure(message: "stage working dir '\(path)' does not exist")
    case .notADataSource(let stage):
      Failure(
        message: "move is not permitted for stages that are not data sources. You need to either move "
          + "'\(stage)' to a new location and edit it by hand, or remove '\(stage)' and create a new one at the "
          + "desired location.")
    case .missingObjects(let targets): Self.missingObjects(targets)
    case .unsavedFiles(let paths):
      Failure(
        message: "Can't remove the following unsaved files without confirmation. Use `--force` to force.\n"
          + paths.joined(separator: "\n"))
    case .notUTF8(let path): Failure(message: "the name of '\(path)' is not UTF-8 and can't be tracked")
    default: .unexpected("\(error)")
    }
  }

  static func missingObjects(_ targets: [String]) -> Failure {
    Failure(
      message: "Checkout failed for following targets:\n\(targets.joined(separator: "\n"))\n"
        + "Is your cache up to date?\n<https://error.dvc.org/missing-files>")
  }

  private static func missing(_ path: String) -> String { text(FileError("read", path, errno: 2)) }
}
