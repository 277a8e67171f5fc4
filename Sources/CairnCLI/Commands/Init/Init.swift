import ArgumentParser
import Cairn

struct Init: CairnCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Make a directory a project.")
  static let failureCode = ExitCode.failure

  @OptionGroup var common: CommonOptions

  @Flag(name: .customLong("no-scm"), help: "Work without git.")
  var noSCM = false

  @Flag(name: .shortAndLong, help: "Start anew where a project is; its local cache is deleted.")
  var force = false

  @Flag(help: "Allow a directory below the root of the git repository.")
  var subdir = false

  @Argument(help: "The directory; the current one without.", completion: .directory)
  var directory: String?

  var failureContext: String? { "failed to initiate DVC" }

  var options: InitOptions {
    var options = InitOptions()
    options.directory = directory
    options.noSCM = noSCM
    options.force = force
    options.subdirectory = subdir
    return options
  }

  func run(in session: Session) throws -> Int32 {
    if noSCM, subdir {
      throw CommandError("Cannot initialize repo with `--no-scm` and `--subdir`", kind: .unexpected)
    }
    throw NotAvailable()
  }
}
