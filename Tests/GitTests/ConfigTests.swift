import TestKit
import Testing

@testable import Git

private func entries(_ text: String) throws -> [String] {
  var parser = GitConfigParser(Array(text.utf8), path: "config")
  return try parser.entries().map { $0.key + ($0.value.map { "=" + $0 } ?? "") }
}

@Test func parsesTheSyntaxOfGitConfig() throws {
  #expect(try entries("[core]\n\tBare = true ; note\n") == ["core.bare=true"])
  #expect(try entries("[Remote \"My \\\"One\\\\\"]url=x") == ["remote.My \"One\\.url=x"])
  #expect(try entries("[a.Sub]\nflag\n  other\t=\n") == ["a.sub.flag", "a.sub.other="])
  #expect(try entries("[a]x = \"  b # c\" d  # e\n") == ["a.x=  b # c d"])
  #expect(try entries("[a]\nx = one \\\n  two\\n\\t\\\"\n#[b]\n;y=1\n") == ["a.x=one   two\n\t\""])
  #expect(try entries("\u{FEFF}[a]\r\nx = 1\r\n") == ["a.x=1"])
  #expect(try entries("") == [])
}

@Test func saysWhereTheSyntaxBreaks() throws {
  for (text, line) in [
    ("x = 1\n", 1), ("[a\nx=1\n", 2), ("[a]\n\n=1\n", 3), ("[a]\nx = \"open\n", 3), ("[a \"b]\n", 2),
    ("[a]\nx = \\q\n", 2), ("[a]\n1x = 2\n", 2),
  ] {
    let error = #expect(throws: GitError.self) { try entries(text) }
    guard case .badConfig("config", let at)? = error else {
      Issue.record("\(text.debugDescription): \(String(describing: error))")
      continue
    }
    #expect(abs(at - line) <= 1, "\(text.debugDescription): line \(at)")
  }
}

@Test func everyLevelCountsAndTheNearestWins() throws {
  try withRepository { sandbox in
    try sandbox.scratch.write("[a]\nx = xdg\nonly = xdg\n", to: "home/.config/git/config")
    try sandbox.scratch.write("[a]\nx = home\nhome = 1\n", to: "home/.gitconfig")
    try sandbox.git("config", "a.local", "yes")
    let plain = sandbox.program.environment.filter { $0.key != "GIT_CONFIG_GLOBAL" }
    func config(_ changes: [String: String] = [:]) throws -> GitConfig {
      try GitConfig.load(
        try sandbox.repository().location, environment: GitEnvironment(plain.merging(changes) { $1 }))
    }
    #expect(try config()["a.x"] == "home")
    #expect(try config()["a.only"] == "xdg")
    #expect(try config()["A.LOCAL"] == "yes")
    #expect(try config()["a.none"] == nil)
    #expect(try config().values("a.x") == ["xdg", "home"])
    let variables = ["GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "A.x", "GIT_CONFIG_VALUE_0": "env"]
    #expect(try config(variables)["a.x"] == "env")
    #expect(try config(["GIT_CONFIG_GLOBAL": "/dev/null"])["a.x"] == nil)
    try sandbox.git("config", "a.x", "local")
    #expect(try config()["a.x"] == "local")
    try sandbox.git("config", "extensions.worktreeConfig", "true")
    try sandbox.git("config", "--worktree", "a.x", "worktree")
    #expect(try config()["a.x"] == "worktree")
  }
}

@Test func readsBooleansAsGitDoes() throws {
  var config = GitConfig(home: "/home/me")
  let values: [(String?, Bool?)] = [
    (nil, true), ("", false), ("yes", true), ("On", true), ("TRUE", true), ("no", false), ("off", false),
    ("0", false), ("2", true), ("maybe", nil),
  ]
  for (value, expected) in values {
    config.entries = [.init(key: "a.b", value: value)]
    #expect(config.bool("a.b") == expected, "\(value ?? "nil")")
  }
  config.entries = [.init(key: "a.b", value: "~/x")]
  #expect(config.path("a.b") == "/home/me/x")
}

@Test func followsIncludesLikeGit() throws {
  try withRepository { sandbox in
    let repo = sandbox.scratch.path("repo")
    let conditions = [
      "gitdir:\(repo)/", "gitdir:repo/", "gitdir:~/", "gitdir/i:\(repo.uppercased())/.GIT",
      "gitdir:**/nope/**",
      "onbranch:main", "onbranch:ma*", "onbranch:other", "onbranch:m/", "gitdir:../repo/.git", "hasconfig:x",
      "gitdir:./../repo/", "nonsense",
    ]
    var text = "[include]\n\tpath = extra/one\n\tpath = missing\n"
    for (i, condition) in conditions.enumerated() {
      text += "[includeIf \"\(condition)\"]\n\tpath = c\(i)\n"
      try sandbox.scratch.write("[seen]\n\tc = \(i)\n", to: "home/c\(i)")
    }
    try sandbox.scratch.write("[seen]\n\tone = 1\n[include]\n\tpath = ../two\n", to: "home/extra/one")
    try sandbox.scratch.write("[seen]\n\ttwo = 2\n", to: "home/two")
    try sandbox.scratch.write(text, to: "home/.gitconfig")
    let config = try sandbox.repository().config()
    #expect(config["seen.one"] == "1" && config["seen.two"] == "2")
    let theirs = try sandbox.git("config", "--get-all", "seen.c").split(separator: "\n").map(String.init)
    #expect(config.values("seen.c") == theirs)
    #expect(theirs.contains("0") && !theirs.contains("4"))
  }
}

@Test func setsValuesAndSeesThem() throws {
  try withRepository { sandbox in
    let repository = try sandbox.repository()
    #expect(try repository.config("merge.dvc.driver") == nil)
    let driver = "dvc git-hook merge-driver --ancestor %O --our %A --their %B "
    try repository.setConfig("merge.dvc.driver", driver)
    #expect(try repository.config("merge.dvc.driver") == driver)
    #expect(try sandbox.git("config", "merge.dvc.driver") == driver + "\n")
  }
}

@Test func findsTheHooksDirectory() throws {
  try withRepository { sandbox in
    _ = try sandbox.commit(files: ["one"])
    try sandbox.git("worktree", "add", "--quiet", "../other")
    let shared = sandbox.scratch.path("repo/.git/hooks")
    #expect(try sandbox.repository().hooksDirectory() == shared)
    #expect(try sandbox.repository("other").hooksDirectory() == shared)
    try sandbox.git("config", "core.hooksPath", ".githooks")
    #expect(try sandbox.repository("other").hooksDirectory() == sandbox.scratch.path("other/.githooks"))
    try sandbox.git("config", "core.hooksPath", "~/hooks")
    #expect(try sandbox.repository().hooksDirectory() == sandbox.scratch.path("home/hooks"))
  }
}
