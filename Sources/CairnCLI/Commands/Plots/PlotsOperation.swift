import Cairn
import Documents
import Files
import Insight

/// What `plots show` and `plots diff` do with what they found.
struct PlotsOperation {
  let run: Invocation
  let output: PlotOutputFlags

  func run(_ options: PlotsOptions) throws -> Int32 {
    let library = try run.library()
    let found = try library.plots(options)
    let words = PlotReports(
      wording: FailureWording(program: run.program), directory: library.environment.workingDirectory)
    complain(found, words)
    if output.json {
      let images = try library.writePlotImages(found, out: output.out)
      show(try words.json(found, images: images, split: output.split))
      return ExitCode.success
    }
    if output.showsVega {
      if let specification = try words.specification(found) { show(specification) }
      return ExitCode.success
    }
    if found.figures.isEmpty {
      if found.failures.isEmpty, !found.hasTopLevelPlots {
        run.console.remark("No plots were loaded, visualization file will not be created.")
      }
      return ExitCode.success
    }
    let page = try library.writePlotPage(
      found, out: output.out, template: output.htmlTemplate, selfContained: !run.program.isPeer)
    return open(URLText.file(page), opensAlways: found.opensPages, library.environment.variables)
  }

  /// Quietly nothing, unlike other results.
  private func show(_ value: Value) {
    if !run.console.isQuiet { run.console.json(value) }
  }

  private func complain(_ found: PlotsReport, _ words: PlotReports) {
    let failed = words.failedRevisions(found)
    if !failed.isEmpty {
      run.console.remark(
        "DVC failed to load some plots for following revisions: '\(failed.joined(separator: ", "))'.")
    }
    for line in words.warnings(found) { run.console.warning(line) }
  }

  /// Tells where the page is, and opens it if that is wanted.
  private func open(_ address: String, opensAlways: Bool, _ variables: [String: String]) -> Int32 {
    run.console.say(address)
    guard output.open || opensAlways else { return ExitCode.success }
    if !opensAlways {
      run.console.say(
        "To enable auto opening, you can run:\n\n\t\(run.program.name) config plots.auto_open true")
    }
    run.console.flush()
    if Browser(variables: variables).open(address) { return ExitCode.success }
    run.console.remark("Failed to open \(address). Please try opening it manually.")
    return ExitCode.failure
  }
}
