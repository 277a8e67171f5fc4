import Foundation
import TestKit

/// Replays one case and collects every step that did not do what the real dvc did.
final class Replay {
  struct Failure: CustomStringConvertible {
    let step: Int
    let what: String
    let problems: [String]

    var description: String {
      "step \(step): \(what)\n" + problems.map { "    " + $0 }.joined(separator: "\n")
    }
  }

  private let vector: VectorCase
  private let temporary: Scratch
  private let project: Scratch
  private let cairn: Program
  private let git: Program
  /// Where the next command runs, relative to the project.
  private var directory = ""
  private(set) var failures: [Failure] = []

  init(_ vector: VectorCase, cairn: String, in scratch: Scratch) throws {
    self.vector = vector
    let root = try scratch.sub("work/proj")
    temporary = scratch
    project = root
    try scratch.makeDirectory("home")
    let environment = fixedEnvironment(home: scratch.path("home"))
    let dvc = try Places.linkNamedDvc(to: cairn, in: scratch)
    self.cairn = Program(dvc, in: root.root, environment: environment)
    git = Program("/usr/bin/env", in: root.root, environment: environment, leading: ["git"])
  }

  func run() {
    for (index, raw) in vector.steps.enumerated() {
      let step = Deviations.step(raw, number: index, in: vector.name).mapStrings(fillIn)
      let command = (step["args"]?.items ?? []).compactMap(\.text).joined(separator: " ")
      let what = "\(step["op"]?.text ?? "?") \(command.isEmpty ? step["path"]?.text ?? "" : command)"
      var problems: [String]
      do {
        problems = try perform(step)
      } catch {
        problems = ["could not be performed: \(error)"]
      }
      if !problems.isEmpty { failures.append(Failure(step: index, what: what, problems: problems)) }
    }
  }

  private func fillIn(_ text: String) -> String {
    guard text.contains("{") || text.contains("mount point") else { return text }
    return
      text
      .replacingOccurrences(of: "{ROOT}", with: project.root)
      .replacingOccurrences(of: "{BASE}", with: temporary.path("work"))
      .replacingOccurrences(of: "{TMP}", with: temporary.root)
      .replacingOccurrences(of: "mount point '/'", with: "mount point '\(mountPoint(of: project.root))'")
  }

  /// Where commands run. All paths in the steps are relative to the project itself.
  private var here: String { project.path(directory) }

  /// Does one step and returns what is wrong with the outcome.
  private func perform(_ step: Json) throws -> [String] {
    let path = step["path"]?.text ?? ""
    switch step["op"]?.text {
    case "write":
      let bytes = try step["hex"]?.text.map(bytes(hex:)) ?? Array((step["text"]?.text ?? "").utf8)
      try project.write(bytes, to: path, mode: step["mode"]?.text.flatMap { UInt16($0, radix: 8) })
    case "write_bytes_path":
      try write(step["text"]?.text ?? "", toRaw: bytes(hex: step["path_hex"]?.text ?? ""))
    case "mkdir": try project.makeDirectory(path)
    case "symlink": try project.symlink(path, to: step["target"]?.text ?? "")
    case "rm": try project.remove(path)
    case "chmod":
      guard let mode = step["mode"]?.text.flatMap({ UInt16($0, radix: 8) }) else { return ["no mode"] }
      try project.setMode(mode, of: path)
    case "rename": try project.rename(step["from"]?.text ?? "", to: step["to"]?.text ?? "")
    case "cd": directory = path == "." ? "" : path
    case "git": return try runGit(step)
    case "dvc": return try runDvc(step)
    case "expect": return WorkspaceCheck(project).problems(step)
    case "expect_remote":
      return WorkspaceCheck(project).remoteProblems(step["dir"]?.text ?? "", step["files"]?.items ?? [])
    case "expect_links": return WorkspaceCheck(project).linkProblems(step["links"]?.members ?? [])
    case "note": break
    case let other: return ["unknown operation \(other ?? "?")"]
    }
    return []
  }

  private func runGit(_ step: Json) throws -> [String] {
    let arguments = (step["args"]?.items ?? []).compactMap(\.text)
    let outcome = try git.with(directory: here).run(arguments)
    return outcome.exit == 0 ? [] : ["exit \(outcome.exit): \(outcome.stderr)"]
  }

  private func runDvc(_ step: Json) throws -> [String] {
    let arguments = (step["args"]?.items ?? []).compactMap(\.text)
    var changes: [String: String] = [:]
    for member in step["env"]?.members ?? [] { changes[member.key] = member.value.text }
    let outcome = try cairn.with(directory: here).with(environment: changes)
      .run(arguments, stdin: step["stdin"]?.text ?? "")
    return OutputCheck(arguments: arguments).problems(outcome, expected: step)
  }

  private func write(_ text: String, toRaw path: [UInt8]) throws {
    let whole = Array((project.root + "/").utf8) + path
    let handle = (whole + [0]).map { CChar(bitPattern: $0) }.withUnsafeBufferPointer { name -> Int32 in
      guard let start = name.baseAddress else { return -1 }
      return open(start, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    }
    guard handle >= 0 else {
      try makeParent(ofRaw: path)
      return try write(text, toRaw: path)
    }
    defer { close(handle) }
    let bytes = Array(text.utf8)
    guard Foundation.write(handle, bytes, bytes.count) == bytes.count else {
      throw VectorError(description: "write to a path of raw bytes failed")
    }
  }

  private func makeParent(ofRaw path: [UInt8]) throws {
    guard let slash = path.lastIndex(of: UInt8(ascii: "/")) else {
      throw VectorError(description: "cannot create a path of raw bytes")
    }
    let parent = String(decoding: path[..<slash], as: UTF8.self)
    guard !project.exists(parent) else { throw VectorError(description: "cannot write below \(parent)") }
    try project.makeDirectory(parent)
  }
}

private func bytes(hex: String) throws -> [UInt8] {
  let digits = Array(hex)
  return try stride(from: 0, to: digits.count, by: 2).map { start in
    guard start + 1 < digits.count, let byte = UInt8(String(digits[start...start + 1]), radix: 16) else {
      throw VectorError(description: "bad hexadecimal \(hex)")
    }
    return byte
  }
}

/// The directory where the file system that holds `path` is mounted.
private func mountPoint(of path: String) -> String {
  func device(_ path: String) -> dev_t? {
    var info = stat()
    return stat(path, &info) == 0 ? info.st_dev : nil
  }
  var current = path
  while current != "/" {
    let parent = (current as NSString).deletingLastPathComponent
    if device(parent) != device(current) { return current }
    current = parent
  }
  return "/"
}
