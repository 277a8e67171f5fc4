import Foundation

/// What is asked of a project after a disturbed operation: how it was before, and how it is without a disturbance.
struct SimulatedLook {
  let place: CrashWorld
  private let before, end: [String: String]
  private let kept: [String: String]
  private let texts: [[String: String]]

  /// Whether the power went: run-cache entries aren't synced, and may stay in pieces, which is noticed when they are used.
  private let powerWent: Bool

  init(before: CrashWorld, end: CrashWorld, place: CrashWorld, powerWent: Bool) {
    self.place = place
    self.powerWent = powerWent
    self.before = before.state()
    self.end = end.state()
    let contents = end.contents()
    // What is only remembered may go.
    kept = before.contents(leavingOut: Self.memories(before)).filter { contents[$0.key] != nil }
    texts = [before.controlFiles(), end.controlFiles()]
  }

  /// Everything of `.dvc/tmp` but what `gc` keeps there.
  private static func memories(_ world: CrashWorld) -> [String] {
    let places = ["proj/.dvc/tmp", "proj/.dvc/tmp/cairn"]
    return places.flatMap { place in
      let names = (try? FileManager.default.contentsOfDirectory(atPath: world.root + "/" + place)) ?? []
      return names.filter { !["cairn", "gc", "replaced"].contains($0) }.map { place + "/" + $0 }
    }
  }

  /// Lost contents, wrong objects, broken control files.
  /// - Parameters:
  ///   - powerCut: objects under a marker may be wrong.
  ///   - isTold: what is lost was said to be.
  func damage(_ when: String, powerCut: Bool, isTold: Bool) -> [String] {
    var problems: [String] = []
    let contents = place.contents()
    for (digest, path) in kept where contents[digest] == nil && !isTold {
      problems.append("\(when): LOST \(path)")
    }
    for path in place.wrongObjects() where !(powerCut && isMarked(path)) {
      problems.append("\(when): WRONG \(path)")
    }
    for (path, text) in place.controlFiles() where !texts.contains(where: { $0[path] == text }) {
      if powerWent, path.contains("/runs/") { continue }
      if path.hasSuffix("dvc.lock"), LockParts(text).areAll(of: texts.compactMap { $0[path] }) { continue }
      // Between two edits, each of them whole.
      let lines = Set(texts.flatMap { ($0[path] ?? "").split(separator: "\n") })
      if path.hasSuffix("/.gitignore"), text.hasSuffix("\n"),
        text.split(separator: "\n").allSatisfy(lines.contains)
      {
        continue
      }
      problems.append("\(when): BROKEN \(path): \(text)")
    }
    return problems
  }

  private func isMarked(_ object: String) -> Bool {
    guard let range = object.range(of: "/files/md5/") else { return false }
    let names =
      (try? FileManager.default.contentsOfDirectory(atPath: place.root + "/" + object[..<range.lowerBound]))
      ?? []
    return names.contains { $0.hasPrefix(".unsynced") }
  }

  /// How the project differs from what it is without a disturbance; nil: in nothing. Objects that are right are no harm.
  func difference() -> String? {
    func counts(_ path: String) -> Bool { !(powerWent && path.contains("/runs/")) }
    let now = place.state().filter { (end[$0.key] != nil || !CrashWorld.isInStore($0.key)) && counts($0.key) }
    let wanted = end.filter { counts($0.key) }
    return now == wanted ? nil : Self.difference(now, wanted)
  }

  /// Stages that follow each other quickly are synced together: until then `dvc.lock` may lose its bytes, and its owner
  /// takes it from git.
  func bringLockBack() {
    let path = "proj/dvc.lock"
    guard let text = place.controlFiles()[path], !texts.contains(where: { $0[path] == text }),
      !LockParts(text).areAll(of: texts.compactMap { $0[path] })
    else { return }
    unlink(place.root + "/" + path)
    if let old = texts[0][path] { try? SimulatedOperation.write(old, to: place.root + "/" + path) }
  }

  /// Copies in the workspace are not synced: those that a power cut spoilt go, as their owner would delete them.
  /// - Returns: whether there were any.
  func removeSpoiltCopies() -> Bool {
    let now = place.state()
    let spoilt = now.filter { path, what in
      path.hasPrefix("proj/") && !CrashWorld.isInStore(path) && texts[1][path] == nil
        && what.hasPrefix("file")
        && what != end[path] && what != before[path]
    }
    for path in spoilt.keys { unlink(place.root + "/" + path) }
    // What an import brought goes as a whole.
    if spoilt.keys.contains(where: { $0.hasPrefix("proj/set/") }) {
      try? FileManager.default.removeItem(atPath: place.project + "/set")
    }
    return !spoilt.isEmpty
  }

  /// Of a command that was done when the power went: objects and what names them. What only is in the workspace comes
  /// back by a checkout.
  func whatIsNotSafe() -> [String] {
    let now = place.state()
    let controls = Set(texts[1].keys).union(place.controlFiles().keys).filter { !$0.contains("/runs/") }
    var problems: [String] = []
    for path in controls.sorted() where now[path] != end[path] {
      problems.append("not safe: \(path): \(now[path] ?? "absent") | \(end[path] ?? "absent")")
    }
    for (path, what) in end.sorted(by: { $0.key < $1.key })
    where path.contains("files/md5/") && now[path] != what {
      problems.append("not safe: \(path): \(now[path] ?? "absent")")
    }
    return problems
  }

  /// What neither was there before nor is there without a disturbance.
  func leftBehind() -> String? {
    let left = place.state().keys.filter { before[$0] == nil && end[$0] == nil }
    return left.isEmpty ? nil : left.sorted().joined(separator: ", ")
  }

  private static func difference(_ one: [String: String], _ other: [String: String]) -> String {
    Set(one.keys).union(other.keys).sorted().filter { one[$0] != other[$0] }.prefix(8).map {
      "\($0): \(one[$0] ?? "absent") | \(other[$0] ?? "absent")"
    }.joined(separator: "; ")
  }
}
