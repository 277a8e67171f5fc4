import Cairn
import Documents
import Files
import Hooks

/// What checks found: a line each, with what mends it in the next.
struct ProblemText {
  let program: Program

  /// All of them, under a sentence that says what follows.
  func text(_ report: CheckReport, refused what: String, skip: String?) -> String {
    var text = ""
    let heading =
      report.refuses
      ? "cairn refuses \(what)" + (skip.map { " (skip once: \($0))" } ?? "") : "cairn warns of \(what)"
    text += "\(heading):\n"
    for problem in report.problems {
      text += "  \(problem.isWarning ? "warning: " : "")\(place(problem)): \(message(problem))\n"
      text += "    -> \(remedy(problem))\n"
    }
    return text
  }

  private func place(_ problem: Problem) -> String {
    problem.file + (problem.commit.map { " in \($0.short)" } ?? "")
  }

  func message(_ problem: Problem) -> String {
    switch problem.fact {
    case .data(let path, _, let isStored):
      isStored
        ? "\(path) is not what it says" : "\(path) is not what it says, and the cache lacks what it says"
    case .objects(let path, let missing, let remote):
      "\(missing.count == 1 ? "1 object" : "\(missing.count) objects") of \(path) "
        + (remote.map { "not on remote '\($0)'" } ?? "not in the cache, and there is no remote")
    case .conflictMarks: "has conflict marks"
    case .invalid(let cause): Self.firstLine(FailureWording(program: program).describe(cause).message)
    case .tooLarge(let bytes, let limit, let isBinary):
      "\(Self.size(bytes))\(isBinary ? " that are not text" : ""), more than the \(Self.size(limit)) meant for git"
    case .matches(let pattern): "looks like data or a model (\(pattern))"
    case .secret(let option): "\(option) is a secret in a file that everybody gets"
    case .contradiction(let stage, let part): "stage '\(stage)': \(part) of dvc.lock and dvc.yaml differ"
    case .outOfDate(let stage, let reason): "stage '\(stage)' is out of date: \(reason)"
    case .remoteFails(let name, let cause):
      "remote '\(name)' can't be asked: "
        + Self.firstLine(FailureWording(program: program).describe(cause).message)
    }
  }

  func remedy(_ problem: Problem) -> String {
    let name = program.name
    let file = problem.file
    switch problem.fact {
    case .data(let path, _, _):
      return file.hasSuffix(".dvc")
        ? "record it: \(name) add \(path) && git add \(file); or take it back: \(name) checkout \(file)"
        : "record it: \(name) repro (or \(name) commit) && git add \(lock(file)); or take it back: \(name) checkout"
    case .objects(_, _, let remote):
      if remote == nil { return "add a remote: \(name) remote add -d NAME URL, then \(name) push" }
      return "where the data is: \(name) push" + (problem.commit == nil ? "" : " --all-commits")
    case .conflictMarks: return "\(name) resolve \(file)"
    case .invalid: return "mend \(file), then git add \(file)"
    case .tooLarge, .matches:
      return
        "git rm --cached \(file) && \(name) add \(file) && git add \(file).dvc; or allow it in cairn.yaml"
    case .secret(let option):
      return
        "\(name) config --local \(option) ... && \(name) config --unset \(option); the secret is to be changed"
    case .contradiction(let stage, _), .outOfDate(let stage, _):
      return "\(name) repro \(stage) && git add \(lock(file)) (then \(name) push)"
    case .remoteFails: return "see whether it is reachable: \(name) status --cloud"
    }
  }

  private func lock(_ file: String) -> String {
    file.contains("/") ? Paths.parent(file) + "/dvc.lock" : "dvc.lock"
  }

  func json(_ report: CheckReport) -> Value {
    var mapping = Mapping()
    mapping["ok"] = .bool(!report.problems.contains { !$0.isWarning })
    mapping["commits"] = .int(report.commits)
    mapping["objects"] = .int(report.objects)
    mapping["problems"] = .list(
      report.problems.map { problem in
        var entry = Mapping()
        entry["kind"] = .string(problem.kind)
        entry["file"] = .string(problem.file)
        entry["commit"] = problem.commit.map { .string($0.hex) } ?? .null
        if case .objects(let path, let missing, let remote) = problem.fact {
          entry["path"] = .string(path)
          entry["remote"] = remote.map(Value.string) ?? .null
          entry["missing"] = .list(missing.map { .string($0.description) })
        }
        entry["message"] = .string(message(problem))
        entry["remedy"] = .string(remedy(problem))
        entry["warning"] = .bool(problem.isWarning)
        return .map(entry)
      })
    return .map(mapping)
  }

  private static func firstLine(_ text: String) -> String {
    let lines = text.split(separator: "\n").map(String.init)
    return lines.prefix(2).joined(separator: " ")
  }

  private static func size(_ bytes: Int) -> String {
    bytes >= 1 << 20
      ? "\((bytes + (1 << 19)) >> 20) MB" : bytes >= 1 << 10 ? "\(bytes >> 10) KB" : "\(bytes) bytes"
  }
}
