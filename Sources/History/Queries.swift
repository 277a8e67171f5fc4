import Git

extension HistoryIndex {
  /// A commit that gave a piece of data another hash.
  public struct Version: Sendable {
    public let commit: Commit
    /// nil: it is gone.
    public let now: Fact?
    public let before: Fact?
  }

  /// The versions of what is at a path, newest first.
  /// - Parameter path: of an output, relative to the top of the work tree.
  public func versions(of path: String) -> [Version] {
    guard let number = texts.find(path), number != 0 else { return [] }
    func fact(_ version: UInt32) -> Int? {
      range(version).first { facts[$0].path == number && facts[$0].isOutput != 0 }
    }
    var result: [Version] = []
    for record in commits where record.changeCount > 0 {
      for change in changes(of: record) {
        let (old, new) = (fact(change.old), fact(change.new))
        if old == nil, new == nil { continue }
        if let old, let new, facts[old].hash == facts[new].hash { continue }
        result.append(
          Version(
            commit: commit(record), now: new.map { self.fact($0, in: change.new) },
            before: old.map { self.fact($0, in: change.old) }))
      }
    }
    return result
  }

  /// Where a hash stands, and which commit put it there.
  public struct Place: Sendable {
    public let fact: Fact
    public let commit: Commit
  }

  /// Each path and stage that ever named one of the hashes, with every commit that began to, newest first.
  public func places(of hashes: Set<String>) -> [Place] {
    let numbers = Set(hashes.compactMap { texts.find($0) }.filter { $0 != 0 })
    if numbers.isEmpty { return [] }
    let has = versionsNaming(numbers)
    var result: [Place] = []
    for record in commits where record.changeCount > 0 {
      for change in changes(of: record) where change.new != Self.none && has[Int(change.new)] {
        let before = range(change.old)
        for number in range(change.new) where numbers.contains(facts[number].hash) {
          let now = facts[number]
          let isOld = before.contains { place in
            let old = facts[place]
            return old.hash == now.hash && old.path == now.path && old.stage == now.stage
              && old.isOutput == now.isOutput
          }
          if !isOld { result.append(Place(fact: fact(number, in: change.new), commit: commit(record))) }
        }
      }
    }
    return result
  }

  /// Which versions name one of the hashes.
  private func versionsNaming(_ numbers: Set<UInt32>) -> [Bool] {
    versions.indices.map { version in range(UInt32(version)).contains { numbers.contains(facts[$0].hash) } }
  }

  /// The files and blobs that name one of the hashes.
  public func blobs(naming hashes: Set<String>) -> [String: Set<GitID>] {
    let numbers = Set(hashes.compactMap { texts.find($0) }.filter { $0 != 0 })
    var result: [String: Set<GitID>] = [:]
    for (number, isNaming) in versionsNaming(numbers).enumerated() where isNaming {
      result[texts[versions[number].file], default: []].insert(versions[number].blob)
    }
    return result
  }

  /// The hashes of all directories that were ever named.
  public var directoryHashes: [String] {
    var seen = Set<UInt32>()
    return facts.compactMap { fact in
      guard fact.files >= 0 || fact.hash != 0, seen.insert(fact.hash).inserted else { return nil }
      let hash = texts[fact.hash]
      return hash.hasSuffix(".dir") ? hash : nil
    }
  }

  /// A run of a stage that used something, with what it made.
  public struct Descendant: Sendable {
    public let file: String
    public let stage: String
    public let used: [Fact]
    public let made: [Fact]
    /// The newest commit that recorded it.
    public let commit: Commit
  }

  /// Every recorded run that used one of the hashes, or what such a run made, in any commit.
  public func descendants(of hashes: Set<String>) -> [Descendant] {
    var tainted = Set(hashes.compactMap { texts.find($0) }.filter { $0 != 0 })
    var found: [String: Descendant] = [:]
    var order: [String] = []
    var commitOf: [UInt32: CommitRecord] = [:]
    for record in commits.reversed() { for change in changes(of: record) { commitOf[change.new] = record } }
    var isGrowing = true
    while isGrowing {
      isGrowing = false
      for version in 0..<UInt32(versions.count) {
        guard let record = commitOf[version] else { continue }
        var runs: [UInt32: (used: [Int], made: [Int])] = [:]
        for number in range(version) where facts[number].stage != 0 {
          if facts[number].isOutput != 0 {
            runs[facts[number].stage, default: ([], [])].made.append(number)
          } else if tainted.contains(facts[number].hash) {
            runs[facts[number].stage, default: ([], [])].used.append(number)
          }
        }
        for (stage, run) in runs where !run.used.isEmpty {
          let key =
            "\(versions[Int(version)].file)\0\(stage)\0"
            + run.made.map { "\(facts[$0].hash)" }.joined(separator: ",")
          if found[key] == nil { order.append(key) }
          if let known = found[key], known.commit.time >= record.time { continue }
          found[key] = Descendant(
            file: texts[versions[Int(version)].file], stage: texts[stage],
            used: run.used.map { fact($0, in: version) }, made: run.made.map { fact($0, in: version) },
            commit: commit(record))
          for number in run.made where facts[number].hash != 0 && tainted.insert(facts[number].hash).inserted
          {
            isGrowing = true
          }
        }
      }
    }
    return order.compactMap { found[$0] }
  }
}
