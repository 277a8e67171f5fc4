import ArgumentParser
import Manifests

/// Which configuration file is meant; without a flag all of them for reading, the project's for writing.
struct LevelFlags: ParsableArguments {
  @Flag(help: "The user's configuration.")
  var global = false

  @Flag(help: "The machine's configuration.")
  var system = false

  @Flag(help: "The project's shared configuration (.dvc/config).")
  var project = false

  @Flag(help: "The project's private configuration (.dvc/config.local).")
  var local = false

  /// nil: no flag.
  var level: ConfigLevel? {
    if global { return .global }
    if system { return .system }
    if project { return .repository }
    return local ? .local : nil
  }

  mutating func validate() throws {
    if [global, system, project, local].filter({ $0 }).count > 1 {
      throw ValidationError("Only one configuration file can be chosen.")
    }
  }
}
