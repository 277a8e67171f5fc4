import Exchange
import Manifests
import Workspace

/// Prints a failed command's error and gives its exit code.
enum FailureReport {
  static func show(_ error: any Error, of command: any CairnCommand, in run: Invocation) -> Int32 {
    var failure = FailureWording(program: run.program).describe(error)
    if failure.kind == .configuration {
      if isHandled(error, by: command) {
        failure.kind = .command
      } else {
        failure = failure.prefixed("configuration error - ")
      }
    }
    if isSkippedRevision(error, of: command) {
      run.console.warning("failed to collect 'workspace', skipping")
    }
    if case WorkspaceError.pathIgnored = error, command is Gc {
      failure = failure.prefixed("Failed to collect 'workspace': ")
    }
    if isUnreadableRevision(error, of: command) {
      failure = failure.prefixed("Failed to collect 'workspace': ")
    }
    if failure.isBlock, isUnreadableWorkspace(error, of: command) {
      failure = failure.inOneLine.prefixed("Failed to collect 'workspace': ")
    }
    if failure.isBlock {
      // The block ends its own last line.
      run.console.note(failure.message.hasSuffix("\n") ? String(failure.message.dropLast()) : failure.message)
    } else {
      let context = failure.kind == .command ? command.failureContext.map { "\($0) - " } ?? "" : ""
      run.console.error(context + failure.message)
    }
    if let hint = failure.hint { run.console.note(hint) }
    return failure.code(type(of: command).failureCode)
  }

  /// Commands that transfer data treat a missing remote as any other failure of theirs.
  private static func isHandled(_ error: any Error, by command: any CairnCommand) -> Bool {
    if isOwnRemote(error, of: command) { return true }
    guard command is Add || command is Push || command is Fetch || command is Pull || command is Status else {
      return false
    }
    switch error {
    case ConfigError.noDefaultRemote, ConfigError.noSuchRemote, ExchangeError.cloudVersioned,
      ExchangeError.worktreeWithoutVersions:
      return true
    case ImportError.unsupportedScheme: return command is Add
    default: return false
    }
  }

  /// Of what is compared with a remote, the peer says which revision could not be read.
  private static func isUnreadableRevision(_ error: any Error, of command: any CairnCommand) -> Bool {
    if isOwnRemote(error, of: command) { return true }
    guard command is Gc || (command as? Status)?.options.cloud == true else { return false }
    switch error {
    case is TemplateError: return true
    case _ where command is Gc: return false
    case WorkspaceError.targetNotFound, WorkspaceError.stageNotFound, WorkspaceError.fileMissing: return true
    default: return false
    }
  }

  /// An output names a remote of its own that isn't there; the peer comes upon it while it collects.
  private static func isOwnRemote(_ error: any Error, of command: any CairnCommand) -> Bool {
    guard case ConfigError.noSuchRemote(let name) = error else { return false }
    return switch command {
    case let command as Status: command.options.cloud && command.options.remote.name != name
    case let command as Gc: command.options.remote.name != name
    default: false
    }
  }

  /// Where the peer gathers what is in use, it says so of a file that can't be read.
  private static func isUnreadableWorkspace(_ error: any Error, of command: any CairnCommand) -> Bool {
    guard case WorkspaceError.invalidFile = error else { return false }
    return command is Gc || (command as? Status)?.options.cloud == true
  }

  /// The peer collects what to transfer revision by revision, and tells when one can't be read.
  private static func isSkippedRevision(_ error: any Error, of command: any CairnCommand) -> Bool {
    switch error {
    case WorkspaceError.targetNotFound, WorkspaceError.stageNotFound, WorkspaceError.fileMissing,
      WorkspaceError.invalidFile, WorkspaceError.fileIgnored, WorkspaceError.pathIgnored, is TemplateError:
      command is Push || command is Fetch || command is Pull
    case ConfigError.noSuchRemote(let name) where command is Push:
      (command as? Push)?.remote.selection.name != name
    case is ConfigError, ExchangeError.worktreeWithoutVersions: command is Fetch || command is Pull
    default: false
    }
  }
}
