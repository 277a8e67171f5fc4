import ArgumentParser
import Cairn
import Documents
import Hashing

struct StageRun: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "run", "Run one stage alone and record what it made.")

  @OptionGroup var common: CommonOptions

  @Flag(help: "Refuse inputs that aren't what is recorded by the stages and .dvc files that make them.")
  var frozen = false

  @Flag(help: "Don't store the results.")
  var noCommit = false

  @Flag(help: "Print what went in and came out as JSON, on the last line.")
  var json = false

  @Argument(help: "A stage, or FILE:STAGE.")
  var target: String

  func run(in run: Invocation) throws -> Int32 {
    var options = StageRunOptions(stage: target)
    options.frozen = frozen
    options.noCommit = noCommit
    Interrupts.coverTermination()
    let outcome = try run.library().runStage(options)
    if json {
      run.console.print(JSON.dump(Self.value(outcome.value), style: .compact))
    } else {
      run.hint(outcome)
    }
    return ExitCode.success
  }

  private static func value(_ report: StageRunReport) -> Value {
    func records(_ records: [StageRunReport.Record]) -> Value {
      .list(
        records.map { record in
          var one = Mapping()
          one["path"] = .string(record.path)
          one["hash"] = record.id.map { .string($0.description) } ?? .null
          return .map(one)
        })
    }
    var value = Mapping()
    value["stage"] = .string(report.stage)
    value["inputs"] = records(report.inputs)
    value["outputs"] = records(report.outputs)
    return .map(value)
  }
}
