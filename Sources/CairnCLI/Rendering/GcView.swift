import Cairn
import Exchange
import Files

/// What `gc` is going to do and what it did, in the peer's words.
struct GcView {
  let console: Console

  init(_ console: Console) { self.console = console }

  /// What will be kept.
  static func scope(_ options: GcOptions, from directory: String) -> String {
    var parts = ["the workspace"]
    let number = options.number ?? 1
    if options.revisions.allCommits {
      parts.append("all git commits")
    } else {
      switch (options.revisions.allBranches, options.revisions.allTags, options.number) {
      case (true, let tags, let number?):
        parts.append("last \(number) commits from all git branches")
        if tags { parts.append("all git tags") }
      case (true, true, nil): parts.append("all git branches and tags")
      case (true, false, nil): parts.append("all git branches")
      case (false, true, _): parts.append("all git tags")
      case (false, false, _): break
      }
      if let date = options.date { parts.append("all git commits before date \(date)") }
      if let revision = options.revision { parts.append("last \(number) commits from \(revision)") }
    }
    if options.allExperiments { parts.append("all experiments") }
    var text = "This will remove all cache except items used in " + parts.joined(separator: " and ")
    if options.notInRemote { text += " that are not present in the DVC remote" }
    if options.projects.isEmpty { return text + " of the current repo." }
    return text + " of the current and the following repos:"
      + options.projects.map { "\n  - " + Paths.absolute($0, in: directory) }.joined()
  }

  func show(_ report: GcReport, _ options: GcOptions) {
    if !report.missingTrees.isEmpty {
      console.warning(
        "Some of the cache files do not exist neither locally nor on remote. Missing cache files:"
          + report.missingTrees.map { "\nname: None, \($0.algorithm.name): \($0)" }.joined())
    }
    for part in report.cache {
      let name =
        switch part.algorithm {
        case .md5: "repo"
        case .md5Dos2Unix: "legacy"
        case .sha256, .blake3: part.algorithm.name
        }
      show(part, removed: "from \(name) cache", nothing: "No unused '\(name)' cache to remove.")
    }
    for part in report.remote {
      show(part, removed: "from remote", nothing: "No unused cache to remove from remote.")
    }
    tellKept(report.cache + report.remote)
  }

  private func show(_ part: Collector.Part, removed: String, nothing: String) {
    for path in part.paths { console.say("Removing \(path)") }
    console.say(part.removed == 0 ? nothing : "Removed \(part.removed) objects \(removed).")
  }

  /// What the peer would have removed or would not have kept.
  private func tellKept(_ parts: [Collector.Part]) {
    let young = parts.reduce(0) { $0 + $1.young }
    if young > 0 {
      console.warning(
        "\(young) unused objects are younger than \(Collector.grace / 60_000_000_000) minutes and were kept: "
          + "others store objects in this cache too.")
    }
    let doubtful = parts.reduce(0) { $0 + $1.doubtful }
    if doubtful > 0 {
      console.warning(
        "\(doubtful) objects were kept, because the missing directories may need them. "
          + "Use `--skip-failed` to remove them nevertheless.")
    }
    let gone = parts.reduce(0) { $0 + $1.gone }
    if gone > 0 {
      console.warning("The disk is full: \(gone) of them could not be kept for `gc --restore` and are gone.")
    }
    if console.isTerminal, let batch = parts.compactMap(\.batch).last {
      console.say(
        "They are kept for a week: `\(console.program.name) gc --restore \(batch.id)` brings them back, "
          + "`\(console.program.name) gc --expire --older-than 0` frees their space now.")
    }
  }
}
