import Files
import Testing

/// Numbers that are the same in every run.
struct SeededNumbers: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Random ignore files and trees, decided by `git check-ignore` and by us.
@Suite struct IgnoreAgainstGit {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private static let names = ["a", "b", "ab", "ba", "a.b", "b.a", "aab", "-a", "[a]", "a b", "!b", "ä"]
  private static let pieces = [
    "a", "b", "ab", "*", "?", "[ab]", "[!a]", "[^b]", "[a-b]", "*.b", "a*", "\\a", "\\!b", "[]a]", "\\[a]",
    "*b*",
    "[[:alpha:]]", "a b", "ä", "??", "a?b", "-*", "[-a]*", "[a", "*a", ".", "[\\]a]", "*a**", "***",
  ]
  // No `a**/`: older gits cut the literal start off before they look, and then take the rest for a `**/`.

  private func pattern(_ random: inout SeededNumbers) -> String {
    var text = Int.random(in: 0..<4, using: &random) == 0 ? "!" : ""
    if Int.random(in: 0..<4, using: &random) == 0 { text += "/" }
    let count = Int.random(in: 1...3, using: &random)
    for i in 0..<count {
      if i > 0 { text += "/" }
      let isDouble = Int.random(in: 0..<4, using: &random) == 0
      text += isDouble ? "**" : Self.pieces.randomElement(using: &random) ?? "a"
    }
    if Int.random(in: 0..<4, using: &random) == 0 { text += "/" }
    return text
  }

  /// The tree: every name as a file or a directory, three levels at most, different each time.
  private func grow(_ directory: String, _ depth: Int, _ random: inout SeededNumbers) throws -> [String] {
    var paths: [String] = []
    for name in Self.names where Int.random(in: 0..<5, using: &random) > 1 {
      let path = directory.isEmpty ? name : directory + "/" + name
      if depth < 3, Int.random(in: 0..<3, using: &random) == 0 {
        try FileSystem.makeDirectories(scratch.at(path))
        paths.append(path + "/")
        paths += try grow(path, depth + 1, &random)
      } else {
        paths.append(path)
      }
    }
    return paths
  }

  private func run(_ arguments: [String], input: String? = nil) throws -> [UInt8] {
    var request = ChildProcess.Request(["git"] + arguments, directory: scratch.path)
    request.input = input.map { Array($0.utf8) }
    request.output = .capture
    return try ChildProcess.run(request).output
  }

  /// What git says: "source:line" for each path, "" for none.
  private func gitDecisions(_ paths: [String]) throws -> [String] {
    let input = paths.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }.joined(separator: "\0") + "\0"
    let output = try run(["check-ignore", "-v", "-n", "-z", "--no-index", "--stdin"], input: input)
    let fields = output.split(separator: 0, omittingEmptySubsequences: false)
    return stride(from: 0, to: fields.count - 3, by: 4).map { i in
      let source = String(decoding: fields[i], as: UTF8.self)
      return source.isEmpty ? "" : source + ":" + String(decoding: fields[i + 1], as: UTF8.self)
    }
  }

  @Test func decidesAsGitDoes() throws {
    _ = try run(["init", "-q"])
    _ = try run(["config", "core.excludesFile", "/dev/null"])
    var random = SeededNumbers(state: 20_240_607)
    var decided = 0
    let paths = try grow("", 1, &random)
    let inner = try #require(paths.first { $0.hasSuffix("/") }.map { String($0.dropLast()) })
    for _ in 0..<120 {
      let texts = [0, 1].map { _ in (0..<8).map { _ in pattern(&random) }.joined(separator: "\n") + "\n" }
      try scratch.put(texts[0], at: ".gitignore")
      try scratch.put(texts[1], at: inner + "/.gitignore")
      let stack = IgnoreStack([
        IgnorePatterns(text: texts[0], source: ".gitignore", dialect: .git),
        IgnorePatterns(text: texts[1], source: inner + "/.gitignore", base: inner, dialect: .git),
      ])
      let expected = try gitDecisions(paths)
      try #require(expected.count == paths.count)
      for (path, git) in zip(paths, expected) {
        let isDirectory = path.hasSuffix("/")
        let bare = isDirectory ? String(path.dropLast()) : path
        let ours = stack.explain(bare, isDirectory: isDirectory).map { "\($0.rule.source):\($0.rule.line)" }
        #expect(ours ?? "" == git, "\(path) with \(texts) below \(inner)")
        if !git.isEmpty { decided += 1 }
      }
    }
    #expect(decided > 500)
  }
}
