import Files
import Manifests
import Workspace

/// How the lines of a stage's command are run (formats §5.3).
struct ShellCommand {
  let environment: Environment
  let root: String

  /// What the shells get in turn: the items of a list, or each line of a text.
  static func lines(of command: Command) -> [String] {
    switch command {
    case .list(let items): items
    case .line(let text): text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).trimmedEnd
    }
  }

  /// - Returns: once the line has succeeded.
  /// - Throws: ``PipelineError/commandFailed(command:exit:)``, `FileError` when the shell or the directory is missing.
  func run(_ line: String, of stage: String, in directory: String) throws {
    var request = ChildProcess.Request(
      Self.arguments(shell: environment["SHELL"] ?? "/bin/sh", line), environment: variables(stage),
      directory: directory)
    request.standardInput = .inherit
    let exit = try ChildProcess.runInForeground(request)
    if !exit.succeeded { throw PipelineError.commandFailed(command: line, exit: exit) }
  }

  /// Without the user's start-up files, so that a run doesn't depend on them.
  static func arguments(shell: String, _ line: String) -> [String] {
    let plain: [String] =
      switch Paths.name(shell) {
      case "bash": ["--noprofile", "--norc"]
      case "zsh": ["--no-rcs"]
      case "fish": ["--no-config"]
      default: []
      }
    return [shell] + plain + ["-c", line]
  }

  private func variables(_ stage: String) -> [String] {
    var all = environment.variables
    all["DVC_ROOT"] = all["DVC_ROOT"] ?? root
    all["DVC_STAGE"] = stage
    return all.map { "\($0.key)=\($0.value)" }.sorted()
  }
}

extension [Substring] {
  /// The last line end ends a line, it doesn't begin one.
  fileprivate var trimmedEnd: [String] {
    (last?.isEmpty == true ? dropLast() : self[...]).map(String.init)
  }
}
