import Cairn
import Files
import Hooks

/// What `install` and `uninstall` did, a line a hook.
struct InstallText {
  let text: String

  init(_ report: InstallReport, from directory: String) {
    var lines: [String] = []
    let width = report.steps.map(\.hook.count).max() ?? 0
    for step in report.steps {
      let name = step.hook + String(repeating: " ", count: width - step.hook.count)
      lines.append("\(name)  \(Self.words(step.action, Paths.relative(step.path, to: directory)))")
    }
    if report.steps.isEmpty, report.changedFiles.isEmpty { lines.append("Nothing to do.") }
    if let elsewhere = report.hooksElsewhere {
      lines.append("The hooks of \(elsewhere) (core.hooksPath) go on running: ours call them first.")
    }
    if let strictness = report.strictness {
      lines.append("Policy: \(strictness.rawValue).")
    }
    if !report.changedFiles.isEmpty {
      let files = report.changedFiles.map { Paths.relative($0, to: directory) }
      lines.append("Commit these, so that everybody has them: git add \(files.joined(separator: " "))")
    }
    text = lines.map { $0 + "\n" }.joined()
  }

  private static func words(_ action: HookInstaller.Action, _ path: String) -> String {
    switch action {
    case .written: "written to \(path)"
    case .renewed: "renewed in \(path)"
    case .unchanged: "there already (\(path))"
    case .chained: "in \(path); the hook of before runs first"
    case .insideScript: "a few lines put into \(path)"
    case .besidePreCommitTool: "in \(path), which the pre-commit tool runs first"
    case .removed: "taken out of \(path)"
    case .restored: "taken out; the hook of before is back in \(path)"
    }
  }
}
