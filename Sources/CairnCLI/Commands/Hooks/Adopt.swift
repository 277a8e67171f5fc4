import ArgumentParser
import Cairn

struct Adopt: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "adopt", "Turn files of git-lfs, and large files in git, into tracked data; history stays as it is.")
  static let failureCode = ExitCode.failure

  @OptionGroup var common: CommonOptions

  @Flag(help: "Also the files in git that are larger than 5 MB.")
  var large = false

  @Flag(name: .customLong("dry-run"), help: "Only show what could be adopted.")
  var dryRun = false

  @Argument(help: "Files; all of git-lfs without.", completion: .file())
  var files: [String] = []

  func run(in run: Invocation) throws -> Int32 {
    let library = try run.library()
    if dryRun {
      let found = try library.adoptionCandidates()
      for path in found.lfs { run.console.say("git-lfs  \(path)") }
      for (path, size) in found.large { run.console.say("\(HistoryText.bytes(size))  \(path)") }
      return ExitCode.success
    }
    let outcome = try library.adopt(files, largeToo: large)
    let report = outcome.value
    for path in report.adopted { run.console.say("adopted  \(path)") }
    for path in report.absent { run.console.remark("not here  \(path): git lfs fetch brings it") }
    for path in report.corrupt { run.console.remark("corrupt  \(path): not what git-lfs recorded") }
    if report.adopted.isEmpty, report.absent.isEmpty, report.corrupt.isEmpty {
      run.console.say("Nothing to adopt.")
    }
    run.hint(outcome)
    if !report.adopted.isEmpty {
      run.console.say("Then take these files' lines with filter=lfs out of .gitattributes.")
    }
    return report.absent.isEmpty && report.corrupt.isEmpty ? ExitCode.success : ExitCode.failure
  }
}
