import ArgumentParser
import Cairn
import Files

struct DiskUsage: CairnCommand {
  static let configuration = CommandConfiguration.leaf("du", "Show how large the files of a project are.")

  @OptionGroup var common: CommonOptions
  @OptionGroup var source: SourceFlags

  @Flag(name: [.customShort("s"), .customLong("summarize")], help: "Only the whole.")
  var summarize = false

  @Argument(help: "A project on this machine, or the URL of a git repository.", completion: .directory)
  var url: String

  @Argument(help: "A path in that project.")
  var path: String?

  func run(in run: Invocation) throws -> Int32 {
    do {
      let rows = try run.library().diskUsage(try source.options(url, path))
      let shown = summarize ? rows.suffix(1) : rows[...]
      run.console.show(Table(rows: shown.map { [Sizes.short($0.size), $0.path] }).plain)
    } catch let error as FileError {
      let failure = Failure.unexpected(FailureWording.text(error))
      throw CommandError(failure.message, kind: failure.kind, hint: failure.hint)
    }
    return ExitCode.success
  }
}
