import Git

/// What the tags of a repository say of an artifact's versions and stages (formats §9).
public struct ArtifactTags {
  struct Event {
    let commit: GitID
    let time: Int64
    let isEnd: Bool
  }

  /// By version.
  private var registrations: [String: [Event]] = [:]
  /// By stage.
  private var assignments: [String: [Event]] = [:]

  /// - Parameter artifact: `name`, or `dir:name` for one of a `dvc.yaml` below the top.
  /// - Throws: `GitError`
  public init(of artifact: String, in git: GitRepository) throws {
    let name = artifact.split(separator: ":").joined(separator: "=")
    for reference in try git.tags() {
      let tag = reference.shortName
      guard tag.hasPrefix(name), let mark = tag.dropFirst(name.count).first, mark == "@" || mark == "#",
        // Only annotated tags count.
        let annotation = try git.annotation(of: reference), let commit = try git.commit(of: reference)
      else { continue }
      var rest = tag.dropFirst(name.count + 1)
      if let counter = rest.lastIndex(of: "#") { rest = rest[..<counter] }
      let isEnd = rest.hasSuffix("!")
      if isEnd { rest = rest.dropLast() }
      let event = Event(commit: commit, time: annotation.tagger?.time ?? 0, isEnd: isEnd)
      if mark == "@" {
        registrations[String(rest), default: []].append(event)
      } else {
        assignments[String(rest), default: []].append(event)
      }
    }
  }

  /// The commit of a registered version; nil asks for the highest one.
  public func commit(version: String?) -> GitID? {
    func active(_ version: String) -> GitID? {
      let events = (registrations[version] ?? []).sorted { $0.time < $1.time }
      guard let last = events.last, !last.isEnd else { return nil }
      return last.commit
    }
    if let version { return active(version) }
    return registrations.keys.filter { active($0) != nil && SemanticVersion($0) != nil }
      .max { (SemanticVersion($0) ?? .zero) < (SemanticVersion($1) ?? .zero) }.flatMap(active)
  }

  /// The commit whose version was assigned to a stage last.
  public func commit(stage: String) -> GitID? {
    let events = (assignments[stage] ?? []).sorted { $0.time < $1.time }
    var ended: Set<GitID> = []
    for event in events.reversed() {
      if event.isEnd {
        ended.insert(event.commit)
      } else if !ended.contains(event.commit) {
        return event.commit
      }
    }
    return nil
  }
}

/// `v1.2.3-rc.1+build`, in the order of SemVer 2.0.
struct SemanticVersion: Comparable {
  let numbers: [Int]
  let labels: [Substring]

  static let zero = SemanticVersion(numbers: [0, 0, 0], labels: [])

  private init(numbers: [Int], labels: [Substring]) {
    self.numbers = numbers
    self.labels = labels
  }

  init?(_ text: String) {
    guard text.hasPrefix("v") else { return nil }
    let body = text.dropFirst().prefix { $0 != "+" }
    let core = body.prefix { $0 != "-" }
    let numbers = core.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count == 3, !numbers.contains(nil) else { return nil }
    self.init(
      numbers: numbers.compactMap { $0 },
      labels: body.dropFirst(core.count).dropFirst().split(separator: "."))
  }

  static func < (a: SemanticVersion, b: SemanticVersion) -> Bool {
    if a.numbers != b.numbers { return a.numbers.lexicographicallyPrecedes(b.numbers) }
    if a.labels.isEmpty || b.labels.isEmpty { return !a.labels.isEmpty && b.labels.isEmpty }
    for (x, y) in zip(a.labels, b.labels) where x != y {
      switch (Int(x), Int(y)) {
      case (let m?, let n?): return m < n
      case (_?, nil): return true
      case (nil, _?): return false
      case (nil, nil): return x < y
      }
    }
    return a.labels.count < b.labels.count
  }
}
