import ArgumentParser
import Cairn
import Insight

struct PlotsTemplates: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "templates", "List the built-in templates, or print one.")
  static let failureCode = ExitCode.failure

  @OptionGroup var common: CommonOptions

  @Argument(help: "The template to print; without, all are listed.")
  var template: String?

  func run(in run: Invocation) throws -> Int32 {
    let library = try run.library()
    guard let template else {
      for name in try library.plotTemplates() { run.console.say(name) }
      return ExitCode.success
    }
    do {
      run.console.json(try library.plotTemplate(template))
    } catch PlotTemplateError.notFound(let name) {
      throw CommandError("Unexpected template: \(name).")
    }
    return ExitCode.success
  }
}
