import Documents
import Hashing
import Manifests
import Pipeline
import Workspace

/// `--explain --json`: `{"stages": [{"stage", "outcome", "reasons", "after", "seconds"}], "total": {…}}`.
enum ExplanationJSON {
  static func value(_ stages: [StageExplanation]) -> Value {
    let total = ExplanationTotal(stages)
    var sum = Mapping()
    for outcome in [StageExplanation.Outcome.runs, .mayRun, .restores, .recorded, .upToDate] {
      sum[outcome.rawValue] = .int(total.counts[outcome, default: 0])
    }
    sum["seconds"] = .double(total.seconds)
    sum["without time"] = .int(total.unknown)
    return ["stages": .list(stages.map(value)), "total": .map(sum)]
  }

  private static func value(_ stage: StageExplanation) -> Value {
    var value = Mapping()
    value["stage"] = .string(stage.stage)
    value["outcome"] = .string(stage.outcome.rawValue)
    value["reasons"] = .list(stage.reasons.map(self.value))
    value["after"] = .list(stage.after.map(Value.string))
    value["seconds"] = stage.lastSeconds.map(Value.double) ?? .null
    return .map(value)
  }

  private static func value(_ reason: ExplainedReason) -> Value {
    var value = Mapping()
    switch reason {
    case .forced: value["kind"] = "forced"
    case .neverRun: value["kind"] = "never run"
    case .always: value["kind"] = "always"
    case .definition(.command(let old, let new)):
      value["kind"] = "command"
      value["old"] = .list(old.lines.map(Value.string))
      value["new"] = .list(new.lines.map(Value.string))
    case .definition(.checksum(let old, let new)):
      value["kind"] = "checksum"
      value["old"] = old.map(Value.string) ?? .null
      value["new"] = .string(new)
    case .dependency(let difference, let members): describe(difference, members, "dependency", &value)
    case .output(let difference, let members): describe(difference, members, "output", &value)
    case .parameters(let difference):
      value["kind"] = "parameters"
      value["path"] = .string(difference.declared)
      switch difference.change {
      case .file(let change): value["change"] = .string(change.rawValue)
      case .keys(let changes):
        value["keys"] = .list(
          changes.map { change in
            var one = Mapping()
            one["key"] = .string(change.key)
            one["change"] = .string(change.change.rawValue)
            one["old"] = change.old ?? .null
            one["new"] = change.new ?? .null
            return .map(one)
          })
      }
    }
    return .map(value)
  }

  private static func describe(
    _ difference: DataDifference, _ members: [MemberChange], _ kind: String, _ value: inout Mapping
  ) {
    value["kind"] = .string(kind)
    value["path"] = .string(difference.declared)
    value["change"] = .string(difference.change.rawValue)
    value["old"] = difference.old.map { .string($0.description) } ?? .null
    value["new"] = difference.new.map { .string($0.description) } ?? .null
    if members.isEmpty { return }
    value["files"] = .list(
      members.map { member in
        var one = Mapping()
        one["path"] = .string(member.path)
        one["change"] = .string(member.change.rawValue)
        return .map(one)
      })
  }
}
