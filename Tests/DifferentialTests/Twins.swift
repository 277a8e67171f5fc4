import Foundation
import TestKit
import Testing

/// Two projects with the same history, one worked on by cairn and one by the real dvc. Every command goes to
/// both; after it, exit codes, what was printed and every file outside `.git` and `.dvc/tmp` must agree.
final class Twins {
  /// One of the two: a folder `work` with the project `proj` in it and room for remotes beside it.
  struct Twin {
    let work: Scratch
    let tool: Program
    let git: Program

    init(_ tool: String, in scratch: Scratch) throws {
      work = try scratch.sub("work")
      let project = try work.sub("proj")
      try scratch.makeDirectory("home")
      let environment = fixedEnvironment(home: scratch.path("home"))
      self.tool = Program(tool, in: project.root, environment: environment)
      git = Program("/usr/bin/env", in: project.root, environment: environment, leading: ["git"])
    }

    var project: Scratch { Scratch(root: work.path("proj")) }
  }

  let cairn: Twin
  let peer: Twin
  /// What was done so far, for the report of a difference.
  private var story: [String] = []

  init(in scratch: Scratch) throws {
    // Of one length: paths are inside of files, whose sizes and link targets are compared.
    let (mine, theirs) = (try scratch.sub("mine"), try scratch.sub("peer"))
    cairn = try Twin(Places.linkNamedDvc(to: Places.cairn(), in: mine), in: mine)
    peer = try Twin(Places.peer(), in: theirs)
  }

  private var both: [Twin] { [cairn, peer] }

  // MARK: Changing both projects

  func write(_ text: String, to path: String, mode: UInt16? = nil) throws {
    story.append("write \(path): \(text.prefix(100).debugDescription)")
    for twin in both { try twin.project.write(Array(text.utf8), to: path, mode: mode) }
  }

  func write(_ bytes: [UInt8], to path: String, mode: UInt16? = nil) throws {
    story.append("write \(path), \(bytes.count) bytes")
    for twin in both { try twin.project.write(bytes, to: path, mode: mode) }
  }

  func write(_ tree: RandomTree, under folder: String) throws {
    story.append("write \(tree.files.count) files under \(folder)")
    for twin in both { try tree.write(to: twin.project, under: folder) }
  }

  func remove(_ path: String) throws {
    story.append("rm -r \(path)")
    for twin in both { try twin.project.remove(path) }
  }

  func rename(_ from: String, to: String) throws {
    story.append("mv \(from) \(to)")
    for twin in both { try twin.project.rename(from, to: to) }
  }

  func git(_ arguments: String..., at place: SourceLocation = #_sourceLocation) throws {
    story.append("git \(arguments.joined(separator: " "))")
    for twin in both { expectExit(try twin.git.run(arguments), at: place) }
  }

  func commitAll(_ message: String, at place: SourceLocation = #_sourceLocation) throws {
    try git("add", "-A", at: place)
    try git("commit", "-q", "--allow-empty", "-m", message, at: place)
  }

  /// A line for the shell in both projects.
  func shell(_ line: String, in directory: String, at place: SourceLocation = #_sourceLocation) throws {
    story.append("$ \(line)")
    for twin in both {
      let shell = Program(
        "/bin/bash", in: twin.project.path(directory), environment: twin.tool.environment,
        leading: ["-c"])
      expectExit(try shell.run([line]), at: place)
    }
  }

  /// `git init` and `init`, committed.
  func start() throws {
    try git("init", "-q", "-b", "main", ".")
    try dvc("init", "-q")
    try commitAll("start")
  }

  // MARK: Comparing

  /// Runs one command in both projects and compares everything.
  /// - Throws: ``Diverged`` when the files differ: what follows would only say so again.
  func dvc(_ arguments: String..., stdin: String = "", at place: SourceLocation = #_sourceLocation) throws {
    try run(arguments, stdin: stdin, at: place)
  }

  /// - Parameters:
  ///   - directory: of the projects; `{WORK}` in an argument is the twin's own folder.
  ///   - ordered: false where the real dvc does things in a random order: lines are compared sorted.
  func run(
    _ arguments: [String], in directory: String = "", stdin: String = "", ordered: Bool = true,
    at place: SourceLocation = #_sourceLocation
  ) throws {
    story.append("dvc \(arguments.joined(separator: " "))" + (directory.isEmpty ? "" : " (in \(directory))"))
    func outcome(_ twin: Twin) throws -> Outcome {
      let words = arguments.map { $0.replacingOccurrences(of: "{WORK}", with: twin.work.root) }
      return try twin.tool.with(directory: twin.project.path(directory)).run(words, stdin: stdin)
    }
    let (mine, theirs) = (try outcome(cairn), try outcome(peer))
    var problems: [String] = []
    if mine.exit != theirs.exit { problems.append("exit code: cairn \(mine.exit), dvc \(theirs.exit)") }
    let settled = SettledOutput(of: arguments)
    func text(_ text: String) -> String {
      let text = withoutHelp(settled.text(text))
      return ordered ? text : text.split(separator: "\n").sorted().joined(separator: "\n")
    }
    let (one, other) = (anywhere(mine.stdout, cairn), anywhere(theirs.stdout, peer))
    if let first = try? Json(one), let second = try? Json(other) {
      problems += difference("stdout", settled.json(first).description, settled.json(second).description)
    } else {
      problems += difference("stdout", text(one), text(other))
    }
    problems += difference(
      "stderr", text(anywhere(mine.stderr, cairn)), text(anywhere(theirs.stderr, peer)))
    try report(problems, fileDifferences(), place)
  }

  /// Each tool reads the project of the other and must see nothing to do. Commit to git first.
  func expectBothReadEachOther(at place: SourceLocation = #_sourceLocation) throws {
    for (reader, written, whose) in [(peer, cairn, "dvc reads cairn's"), (cairn, peer, "cairn reads dvc's")] {
      let tool = reader.tool.with(directory: written.project.root)
      for arguments in [["status", "--json"], ["data", "status", "--json"]] {
        let outcome = try tool.run(arguments)
        story.append("\(whose) project: \(arguments.joined(separator: " "))")
        if outcome.stdout != "{}\n" { try report(["expected {}, got \(outcome)"], [], place) }
      }
    }
    try report([], fileDifferences(), place)
  }

  private func report(_ problems: [String], _ files: [String], _ place: SourceLocation) throws {
    let all = problems + (files.isEmpty ? [] : ["files, cairn | dvc:"] + files.prefix(20))
    guard !all.isEmpty else { return }
    let past = story.suffix(15).joined(separator: "\n  ")
    Issue.record("differ after\n  \(past)\n\(all.joined(separator: "\n"))", sourceLocation: place)
    if !files.isEmpty { throw Diverged() }
  }

  private func difference(_ stream: String, _ mine: String, _ theirs: String) -> [String] {
    if mine == theirs { return [] }
    return ["\(stream): cairn \(mine.debugDescription)\n\(stream): dvc   \(theirs.debugDescription)"]
  }

  /// The text with the twin's own folder named {WORK}.
  private func anywhere(_ text: String, _ twin: Twin) -> String {
    text.replacingOccurrences(of: twin.work.root, with: "{WORK}")
  }

  /// The help that follows a refused command line up to its usage: what it says of the options is in cairn's words.
  private func withoutHelp(_ text: String) -> String {
    guard let usage = text.firstRange(of: "usage: dvc "), usage.lowerBound == text.startIndex,
      let end = text.firstRange(of: "\n\n")
    else { return text }
    return String(text[..<end.lowerBound])
  }

  private func fileDifferences() -> [String] {
    func snapshot(_ twin: Twin) -> TreeSnapshot {
      TreeSnapshot(of: twin.work.root, leavingOut: [".git", "tmp"]).replacing(twin.work.root, with: "{WORK}")
    }
    return snapshot(cairn).differences(from: snapshot(peer))
      // The real dvc leaves unfinished objects behind (formats §2.1).
      .filter { !($0.prefix { $0 != ":" }.hasSuffix(".tmp") && $0.contains("files/md5/.")) }
  }
}

/// The two projects are no longer the same; the report was made.
struct Diverged: Error, CustomStringConvertible {
  var description: String { "the projects have diverged" }
}
