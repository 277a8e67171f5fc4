import ArgumentParser
import Cairn

struct Cat: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "cat", "Print a file as it was in a revision, tracked data included.")
  static let failureCode = ExitCode.failure

  @OptionGroup var common: CommonOptions

  @Argument(help: "REV:PATH.")
  var what: String

  func run(in run: Invocation) throws -> Int32 {
    run.console.flush()
    var isOpen = true
    try run.library().cat(what) { bytes in
      if isOpen { isOpen = Writer.send(Array(bytes), to: 1) }
    }
    return isOpen ? ExitCode.success : ExitCode.brokenPipe
  }
}
