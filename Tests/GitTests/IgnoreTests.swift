import Files
import TestKit
import Testing

@testable import Git

/// What git itself says of each path.
private func ignoredByGit(_ sandbox: Sandbox, _ paths: [String]) throws -> Set<String> {
  let outcome = try sandbox.program.run(
    ["check-ignore", "--no-index", "-z", "--stdin"], stdin: paths.map { $0 + "\0" }.joined())
  // 1: none of them is.
  #expect(outcome.exit <= 1, "\(outcome)")
  return Set(outcome.stdout.split(separator: "\0").map(String.init))
}

private func expectAgreement(
  _ sandbox: Sandbox, files: [String], note: String = "", at place: SourceLocation = #_sourceLocation
) throws {
  var paths = Set(files)
  for file in files {
    var parts = file.split(separator: "/").dropLast()
    while !parts.isEmpty {
      paths.insert(parts.joined(separator: "/"))
      parts = parts.dropLast()
    }
  }
  let files = Set(files)
  let theirs = try ignoredByGit(sandbox, paths.sorted())
  let rules = try sandbox.repository().ignoreRules()
  func source(_ path: String) -> String {
    (try? sandbox.scratch.text("repo/\(path.prefix { $0 != "/" })/.gitignore"))?.debugDescription ?? ""
  }
  for path in paths.sorted() {
    let ours = rules.isIgnored(path, isDirectory: !files.contains(path))
    #expect(
      ours == theirs.contains(path), "\(path.debugDescription) \(note) \(source(path))", sourceLocation: place
    )
  }
}

@Test func everySourceOfRulesCounts() throws {
  try withRepository { sandbox in
    try sandbox.scratch.write("*.tmp\n!keep.tmp\nbuild/\n/top\n", to: "repo/.gitignore")
    try sandbox.scratch.write("!b.tmp\nlocal\n", to: "repo/sub/.gitignore")
    try sandbox.scratch.write("excluded\n*.log\n", to: "repo/.git/info/exclude")
    try sandbox.scratch.write("global\n!a.log\n", to: "home/.config/git/ignore")
    let files = [
      "a.tmp", "keep.tmp", "build/x", "sub/build/y", "top", "sub/top", "sub/b.tmp", "sub/deep/b.tmp", "local",
      "sub/local", "excluded", "global", "a.log", "sub/global", "build2/x", "sub/keep.tmp",
    ]
    for file in files { try sandbox.scratch.write("", to: "repo/" + file) }
    try expectAgreement(sandbox, files: files)
    // The user's own file replaces the default place.
    try sandbox.scratch.write("[core]\n\texcludesFile = ~/my ignore\n", to: "home/.gitconfig")
    try sandbox.scratch.write("top\n", to: "home/my ignore")
    try expectAgreement(sandbox, files: files)
    #expect(try sandbox.repository().isIgnored("sub/top", isDirectory: false))
    #expect(try !sandbox.repository().isIgnored("global", isDirectory: false))
  }
}

@Test func oneRuleAtATimeLikeGit() throws {
  let patterns = [
    "a", "/a", "a/", "/a/", "a/b", "a/*", "a/**", "**/b", "**/a/b", "a/**/b", "*", "*/", "*/b", "**", "**/",
    "?", "??", "[ab]", "[!a]", "[^a]", "[a-c]", "[]a]", "[]-a]", "[a", "a]", "[[:alpha:]]", "[[:digit:]x]",
    "[[:nonsense:]]", "[\\]]", "\\a", "\\*", "\\!a", "\\#a", "!a", "#a", "a\\ ", "a ", "a  ", "a\\", " a",
    "*a",
    "a*", "*a*", "*.x", "a.x", "/*.x", "!", "/", "//", "a//b", "./a", "../a", "a/.", "*\\", "[a-", "[z-a]",
    "**a", "a**", "a**b", "**a/b", "a/**b", "a/**/**/b", "**/**/b", "/**", "/**/b", "b/**/", "a\r", "a\t",
    "\u{FEFF}a", "é", "[é]", "?é", "[[:space:]]", "*[ ]*", "[*]", "[?]", "[a/]b", "a[/]b", "a?b", "a[!x]b",
    "*/*", "*/a/*", "[[:upper:][:digit:]]", "[[:]", "[a[:alpha:]", "[!]]", "[-a]", "[a-]", "[\\a-\\c]", ".*",
    "/.x", "*.*", "a*b*c", "**/c", "a/*/c", "a/**/c", "*/**/c", "\\[ab\\]", "[!", "[]", "[]]", "b/../a",
  ]
  let files = [
    "a", "b/a", "b/b", "c/a/b", "c/a/x/b", "c/c", "c/b/c", "!a", "#a", "*", "]", "[", "-", "?", "é", "xé",
    "a.x",
    "b/.x", ".x", "a ", " a", "a\t", "A", "1", "\\", "[ab]", "aab", "abc/c", "axbyc", "a b", "z", "a-b/z",
    "a\\",
  ]
  try withRepository { sandbox in
    // A directory per pattern and line ending; git need only find the directories.
    var all: [String] = []
    for (i, pattern) in patterns.enumerated() {
      for (j, text) in [pattern + "\n", pattern, pattern + "\r\n"].enumerated() {
        try sandbox.scratch.write(text, to: "repo/\(i).\(j)/.gitignore")
        for file in files {
          if file.contains("/") { try sandbox.scratch.makeDirectory("repo/\(i).\(j)/" + Paths.parent(file)) }
          all.append("\(i).\(j)/" + file)
        }
      }
    }
    try expectAgreement(sandbox, files: all)
  }
}

@Test(arguments: 0..<40) func randomRulesLikeGit(seed: Int) throws {
  var random = SeededRandom(seed: UInt64(seed))
  let names = ["a", "b", "ab", "a.x", "b.x", "c d", ".h", "ü", "x*y", "[q]", "B"]
  let pieces = names + ["*", "?", "**", "*.x", "[ab]", "[!a]", "a*", "\\*", "[[:alpha:]]", "[b-z]*", "*b*"]
  func path(_ parts: [String], _ random: inout SeededRandom) -> String {
    (0...random.int(below: 3)).map { _ in random.pick(parts) }.joined(separator: "/")
  }
  func rules(_ random: inout SeededRandom) -> String {
    (0..<(1 + random.int(below: 6))).map { _ in
      (random.chance(30) ? "!" : "") + (random.chance(30) ? "/" : "") + path(pieces, &random)
        + (random.chance(25) ? "/" : "") + (random.chance(5) ? "  " : "") + "\n"
    }.joined()
  }
  try withRepository { sandbox in
    var files = Set<String>()
    for _ in 0..<60 {
      let name = path(names, &random)
      let clash = files.contains { $0.hasPrefix(name + "/") || name.hasPrefix($0 + "/") }
      if !clash { files.insert(name) }
    }
    for file in files { try sandbox.scratch.write("", to: "repo/" + file) }
    var notes = ""
    let directories = Set(files.compactMap { $0.contains("/") ? Paths.parent($0) : nil }).sorted()
    for directory in [""] + directories where directory.isEmpty || random.chance(40) {
      let text = rules(&random)
      notes += "\n\(directory)/.gitignore: \(text.debugDescription)"
      try sandbox.scratch.write(text, to: "repo/\(directory)/.gitignore")
    }
    if random.chance(50) {
      let text = rules(&random)
      notes += "\nexclude: \(text.debugDescription)"
      try sandbox.scratch.write(text, to: "repo/.git/info/exclude")
    }
    try expectAgreement(sandbox, files: files.sorted(), note: notes)
  }
}

@Test func tellsTheRuleThatDecides() throws {
  try withRepository { sandbox in
    try sandbox.scratch.write("build/\n*.x\n", to: "repo/.gitignore")
    try sandbox.scratch.write("\n!keep.x\n", to: "repo/sub/.gitignore")
    let rules = try sandbox.repository().ignoreRules()
    let build = rules.explain("sub/build/a", isDirectory: false)?.rule
    #expect(build?.source == ".gitignore" && build?.line == 1 && build?.text == "build/")
    #expect(rules.explain("sub/keep.x", isDirectory: false)?.isIgnored == false)
    #expect(rules.explain("sub/keep.x", isDirectory: false)?.rule.source == "sub/.gitignore")
    #expect(rules.explain("plain", isDirectory: false) == nil)
  }
}

@Test func aLinkedIgnoreFileIsNotFollowed() throws {
  try withRepository { sandbox in
    try sandbox.scratch.write("x\n", to: "repo/rules")
    try sandbox.scratch.symlink("repo/.gitignore", to: "rules")
    try sandbox.scratch.write("", to: "repo/x")
    try expectAgreement(sandbox, files: ["x"])
  }
}

@Test func ignoresLettersCaseWhereGitDoes() throws {
  try withRepository { sandbox in
    try sandbox.git("config", "core.ignoreCase", "true")
    try sandbox.scratch.write("*.TMP\nBuild/\n/Top*x\n[a-c]q\n", to: "repo/.gitignore")
    let files = ["a.tmp", "A.Tmp", "build/x", "topYX", "Bq", "dq"]
    for file in files { try sandbox.scratch.write("", to: "repo/" + file) }
    try expectAgreement(sandbox, files: files)
  }
}

@Test func rulesOfALinkedWorkTree() throws {
  try withRepository { sandbox in
    _ = try sandbox.commit(files: ["one"])
    try sandbox.git("worktree", "add", "--quiet", "../other")
    try sandbox.scratch.write("shared\n", to: "repo/.git/info/exclude")
    #expect(try sandbox.repository("other").isIgnored("shared", isDirectory: false))
  }
}
