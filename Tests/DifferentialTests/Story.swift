import Testing

/// What happens to a project, step by step.
enum Story {
  enum Step: CustomStringConvertible {
    case write(String, String)
    case remove(String)
    case commit
    case dvc([String])

    var description: String {
      switch self {
      case .write(let path, _): "write \(path)"
      case .remove(let path): "rm \(path)"
      case .commit: "git commit"
      case .dvc(let words): "dvc " + words.joined(separator: " ")
      }
    }

    /// Stages of a part of the graph are taken in random order by the real dvc.
    var isTargeted: Bool {
      guard case .dvc(let words) = self, words[0] == "repro" else { return false }
      return words.dropFirst().contains { !$0.hasPrefix("-") }
    }
  }
}

extension Twins {
  func play(_ steps: [Story.Step]) throws {
    for step in steps {
      switch step {
      case .write(let path, let text): try write(text, to: path)
      case .remove(let path): try remove(path)
      case .commit: try commitAll("step")
      case .dvc(let words): try run(words, ordered: !step.isTargeted)
      }
    }
  }
}
