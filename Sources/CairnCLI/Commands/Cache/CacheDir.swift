import ArgumentParser
import Cairn

struct CacheDir: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "dir", "Show, set or unset the cache directory.")

  @OptionGroup var level: LevelFlags
  @OptionGroup var common: CommonOptions

  @Flag(name: .shortAndLong, help: "Go back to the default directory.")
  var unset = false

  @Argument(
    help: "The new directory, as seen from here; it is written relative to the configuration file.",
    completion: .directory)
  var value: String?

  func run(in run: Invocation) throws -> Int32 {
    let library = try run.library()
    if unset {
      try library.unsetCacheDirectory(at: level.level)
    } else if let value {
      try library.setCacheDirectory(value, at: level.level)
    } else {
      run.console.say(try library.cacheDirectory(at: level.level))
    }
    return ExitCode.success
  }
}
