import Foundation
import TestKit

/// Compares files, cache objects, modes and links with what the real dvc left behind.
struct WorkspaceCheck {
  private let place: Scratch

  init(_ place: Scratch) {
    self.place = place
  }

  /// The members of an `expect` step.
  func problems(_ step: Json) -> [String] {
    var problems: [String] = []
    for member in step["files"]?.members ?? [] {
      problems += compare(member.key, with: member.value.text ?? "")
    }
    for path in (step["absent"]?.items ?? []).compactMap(\.text) where place.exists(path) {
      problems.append("\(path) should be absent")
    }
    for member in step["modes"]?.members ?? [] {
      let mode = (try? place.mode(followingLinks: member.key)).map { String($0, radix: 8) } ?? "absent"
      if mode != member.value.text {
        problems.append("mode of \(member.key): expected \(member.value.text ?? ""), got \(mode)")
      }
    }
    return problems + cacheProblems(step)
  }

  private func compare(_ path: String, with expected: String) -> [String] {
    guard let actual = try? place.text(path) else {
      return ["\(path) is missing; expected \(expected.debugDescription)"]
    }
    if actual == expected { return [] }
    return ["\(path): expected \(expected.debugDescription)\n            got      \(actual.debugDescription)"]
  }

  // MARK: The cache

  private func cacheProblems(_ step: Json) -> [String] {
    let cache = ".dvc/cache"
    var problems: [String] = []
    let present = TreeSnapshot(of: place.path(cache)).files.filter { !isTemporary($0) }
    if let expected = step["cache"]?.items {
      let wanted = Set(expected.compactMap(\.text))
      let got = Set(present.filter { !$0.hasPrefix("runs/") })
      for path in wanted.subtracting(got).sorted() { problems.append("cache lacks \(path)") }
      for path in got.subtracting(wanted).sorted() { problems.append("cache has \(path) too") }
    }
    for member in step["dir_objects"]?.members ?? [] {
      problems += compare(cache + "/" + member.key, with: member.value.text ?? "")
    }
    if let runs = step["run_cache"]?.members {
      let got = Set(present.filter { $0.hasPrefix("runs/") })
      let wanted = Set(runs.map { $0.key.hasPrefix("runs/") ? $0.key : "runs/" + $0.key })
      for path in got.subtracting(wanted).sorted() { problems.append("run cache has \(path) too") }
      for member in runs {
        let path = member.key.hasPrefix("runs/") ? member.key : "runs/" + member.key
        problems += compare(cache + "/" + path, with: member.value.text ?? "")
      }
    }
    return problems
  }

  private func isTemporary(_ path: String) -> Bool {
    path.split(separator: "/").last?.hasPrefix("tmp") == true || path.hasSuffix(".tmp")
  }

  // MARK: Remotes and links

  /// A remote directory holds just these objects with these modes.
  func remoteProblems(_ directory: String, _ files: [Json]) -> [String] {
    let remote = place.path(directory)
    var wanted: [String: String] = [:]
    for entry in files {
      guard let pair = entry.items, pair.count == 2, let path = pair[0].text else { return ["bad step"] }
      wanted[path] = pair[1].text
    }
    var problems: [String] = []
    let got = TreeSnapshot(of: remote).entries
    for (path, mode) in wanted.sorted(by: { $0.key < $1.key }) {
      guard case .file(_, let actual) = got[path] else {
        problems.append("remote lacks \(path)")
        continue
      }
      let text = String(actual, radix: 8)
      if text != mode { problems.append("remote mode of \(path): expected \(mode), got \(text)") }
    }
    for (path, entry) in got where wanted[path] == nil {
      if case .file = entry { problems.append("remote has \(path) too") }
    }
    return problems
  }

  func linkProblems(_ links: [Json.Member]) -> [String] {
    links.compactMap { member in
      var info = stat()
      let got: String
      if lstat(place.path(member.key), &info) != 0 {
        got = "absent"
      } else if info.st_mode & S_IFMT == S_IFLNK {
        let target = try? FileManager.default.destinationOfSymbolicLink(atPath: place.path(member.key))
        got = "symlink \(target ?? "?")"
      } else {
        got = "nlink=\(info.st_nlink) mode=\(String(info.st_mode & 0o7777, radix: 8))"
      }
      return got == member.value.text ? nil : "\(member.key): expected \(member.value.text ?? ""), got \(got)"
    }
  }
}

extension Scratch {
  fileprivate func mode(followingLinks path: String) throws -> UInt16 {
    var info = stat()
    guard stat(self.path(path), &info) == 0 else { throw VectorError(description: "\(path) is absent") }
    return UInt16(info.st_mode & 0o7777)
  }
}
