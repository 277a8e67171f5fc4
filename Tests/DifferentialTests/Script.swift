import Foundation
import TestKit
import Testing

/// A story written as lines, for what needs no random data:
/// - `dvc WORDS`: run by both programs and compared; single quotes enclose words with blanks.
/// - `$ LINE`: for the shell, in both projects, unseen.
/// - `@DIRECTORY` in front of either: run there.
/// - `start`, `commit`: a project in git; everything committed.
/// - `all`: `status`, `data status` and `diff` in their fullest forms.
/// - `end`: each tool reads the other's project.
struct Script {
  let lines: [Substring]

  init(_ text: String) { lines = text.split(separator: "\n") }

  func play(to twins: Twins) throws {
    for line in lines { try play(line, to: twins) }
  }

  private func play(_ line: Substring, to twins: Twins) throws {
    var line = line
    var directory = ""
    if line.hasPrefix("@") {
      let parts = line.dropFirst().split(separator: " ", maxSplits: 1)
      (directory, line) = (String(parts[0]), parts[1])
    }
    switch line {
    case "start": try twins.start()
    case "commit": try twins.commitAll("changed")
    case "all":
      for words in [
        ["status", "--json"], ["data", "status", "--granular", "--json"], ["diff", "--json", "--show-hash"],
      ] {
        try twins.run(words, in: directory)
      }
    case "end": try twins.expectBothReadEachOther()
    default:
      if line.hasPrefix("$ ") { return try twins.shell(String(line.dropFirst(2)), in: directory) }
      let words = Self.words(line)
      guard words.first == "dvc" else { throw UnknownStep(line: String(line)) }
      try twins.run(Array(words.dropFirst()), in: directory)
    }
  }

  /// Words at blanks; what single quotes enclose is one, or part of one.
  private static func words(_ line: Substring) -> [String] {
    var words: [String] = []
    var word: String?
    var isQuoted = false
    for character in line {
      switch character {
      case "'":
        isQuoted.toggle()
        word = word ?? ""
      case " " where !isQuoted:
        if let whole = word { words.append(whole) }
        word = nil
      default: word = (word ?? "") + String(character)
      }
    }
    return words + [word].compactMap { $0 }
  }
}

/// A line of a script that means nothing.
struct UnknownStep: Error { let line: String }

extension Scenario {
  /// - Parameter script: as ``Script`` reads it.
  init(_ name: String, script: String) {
    self.init(name, seed: 0) { twins, _ in try Script(script).play(to: twins) }
  }
}
