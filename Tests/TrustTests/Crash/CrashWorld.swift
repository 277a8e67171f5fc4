import Foundation
import Hashing
import TestKit

/// The folder that one run lives in: the project `proj`, remotes and other data beside it.
struct CrashWorld {
  let root: String
  let dvc: Program

  var project: String { root + "/proj" }

  /// - Parameter bin: holds the program under test as `dvc`.
  /// - Parameter variables: more for the environment.
  init(_ root: String, bin: String, home: String, _ variables: [String: String] = [:]) {
    self.root = root
    var environment = fixedEnvironment(home: home, changes: variables)
    environment["PATH"] = bin + ":" + (environment["PATH"] ?? "/usr/bin:/bin")
    dvc = Program(bin + "/dvc", in: root + "/proj", environment: environment)
  }

  func shell(_ script: String) throws -> Outcome {
    try Program("/bin/bash", in: project, environment: dvc.environment).run(["-ec", script])
  }

  /// Runs a command under strace, on one processor, so that all its calls are counted in one row.
  /// - Parameter isThreaded: each thread's calls count for themselves.
  /// - Returns: also the calls of each thread.
  func traced(
    _ command: [String], _ options: [String], on processor: Int = 0, isThreaded: Bool = false
  ) throws -> (outcome: Outcome, calls: [String]) {
    try FileManager.default.createDirectory(
      atPath: root + "/trace", withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: root + "/trace") }
    let follow = isThreaded ? ["-ff"] : []
    let outcome = try Program("/usr/bin/taskset", in: project, environment: dvc.environment).run(
      ["-c", "\(processor)", "/usr/bin/strace", "-y", "-o", root + "/trace/calls"] + follow + options
        + ["--", dvc.path] + command)
    let files = try FileManager.default.contentsOfDirectory(atPath: root + "/trace").sorted()
    let calls = files.map { FileManager.default.contents(atPath: root + "/trace/" + $0) ?? Data() }
    return (outcome, calls.map { String(decoding: $0, as: UTF8.self) })
  }

  /// Every file, link and directory but git's own and what is only remembered; links into this world without its
  /// place. What an unfinished transfer left in a store is no part of the state: `gc` clears it.
  func state() -> [String: String] {
    var state: [String: String] = [:]
    visit("") { path, info in
      if path.hasSuffix("/.git") || path.hasSuffix("/.dvc/tmp") || path == ".git" { return false }
      // `get` clears what the dead left of it when it is a minute old.
      if Self.isUnfinished(path) || path.contains("/.cairn-get-") { return true }
      switch info.st_mode & S_IFMT {
      case S_IFDIR:
        // Directories of a store come and go with what is in them.
        if !Self.isInStore(path) { state[path] = "directory" }
      case S_IFLNK:
        let target = (try? FileManager.default.destinationOfSymbolicLink(atPath: root + "/" + path)) ?? "?"
        state[path] = "link to " + target.replacingOccurrences(of: root, with: "")
      default:
        state[path] = "file \(String(info.st_mode & 0o777, radix: 8)) \(Self.digest(root + "/" + path))"
      }
      return true
    }
    return state
  }

  /// Contents of all files, wherever they are, by digest, with one of their paths.
  func contents(leavingOut: [String] = []) -> [String: String] {
    var contents: [String: String] = [:]
    visit("") { path, info in
      if path.hasSuffix("/.git") || leavingOut.contains(path) { return false }
      if info.st_mode & S_IFMT == S_IFREG { contents[Self.digest(root + "/" + path)] = path }
      return true
    }
    return contents
  }

  /// Objects whose bytes are not what their name says.
  func wrongObjects() -> [String] {
    var wrong: [String] = []
    visit("") { path, info in
      guard info.st_mode & S_IFMT == S_IFREG, let range = path.range(of: "files/md5/") else { return true }
      let name = path[range.upperBound...].filter { $0 != "/" }
      if Self.isUnfinished(path) { return true }
      let digest = name.hasSuffix(".dir") ? String(name.dropLast(4)) : name
      if Self.digest(root + "/" + path) != digest { wrong.append(path) }
      return true
    }
    return wrong
  }

  /// The files that say what is tracked and how, with their text.
  func controlFiles() -> [String: String] {
    var files: [String: String] = [:]
    visit("") { path, info in
      if path.hasSuffix("/.git") || path.hasSuffix("/.dvc/tmp") || path.contains("files/md5") { return false }
      let name = (path as NSString).lastPathComponent
      let isControl =
        name.hasSuffix(".dvc") || name == ".gitignore" || name == "dvc.yaml" || name == "dvc.lock"
        || name == "config" || name == "config.local" || name == ".dvcignore" || path.contains("/runs/")
      if isControl, info.st_mode & S_IFMT == S_IFREG, !Self.isUnfinished(path) {
        files[path] = String(
          decoding: FileManager.default.contents(atPath: root + "/" + path) ?? Data(), as: UTF8.self)
      }
      return true
    }
    return files
  }

  static func isInStore(_ path: String) -> Bool {
    path.contains("/.dvc/cache") || path.hasPrefix("remote") || path.contains("files/md5")
  }

  static func isUnfinished(_ path: String) -> Bool { isInStore(path) && path.hasSuffix(".tmp") }

  static func digest(_ path: String) -> String {
    let data = FileManager.default.contents(atPath: path) ?? Data()
    return ObjectID(Hash.digest(Array(data), .md5), algorithm: .md5, isTree: false).description
  }

  /// - Parameter body: returns false for a directory that is not to be entered.
  private func visit(_ relative: String, _ body: (String, stat) -> Bool) {
    let directory = relative.isEmpty ? root : root + "/" + relative
    for name in ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).sorted() {
      let path = relative.isEmpty ? name : relative + "/" + name
      var info = stat()
      guard lstat(root + "/" + path, &info) == 0 else { continue }
      if body(path, info), info.st_mode & S_IFMT == S_IFDIR { visit(path, body) }
    }
  }
}
