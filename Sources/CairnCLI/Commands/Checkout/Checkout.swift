import ArgumentParser
import Cairn
import Workspace

struct Checkout: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "checkout", "Make the workspace's data what the .dvc and dvc.lock files say.")

  @OptionGroup var common: CommonOptions

  @Flag(help: "Count the changes instead of listing them.")
  var summary = false

  @Flag(name: .shortAndLong, help: "Overwrite and delete unsaved data without a question.")
  var force = false

  @Flag(help: "Make all links or copies anew.")
  var relink = false

  @Flag(help: "Don't fail where the cache lacks data.")
  var allowMissing = false

  @OptionGroup var selection: SelectionFlags

  var options: CheckoutOptions {
    var options = CheckoutOptions()
    options.selection = selection.selection
    options.force = force
    options.relink = relink
    options.allowMissing = allowMissing
    return options
  }

  func run(in run: Invocation) throws -> Int32 {
    let library = try run.library()
    let report = try UnsavedData.asking(run, force: force) { force in
      var options = options
      options.force = force
      return try checkout(options, library, run.program)
    }
    let view = CheckoutView(report, from: library.environment.workingDirectory)
    if summary {
      run.console.say(view.summary)
    } else {
      run.console.say(view.text, terminator: "")
    }
    run.warn(ofUnrecorded: report)
    let failed = view.display(report.failed)
    if failed.isEmpty {
      if relink { run.console.say("Relinked successfully") }
      return ExitCode.success
    }
    throw CommandError(FailureWording.missingObjects(failed).message)
  }

  /// A target we don't know may be meant for git.
  private func checkout(
    _ options: CheckoutOptions, _ library: Session, _ program: Program
  ) throws -> Workspace.Checkout.Report {
    do {
      return try library.checkout(options)
    } catch let error as WorkspaceError {
      switch error {
      case .targetNotFound, .fileMissing: break
      default: throw error
      }
      guard !selection.targets.isEmpty else { throw error }
      let failure = FailureWording(program: program).describe(error)
      // The peer names the one it stumbled over.
      let words = selection.targets.first { failure.message.contains("'\($0)'") } ?? selection.targets[0]
      throw CommandError(failure.prefixed("Did you mean `git checkout \(words)`?: ").message)
    }
  }
}

extension Invocation {
  /// Says which outputs can't be made because nothing was recorded of them.
  func warn(ofUnrecorded report: Workspace.Checkout.Report) {
    for path in report.unrecorded {
      console.warning("No file hash info found for '\(path)'. It won't be created.")
    }
  }
}
