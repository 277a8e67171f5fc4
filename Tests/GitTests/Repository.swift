import Files
import TestKit
import Testing

@testable import Git

/// A scratch repository, the real git to act on it, and our view of it.
struct Sandbox {
  let scratch: Scratch
  let program: Program

  /// Our view, made afresh: nothing is remembered from earlier.
  func repository(_ directory: String = "repo", _ changes: [String: String] = [:]) throws -> GitRepository {
    let environment = GitEnvironment(program.environment.merging(changes) { $1 })
    let found = try GitRepository.discover(from: scratch.path(directory), environment: environment)
    return try #require(found)
  }

  /// Runs git in `repo` and insists on success.
  @discardableResult
  func git(_ arguments: String..., stdin: String = "") throws -> String {
    let outcome = try program.run(arguments, stdin: stdin)
    expectExit(outcome)
    return outcome.stdout
  }

  @discardableResult
  func git(in directory: String, _ arguments: String...) throws -> String {
    let outcome = try program.with(directory: scratch.path(directory)).run(arguments)
    expectExit(outcome)
    return outcome.stdout
  }

  func commit(_ message: String, time: Int = 1_700_000_000) throws -> GitID {
    let dated = program.with(environment: [
      "GIT_AUTHOR_DATE": "\(time) +0130", "GIT_COMMITTER_DATE": "\(time) +0130",
    ])
    expectExit(try dated.run(["commit", "--quiet", "--allow-empty", "--message", message]))
    return try #require(GitID(hex: git("rev-parse", "HEAD").dropLast()))
  }

  /// Writes files (text is the path) and commits them.
  func commit(files: [String], time: Int = 1_700_000_000) throws -> GitID {
    for path in files { try scratch.write(path, to: "repo/" + path) }
    try git("add", "--all", "--force")
    return try commit("files", time: time)
  }
}

/// A fresh repository `repo` on branch `main`; `--bare` and the like may be asked for.
func withRepository(_ options: [String] = [], _ body: (Sandbox) throws -> Void) throws {
  try withScratch("git") { scratch in
    try scratch.makeDirectory("home")
    try scratch.makeDirectory("repo")
    let environment = fixedEnvironment(
      home: scratch.path("home"), changes: ["GIT_CONFIG_GLOBAL": scratch.path("home/.gitconfig")])
    try scratch.write("[protocol \"file\"]\n\tallow = always\n", to: "home/.gitconfig")
    let git = Program(
      "/usr/bin/env", in: scratch.path("repo"), environment: environment, leading: ["git"])
    let outcome = try git.run(["init", "--quiet", "--initial-branch", "main"] + options)
    expectExit(outcome)
    try body(Sandbox(scratch: scratch, program: git))
  }
}
