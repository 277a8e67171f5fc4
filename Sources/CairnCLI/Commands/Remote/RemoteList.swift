import ArgumentParser
import Cairn
import Manifests

struct RemoteList: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "list", "List remotes and where they are.")

  @OptionGroup var level: LevelFlags
  @OptionGroup var common: CommonOptions

  func run(in run: Invocation) throws -> Int32 {
    for remote in try run.library().remotes(at: level.level) {
      let mark = remote.isDefault ? "\t(default)" : ""
      run.console.say(Tabs.expanded("\(remote.name)\t\(ConfigSecrets.redacted(url: remote.url))\(mark)"))
    }
    return ExitCode.success
  }
}
