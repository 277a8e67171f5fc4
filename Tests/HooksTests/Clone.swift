import Foundation
import TestKit
import Testing

/// A clone (or a bare repository) with real git and the built cairn in PATH.
struct Clone {
  let place: Scratch
  let git: Program
  let cairn: Program

  /// The directory `name` of a scratch, which becomes everybody's home as well.
  init(_ name: String, in scratch: Scratch) throws {
    place = try scratch.sub(name)
    try scratch.makeDirectory("home")
    try scratch.makeDirectory("bin")
    if !scratch.exists("bin/cairn") { try scratch.symlink("bin/cairn", to: Places.cairn()) }
    if !scratch.exists("bin/dvc") { try scratch.symlink("bin/dvc", to: Places.cairn()) }
    var environment = fixedEnvironment(home: scratch.path("home"))
    environment["PATH"] = scratch.path("bin") + ":" + (environment["PATH"] ?? "")
    environment["GIT_CONFIG_COUNT"] = "2"
    environment["GIT_CONFIG_KEY_0"] = "init.defaultBranch"
    environment["GIT_CONFIG_VALUE_0"] = "main"
    environment["GIT_CONFIG_KEY_1"] = "protocol.file.allow"
    environment["GIT_CONFIG_VALUE_1"] = "always"
    git = Program("/usr/bin/env", in: place.root, environment: environment, leading: ["git"])
    cairn = Program(scratch.path("bin/cairn"), in: place.root, environment: environment)
  }

  /// A project with hooks, a remote directory beside it, and one commit.
  static func project(_ name: String = "ann", in scratch: Scratch, hash: String = "md5") throws -> Clone {
    let clone = try Clone(name, in: scratch)
    try clone.ok("git", "init", "-q")
    try clone.ok("cairn", "init", "-q", "--hash", hash)
    try clone.ok("cairn", "remote", "add", "-q", "-d", "store", scratch.path("store"))
    try clone.ok("cairn", "install", "-q")
    try clone.commit("init")
    return clone
  }

  /// Another one's clone, with hooks.
  static func of(_ url: String, _ name: String, in scratch: Scratch, arguments: [String] = []) throws -> Clone
  {
    let clone = try Clone(name, in: scratch)
    let outcome = try clone.git.run(["clone", "-q"] + arguments + [url, "."])
    expectExit(outcome)
    try clone.ok("cairn", "install", "-q")
    return clone
  }

  /// Runs and insists on success.
  @discardableResult
  func ok(_ words: String..., at place: SourceLocation = #_sourceLocation) throws -> Outcome {
    let outcome = try run(words)
    expectExit(outcome, at: place)
    return outcome
  }

  /// Runs and insists on a refusal.
  @discardableResult
  func refused(_ words: String..., at place: SourceLocation = #_sourceLocation) throws -> Outcome {
    let outcome = try run(words)
    #expect(outcome.exit != 0, "\(outcome)", sourceLocation: place)
    return outcome
  }

  func run(_ words: [String]) throws -> Outcome {
    try (words[0] == "git" ? git : cairn).run(Array(words.dropFirst()))
  }

  /// Tracks what is at a path and commits everything.
  func track(_ path: String, _ message: String, at place: SourceLocation = #_sourceLocation) throws {
    try ok("cairn", "add", "-q", path, at: place)
    try commit(message, at: place)
  }

  func commit(_ message: String, at place: SourceLocation = #_sourceLocation) throws {
    try ok("git", "add", "-A", at: place)
    try ok("git", "commit", "-q", "-m", message, at: place)
  }

  /// The names in a directory.
  func names(_ directory: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: place.path(directory)).sorted()
  }
}
