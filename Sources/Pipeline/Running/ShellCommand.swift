import Files
import Manifests
import Workspace

/// How a stage's command becomes a job (formats §5.3).
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

  /// - Parameter stage: as the user would type it.
  func job(_ stage: Stage, called address: String, _ output: StageJob.Output, _ resources: Resources)
    -> StageJob
  {
    StageJob(
      stage: address, directory: stage.workingDirectory, shell: Self.shell(environment["SHELL"] ?? "/bin/sh"),
      lines: stage.command.map(Self.lines) ?? [], environment: variables(address), resources: resources,
      output: output)
  }

  /// Without the user's start-up files, so that a run doesn't depend on them.
  static func shell(_ shell: String) -> [String] {
    let plain: [String] =
      switch Paths.name(shell) {
      case "bash": ["--noprofile", "--norc"]
      case "zsh": ["--no-rcs"]
      case "fish": ["--no-config"]
      default: []
      }
    return [shell] + plain + ["-c"]
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
