import TestKit

/// Compares what a command printed with what the real dvc printed: exact, but for what `SettledOutput` settles.
/// A stream that a step does not mention printed nothing.
struct OutputCheck {
  let arguments: [String]

  func problems(_ outcome: Outcome, expected step: Json) -> [String] {
    var problems: [String] = []
    if let exit = step["exit"]?.integer, Int32(exit) != outcome.exit {
      problems.append("exit: expected \(exit), got \(outcome.exit); stderr: \(outcome.stderr)")
    }
    if let json = step["json"] { problems += compare(json: json, with: outcome.stdout) }
    if let shape = step["json_shape"] ?? step["json_values"] {
      problems += PlotShape.problems(shape, in: outcome.stdout)
    } else if let start = step["stdout_begins"]?.text {
      problems += compare("stdout", start, String(outcome.stdout.prefix(start.count)))
    } else if step["json"] == nil {
      problems += compare("stdout", step["stdout"]?.text ?? "", outcome.stdout)
    }
    if let start = step["stderr_begins"]?.text {
      problems += compare("stderr", start, String(outcome.stderr.prefix(start.count)))
    } else {
      problems += compare("stderr", step["stderr"]?.text ?? "", outcome.stderr)
    }
    return problems
  }

  private func compare(json expected: Json, with text: String) -> [String] {
    guard let actual = try? Json(text) else { return ["stdout is no JSON: \(text)"] }
    let settled = SettledOutput(of: arguments)
    return settled.json(actual) == settled.json(expected)
      ? [] : ["json: expected \(expected)\n          got      \(actual)"]
  }

  private func compare(_ stream: String, _ expected: String, _ actual: String) -> [String] {
    let settled = SettledOutput(of: arguments)
    let (wanted, got) = (HelpText.shape(settled.text(expected)), HelpText.shape(settled.text(actual)))
    guard wanted != got else { return [] }
    return ["\(stream): expected \(wanted.debugDescription)\n            got      \(got.debugDescription)"]
  }
}
