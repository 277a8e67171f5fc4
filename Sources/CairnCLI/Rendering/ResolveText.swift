import Cairn
import Documents
import Files
import Git
import Hooks

/// What `resolve` settled and what is open.
enum ResolveText {
  static func text(_ report: ResolveReport, _ program: Program) -> String {
    var text = report.resolved.map { "resolved  \($0)\n" }.joined()
    text += conflicts(report.open)
    if !report.open.isEmpty {
      text += "Settle them: \(program.name) resolve --ours|--theirs|--both [path or stage …]\n"
    } else if report.resolved.isEmpty {
      text += "No conflicts in .dvc files or dvc.lock.\n"
    } else {
      text += "Bring the data: \(program.name) checkout\n"
    }
    return text
  }

  static func conflicts(_ all: [MergeConflict]) -> String {
    all.map { conflict in
      let sides = [("ours", conflict.ours), ("theirs", conflict.theirs)].compactMap { name, value in
        value.map { "\(name) \($0.prefix(12))" }
      }
      return "conflict  \(conflict.file): \(conflict.what)"
        + (sides.isEmpty ? "" : " (\(sides.joined(separator: ", ")))") + "\n"
    }.joined()
  }

  static func json(_ report: ResolveReport) -> Value {
    var mapping = Mapping()
    mapping["resolved"] = .list(report.resolved.map(Value.string))
    mapping["open"] = .list(
      report.open.map { conflict in
        var entry = Mapping()
        entry["file"] = .string(conflict.file)
        entry["what"] = .string(conflict.what)
        entry["ours"] = conflict.ours.map(Value.string) ?? .null
        entry["theirs"] = conflict.theirs.map(Value.string) ?? .null
        return .map(entry)
      })
    return .map(mapping)
  }

  /// A word as conflicts name it: a path from the top of the work tree, or a stage as it is.
  static func fromTop(_ word: String, _ library: Session) -> String {
    guard let repository = try? library.open(), let git = try? repository.git(),
      let inside = try? git.location.relative(Paths.absolute(word, in: library.environment.workingDirectory))
    else { return word }
    return inside
  }
}
