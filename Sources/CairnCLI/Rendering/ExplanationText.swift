import Documents
import Hashing
import Manifests
import Pipeline
import Workspace

/// The words of `--explain`.
struct ExplanationText {
  let console: Console
  private static let shownMembers = 10

  func show(_ stages: [StageExplanation], asJSON: Bool) {
    if asJSON { return console.json(ExplanationJSON.value(stages)) }
    for stage in stages { console.say(text(stage), terminator: "") }
    console.say(summary(stages))
  }

  private func text(_ stage: StageExplanation) -> String {
    let time = stage.lastSeconds.map { " (\(DurationText.short($0)) last time)" } ?? ""
    let name = stage.stage.hasSuffix(".dvc") ? "'\(stage.stage)'" : "Stage '\(stage.stage)'"
    var text = name + " "
    switch stage.outcome {
    case .upToDate: return text + "is up to date\n"
    case .mayRun:
      return text + "may run\(time): it reads what \(FailureWording.list(stage.after)) will make\n"
    case .runs: text += "would run" + time
    case .restores: text += "would be restored from the cache, where the result of this run is known"
    case .recorded: text += "would be recorded anew"
    }
    text += ":\n"
    for reason in stage.reasons { text += lines(reason).map { "  " + $0 + "\n" }.joined() }
    if !stage.after.isEmpty { text += "  it reads what \(FailureWording.list(stage.after)) will make\n" }
    return text
  }

  private func lines(_ reason: ExplainedReason) -> [String] {
    switch reason {
    case .forced: return ["it is forced to"]
    case .neverRun: return ["it has never been run"]
    case .always: return ["it runs every time"]
    case .definition(.command(let old, let new)):
      return ["its command changed:"] + Self.difference(old.lines, new.lines)
    case .definition(.checksum): return ["its file was changed by hand"]
    case .dependency(let difference, let members):
      return ["dependency " + Self.text(difference)] + Self.lines(members)
    case .output(let difference, let members):
      return ["output " + Self.text(difference)] + Self.lines(members)
    case .parameters(let difference): return Self.lines(difference)
    }
  }

  private static func text(_ difference: DataDifference) -> String {
    var text = "'\(difference.declared)' is \(difference.change.rawValue)"
    switch (difference.old, difference.new) {
    case (let old?, let new?): text += ": \(old) -> \(new)"
    case (let old?, nil): text += ": was \(old)"
    case (nil, let new?): text += ": \(new)"
    case (nil, nil): break
    }
    return text
  }

  private static func lines(_ members: [MemberChange]) -> [String] {
    let shown = members.prefix(shownMembers).map { "  \($0.change.rawValue): \($0.path)" }
    return shown + (members.count > shown.count ? ["  and \(members.count - shown.count) more"] : [])
  }

  private static func lines(_ difference: ParameterDifference) -> [String] {
    switch difference.change {
    case .file(let change): return ["the file of parameters '\(difference.declared)' is \(change.rawValue)"]
    case .keys(let changes):
      return changes.map { change in
        let old = change.old.map { JSON.dump($0, style: .compact) } ?? "nothing"
        let new = change.new.map { JSON.dump($0, style: .compact) } ?? "nothing"
        return "parameter '\(change.key)' of '\(difference.declared)': \(old) -> \(new)"
      }
    }
  }

  /// Lines that went and came; what is the same at both ends is left out.
  private static func difference(_ old: [String], _ new: [String]) -> [String] {
    var (old, new) = (old[...], new[...])
    while let one = old.first, one == new.first {
      old.removeFirst()
      new.removeFirst()
    }
    while let one = old.last, one == new.last {
      old.removeLast()
      new.removeLast()
    }
    return old.map { "  - " + $0 } + new.map { "  + " + $0 }
  }

  private func summary(_ stages: [StageExplanation]) -> String {
    let total = ExplanationTotal(stages)
    if total.active == 0 { return "Nothing would run." }
    var parts: [String] = []
    func add(_ count: Int, _ words: String) {
      if count > 0 { parts.append("\(count) \(words)") }
    }
    add(total.counts[.runs, default: 0], "would run")
    add(total.counts[.mayRun, default: 0], "may run")
    add(total.counts[.restores, default: 0], "would be restored")
    add(total.counts[.recorded, default: 0], "would be recorded anew")
    add(total.counts[.upToDate, default: 0], "up to date")
    var text = parts.joined(separator: ", ")
    if total.known > 0 { text += "; \(DurationText.short(total.seconds)) in all, going by the last runs" }
    if total.unknown > 0 {
      text += "; \(total.unknown) \(total.unknown == 1 ? "was" : "were") never timed here"
    }
    return text + "."
  }
}

/// What a plan amounts to.
struct ExplanationTotal {
  var counts: [StageExplanation.Outcome: Int] = [:]
  var seconds = 0.0
  var known = 0
  var unknown = 0
  var active: Int { counts.filter { $0.key != .upToDate }.values.reduce(0, +) }

  init(_ stages: [StageExplanation]) {
    for stage in stages {
      counts[stage.outcome, default: 0] += 1
      guard stage.outcome == .runs || stage.outcome == .mayRun else { continue }
      if let last = stage.lastSeconds {
        seconds += last
        known += 1
      } else {
        unknown += 1
      }
    }
  }
}
