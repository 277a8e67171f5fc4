import ArgumentParser
import Cairn

struct CacheMigrate: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "migrate", "Bring data stored by DVC 2 to where DVC 3 keeps its own.")

  @OptionGroup var common: CommonOptions

  @Flag(help: "Also rewrite the .dvc and dvc.lock files of this project.")
  var dvcFiles = false

  @Flag(help: "Only count.")
  var dry = false

  func run(in run: Invocation) throws -> Int32 {
    let outcome = try run.library().migrateCache(files: dvcFiles, dryRun: dry)
    let report = outcome.value
    run.console.say(
      dry
        ? "\(report.objects) files will be re-hashed and migrated to the DVC 3.0 cache location."
        : "Migrated \(report.objects) files to DVC 3.0 cache location.")
    if let files = report.files {
      for file in files {
        run.console.say(
          file.hasSuffix(".lock") ? "Updating lock file '\(file)'" : "Updating DVC file '\(file)'")
      }
      if files.isEmpty { run.console.say("No DVC files in the repo to migrate to the 3.0 format.") }
    }
    run.hint(outcome)
    return ExitCode.success
  }
}
