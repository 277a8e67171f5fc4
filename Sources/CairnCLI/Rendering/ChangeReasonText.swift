import Documents
import Hashing
import Manifests
import Pipeline

/// Why a stage runs, for people who ask with `-v`.
enum ChangeReasonText {
  static func text(_ reason: ChangeReason) -> String {
    switch reason {
    case .always: "it runs every time"
    case .definition(.command(let old, let new)):
      "its command changed from `\(shell(old))` to `\(shell(new))`"
    case .definition(.checksum): "its file was changed"
    case .dependency(let difference): "the dependency " + text(difference)
    case .output(let difference): "the output " + text(difference)
    case .parameters(let difference): text(difference)
    }
  }

  private static func shell(_ command: Command) -> String { command.lines.joined(separator: "; ") }

  private static func text(_ difference: DataDifference) -> String {
    var text = "'\(difference.declared)' is \(difference.change.rawValue)"
    if let old = difference.old, let new = difference.new { text += " (\(old) -> \(new))" }
    return text
  }

  private static func text(_ difference: ParameterDifference) -> String {
    switch difference.change {
    case .file(let change): return "the file of parameters '\(difference.declared)' is \(change.rawValue)"
    case .keys(let changes):
      let parts = changes.map { change in
        let values = [change.old, change.new].map { $0.map { JSON.dump($0, style: .compact) } ?? "none" }
        return "\(change.key) is \(change.change.rawValue) (\(values[0]) -> \(values[1]))"
      }
      return "of the parameters in '\(difference.declared)' " + parts.joined(separator: ", ")
    }
  }
}
