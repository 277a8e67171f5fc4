import ArgumentParser
import Cairn

struct CheckIgnore: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "check-ignore", "Tell which paths .dvcignore files leave out.")

  @OptionGroup var common: CommonOptions

  @Flag(name: .shortAndLong, help: "Show the deciding rule of each path.")
  var details = false

  /// Known to the peer, which shows no more with it.
  @Flag(name: .shortAndLong, help: .hidden)
  var all = false

  @Flag(name: .shortAndLong, help: "With --details, also paths no rule speaks of.")
  var nonMatching = false

  @Flag(name: .customLong("stdin"), help: "Read paths from standard input.")
  var readsInput = false

  @Argument(help: "Paths, which need not exist.", completion: .file())
  var targets: [String] = []

  private func checkFlags() throws {
    if targets.isEmpty, !readsInput { throw CommandError("`targets` or `--stdin` needed") }
    if !targets.isEmpty, readsInput { throw CommandError("cannot have both `targets` and `--stdin`") }
    if nonMatching, !details { throw CommandError("`--non-matching` is only valid with `--details`") }
    if all, !details { throw CommandError("`--all` is only valid with `--details`") }
    if common.quiet, details { throw CommandError("cannot use both `--details` and `--quiet`") }
  }

  func run(in run: Invocation) throws -> Int32 {
    try checkFlags()
    var options = CheckIgnoreOptions()
    options.targets = targets
    if readsInput {
      while let line = Console.readLine(run.cancellation) { options.targets.append(line) }
      try run.cancellation.check()
    }
    let verdicts = try run.library().checkIgnore(options)
    for verdict in verdicts {
      if details {
        if let rule = verdict.rule { run.console.say("\(rule)\t\(verdict.path)") }
        if verdict.rule == nil, nonMatching { run.console.say("::\t\(verdict.path)") }
      } else if verdict.isIgnored {
        run.console.say(verdict.path)
      }
    }
    let matched = verdicts.contains { details ? $0.rule != nil : $0.isIgnored }
    return matched ? ExitCode.success : ExitCode.failure
  }
}
