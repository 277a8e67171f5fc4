import TestKit

/// Compares what a command printed with what the real dvc printed. Exact, except for what is random or
/// cosmetic there (`Vectors/README.md`): orders that come from sets, and blanks that pad to the terminal's width.
struct OutputCheck {
  let arguments: [String]

  func problems(_ outcome: Outcome, expected step: Json) -> [String] {
    var problems: [String] = []
    if let exit = step["exit"]?.integer, Int32(exit) != outcome.exit {
      problems.append("exit: expected \(exit), got \(outcome.exit); stderr: \(outcome.stderr)")
    }
    if let json = step["json"] { problems += compare(json: json, with: outcome.stdout) }
    problems += compare("stdout", step["stdout"]?.text, outcome.stdout)
    problems += compare("stderr", step["stderr"]?.text, outcome.stderr)
    return problems
  }

  private func compare(json expected: Json, with text: String) -> [String] {
    guard let actual = try? Json(text) else { return ["stdout is no JSON: \(text)"] }
    let same =
      hasRandomOrder
      ? actual.sorted(arraysToo: true) == expected.sorted(arraysToo: true) : actual == expected
    return same ? [] : ["json: expected \(expected)\n          got      \(actual)"]
  }

  private func compare(_ stream: String, _ expected: String?, _ actual: String) -> [String] {
    guard let expected else { return [] }
    let (wanted, got) = (settled(expected), settled(actual))
    guard wanted != got else { return [] }
    return ["\(stream): expected \(wanted.debugDescription)\n            got      \(got.debugDescription)"]
  }

  private var hasRandomOrder: Bool {
    ["data status", "metrics diff", "params diff"].contains(arguments.prefix(2).joined(separator: " "))
      || arguments.first == "status"
  }

  /// The text with its random orders sorted and its padding and progress bars taken away.
  private func settled(_ text: String) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.utf8.contains(0x0D) }
      .map { trimmed(String($0)) }
    for index in lines.indices where lines[index].hasPrefix("\tgit add ") {
      lines[index] =
        "\tgit add " + lines[index].split(separator: " ").dropFirst(2).sorted().joined(separator: " ")
    }
    let isListed: (String) -> Bool
    switch arguments.first {
    case "data": isListed = { $0.hasPrefix("        ") }
    case "status": isListed = { $0.hasPrefix("\t") && !$0.hasPrefix("\t\t") && !$0.hasSuffix(":") }
    case "gc": isListed = { $0.hasPrefix("Removing ") }
    default: isListed = { _ in false }
    }
    return sortedRuns(of: lines, isListed).joined(separator: "\n")
  }

  private func trimmed(_ line: String) -> String {
    var line = line
    while line.last == " " { line.removeLast() }
    return line
  }

  /// Sorts each unbroken run of lines that `isListed` picks; the others stay where they are.
  private func sortedRuns(of lines: [String], _ isListed: (String) -> Bool) -> [String] {
    var result: [String] = []
    var run: [String] = []
    for line in lines {
      if isListed(line) {
        run.append(line)
      } else {
        result += run.sorted() + [line]
        run = []
      }
    }
    return result + run.sorted()
  }
}
