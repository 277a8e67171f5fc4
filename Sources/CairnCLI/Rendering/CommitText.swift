import Documents
import Pipeline

/// How `commit` asks about a changed stage, as the peer does.
enum CommitText {
  static func question(_ changed: CommitQuestion) -> String {
    let stage = "stage: '\(changed.stage)'"
    var parts: [String] = []
    if !changed.inputs.isEmpty { parts.append("dependencies " + list(changed.inputs)) }
    if !changed.outputs.isEmpty { parts.append("outputs " + list(changed.outputs)) }
    let what =
      parts.isEmpty
      ? (changed.isPointer ? "'md5' of \(stage) changed." : "'cmd' of \(stage) has changed.")
      : parts.joined(separator: " and ") + " of \(stage) changed."
    return what + " Are you sure you want to commit it?"
  }

  private static func list(_ paths: [String]) -> String {
    "[" + paths.map { PythonText.quoted($0) }.joined(separator: ", ") + "]"
  }
}
