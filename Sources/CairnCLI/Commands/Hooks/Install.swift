import ArgumentParser
import Cairn
import Hooks

struct Install: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "install", "Put git hooks in place that keep commits and data together.")
  static let failureCode = ExitCode.failure

  @OptionGroup var common: CommonOptions

  @Flag(help: "Through the pre-commit tool: add the hooks to .pre-commit-config.yaml.")
  var usePreCommitTool = false

  @Option(
    name: .customLong("hook"), help: .init("Only this hook; may be repeated.", valueName: "name"))
  var hooks: [HookName] = []

  @Option(help: "How strictly this repository's hooks are meant, written into cairn.yaml.")
  var policy: Policy.Strictness?

  func run(in run: Invocation) throws -> Int32 {
    let library = try run.library()
    if run.program.isPeer, hooks.isEmpty, policy == nil {
      do {
        try library.installPeerHooks(usePreCommitTool: usePreCommitTool)
      } catch PeerHooks.Failure.unusable(_, let detail) {
        throw CommandError(
          "unexpected error - \(detail)", kind: .unexpected, hint: Failure.unexpected("").hint)
      } catch let error as PeerHooks.Failure {
        throw CommandError("failed to install DVC Git hooks - " + FailureWording.text(error))
      }
      return ExitCode.success
    }
    var options = InstallOptions()
    options.hooks = hooks
    options.policy = policy
    options.usePreCommitTool = usePreCommitTool
    let report = try library.installHooks(options)
    run.console.say(InstallText(report, from: library.environment.workingDirectory).text, terminator: "")
    return ExitCode.success
  }
}

extension HookName: ExpressibleByArgument {}
extension Policy.Strictness: ExpressibleByArgument {}
