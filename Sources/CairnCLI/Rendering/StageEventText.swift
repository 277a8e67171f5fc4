import Manifests
import Pipeline

/// The lines of `repro`, in the peer's words (formats §5.3).
struct StageEventText {
  let console: Console
  let lines: StageLines

  func tell(_ event: StageEvent) {
    switch event {
    case .unchanged(let stage, let isPointer):
      console.say(
        isPointer ? "'\(stage)' didn't change, skipping" : "Stage '\(stage)' didn't change, skipping")
    case .frozen(let stage):
      console.warning("stage: '\(stage)' is frozen. Its dependencies are not going to be reproduced.")
    case .running(let stage, let why):
      if let why { console.debug("'\(stage)' runs because \(ChangeReasonText.text(why))") }
      console.say("Running stage '\(stage)':")
    case .command(let line):
      console.say("> " + line)
      // The command writes to the same place.
      console.flush()
    case .commandOf(let stage, let line): lines.tell("> " + line, of: stage, isError: false)
    case .output(let stage, let bytes, let isError): lines.tell(bytes, of: stage, isError: isError)
    case .log(let stage, let log): lines.tell(log, of: stage)
    case .finished(let stage, let seconds):
      lines.end(stage)
      console.say("Stage '\(stage)' is done (\(DurationText.short(seconds)))")
    case .board(let board): console.progress.show(BoardLine.text(board))
    case .stopping(let stages, let stop):
      console.warning(Self.text(stop) + " " + FailureWording.list(stages))
    case .inputChanged(let stage, let path):
      console.warning("stage '\(stage)' changed '\(path)', which it depends on.")
    case .foreignWrite(let path, let owner, let running):
      console.warning(
        "'\(path)', an output of '\(owner)', was written while \(FailureWording.list(running)) ran, "
          + "which \(running.count == 1 ? "doesn't" : "don't") declare it.")
    case .cached(let stage): console.say("Stage '\(stage)' is cached - skipping run, checking out outputs")
    case .verifyingSources(let stage): console.say("Verifying data sources in stage: '\(stage)'")
    case .verifyingFrozen(let stage): console.say("Verifying outputs in frozen stage: '\(stage)'")
    case .pulling(let stage): console.say("Pulling data for stage: '\(stage)'")
    case .pullFailed(let stage): console.say("Unable to pull data for stage: '\(stage)'")
    case .noRunsFetched(let error):
      let failure = FailureWording(program: console.program).describe(error)
      console.warning("Failed to pull run cache: " + failure.message.trimmingPrefix("configuration error - "))
    case .nothingToFetch: console.warning("failed to collect 'workspace', skipping")
    case .importing(let source, let output):
      console.say("Importing '\(ConfigSecrets.redacted(url: source))' -> '\(output)'")
    case .emptyOutput(let path): console.warning("'\(path)' is empty.")
    case .setAside(let path, let kept): console.debug("'\(path)' is in no cache; it was moved to '\(kept)'")
    case .corruptRun(let path): console.warning("corrupted cache file '\(path)'.")
    case .creatingLock(let path): console.say("Generating lock file '\(path)'")
    case .updatingLock(let path): console.say("Updating lock file '\(path)'")
    case .separator: console.say()
    case .failed(let error, let isIgnored):
      let failure = FailureWording(program: console.program).describe(error)
      console.warning(failure.message + (isIgnored ? " (ignored)" : ""))
    case .skipped(let stages):
      console.warning(
        "\(stages.count == 1 ? "Stage" : "Stages") \(FailureWording.list(stages)) will be skipped due to this failure"
      )
    case .added(let stage, let file): console.say("Added stage '\(stage)' in '\(file)'")
    case .ignoreFileLater(let path):
      console.note(
        "Could not create .gitignore entry in \(path). DVC will attempt to create .gitignore entry again "
          + "when the stage is run.")
    case .modifying(let stage, let file): console.say("Modifying stage '\(stage)' in '\(file)'")
    }
  }

  private static func text(_ stop: JobStop) -> String {
    switch stop {
    case .interrupt: "interrupting"
    case .terminate: "terminating"
    case .kill: "killing"
    }
  }
}
