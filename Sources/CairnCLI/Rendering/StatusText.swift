import Documents

/// What changed of one stage, in the words of `status`.
struct StatusView: Equatable {
  enum Reason: Equatable {
    /// "always changed", "changed command", "changed checksum".
    case plain(String)
    /// "changed deps", "changed outs" and what changed there.
    case entries(String, [Entry])
  }
  /// A path and its state, or a params file and the states of its keys.
  struct Entry: Equatable {
    var path: String
    var state: String?
    var keys: [Entry] = []
  }

  var name: String
  var reasons: [Reason]
}

enum StatusText {
  /// Stages with tabs in front of their reasons; no text when nothing changed.
  static func text(_ stages: [StatusView]) -> String {
    var text = ""
    for stage in stages {
      text += "\(stage.name):\n"
      for reason in stage.reasons {
        switch reason {
        case .plain(let words): text += "\t\(words)\n"
        case .entries(let title, let entries):
          text += "\t\(title):\n"
          for entry in entries { text += line(entry, indent: "\t\t") }
        }
      }
    }
    return text
  }

  private static func line(_ entry: StatusView.Entry, indent: String) -> String {
    guard let state = entry.state else {
      return indent + entry.path + ":\n" + entry.keys.map { line($0, indent: indent + "\t") }.joined()
    }
    return indent + TextWidth.padded(state + ":", to: 20) + entry.path + "\n"
  }

  /// formats §6: `{stage: [{"changed deps": {path: state}}, "changed command"]}`.
  static func json(_ stages: [StatusView]) -> Value {
    var map = Mapping()
    for stage in stages {
      map[stage.name] = .list(
        stage.reasons.map { reason in
          switch reason {
          case .plain(let words): return .string(words)
          case .entries(let title, let entries):
            var one = Mapping()
            one[title] = json(entries)
            return .map(one)
          }
        })
    }
    return .map(map)
  }

  private static func json(_ entries: [StatusView.Entry]) -> Value {
    var map = Mapping()
    for entry in entries { map[entry.path] = entry.state.map { .string($0) } ?? json(entry.keys) }
    return .map(map)
  }

  static let upToDate = "Data and pipelines are up to date."
  static let nothingTracked =
    "There are no data or pipelines tracked in this project yet.\n"
    + "See <https://dvc.org/doc/start> to get started!"

  /// `status -c`: tab, state, path.
  static func cloud(_ entries: [StatusView.Entry]) -> String {
    entries.map { line($0, indent: "\t") }.joined()
  }

  static func cloudJSON(_ entries: [StatusView.Entry]) -> Value { json(entries) }

  static func inSync(remote: String) -> String { "Cache and remote '\(remote)' are in sync." }
}
