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
  private(set) var differences = 0

  init(in scratch: Scratch) throws {
    let (mine, theirs) = (try scratch.sub("cairn"), try scratch.sub("dvc"))
    cairn = try Twin(Places.linkNamedDvc(to: Places.cairn(), in: mine), in: mine)
    peer = try Twin(Places.peer(), in: theirs)
  }

  private var both: [Twin] { [cairn, peer] }

  // MARK: Changing both projects

  func write(_ text: String, to path: String, mode: UInt16? = nil) throws {
    try write(Array(text.utf8), to: path, mode: mode)
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

  /// `git init` and `init`, committed.
  func start() throws {
    try git("init", "-q", "-b", "main", ".")
    try dvc("init", "-q")
    try commitAll("start")
  }

  // MARK: Comparing

  /// Runs one command in both projects and compares everything.
  func dvc(_ arguments: String..., stdin: String = "", at place: SourceLocation = #_sourceLocation) throws {
    story.append("dvc \(arguments.joined(separator: " "))")
    let mine = try cairn.tool.run(arguments, stdin: stdin)
    let theirs = try peer.tool.run(arguments, stdin: stdin)
    compare(
      "exit code", "\(mine.exit) \(mine.stderr)", "\(theirs.exit) \(theirs.stderr)", mine.exit == theirs.exit,
      place)
    let settled = SettledOutput(of: arguments)
    for (name, one, other) in [
      ("stdout", mine.stdout, theirs.stdout), ("stderr", mine.stderr, theirs.stderr),
    ] {
      let (one, other) = (anywhere(one, cairn), anywhere(other, peer))
      if name == "stdout", let first = try? Json(one), let second = try? Json(other) {
        let (first, second) = (settled.json(first), settled.json(second))
        compare(name, first.description, second.description, first == second, place)
      } else {
        let (one, other) = (settled.text(one), settled.text(other))
        compare(name, one, other, one == other, place)
      }
    }
    compareFiles(place)
  }

  /// The text with the twin's own folder named {WORK}.
  private func anywhere(_ text: String, _ twin: Twin) -> String {
    text.replacingOccurrences(of: twin.work.root, with: "{WORK}")
  }

  private func compareFiles(_ place: SourceLocation) {
    let leftOut: Set<String> = [".git", "tmp"]
    let lines = TreeSnapshot(of: cairn.work.root, leavingOut: leftOut)
      .differences(from: TreeSnapshot(of: peer.work.root, leavingOut: leftOut))
    compare("files (cairn | dvc)", lines.joined(separator: "\n"), "", lines.isEmpty, place)
  }

  private func compare(
    _ what: String, _ mine: String, _ theirs: String, _ same: Bool, _ place: SourceLocation
  ) {
    if same { return }
    differences += 1
    let past = story.suffix(12).joined(separator: "\n  ")
    Issue.record(
      "\(what) differ after\n  \(past)\ncairn: \(mine)\ndvc:   \(theirs)", sourceLocation: place)
  }

  /// Each tool reads the project of the other and must see nothing to do. Commit to git first.
  func expectBothReadEachOther(at place: SourceLocation = #_sourceLocation) throws {
    for (reader, written) in [(peer, cairn), (cairn, peer)] {
      let tool = reader.tool.with(directory: written.project.root)
      for arguments in [["status", "--json"], ["data", "status", "--json"]] {
        let outcome = try tool.run(arguments)
        let whose = written.work.root == cairn.work.root ? "dvc reads cairn's" : "cairn reads dvc's"
        compare(
          "\(whose): \(arguments.joined(separator: " "))", "\(outcome)", "{}", outcome.stdout == "{}\n", place
        )
      }
    }
    compareFiles(place)
  }
}
