import Files

extension GitRepository {
  public func commit(_ id: GitID) throws(GitError) -> GitCommit {
    try commit(id, shallow: shallowCommits())
  }

  /// A commit and its ancestors, newest first, as `git log` orders them.
  /// - Parameters:
  ///   - count: at most so many; nil: all.
  ///   - firstParentOnly: leave merged-in branches out.
  public func commits(
    from id: GitID, count: Int? = nil, firstParentOnly: Bool = false
  ) throws(GitError) -> [GitCommit] {
    try walk([id], count: count ?? .max, firstParentOnly: firstParentOnly)
  }

  /// Every commit reachable from a branch, here or as a remote was last seen to have it, a tag or HEAD, newest first.
  public func allCommits() throws(GitError) -> [GitCommit] {
    var starts: [GitID] = []
    if let head = try headCommit() { starts.append(head) }
    for reference in try branches() + references(below: "refs/remotes/") + tags() {
      if let id = try commit(of: reference) { starts.append(id) }
    }
    return try walk(starts, count: .max, firstParentOnly: false)
  }

  /// What references lead to that are neither branches nor tags: `refs/original`, `refs/pull`, `refs/keep`, …
  /// What can't be read is left out.
  public func otherCommits() -> [GitID] {
    let known = ["refs/heads/", "refs/remotes/", "refs/tags/", "refs/exps/", "refs/notes/"]
    var result: [GitID] = []
    for reference in (try? references(below: "refs/")) ?? []
    where !known.contains(where: { reference.name.hasPrefix($0) }) {
      guard let start = (try? commit(of: reference)) ?? nil else { continue }
      result += ((try? walk([start], count: .max, firstParentOnly: false)) ?? []).map(\.id)
    }
    return result
  }

  private func walk(
    _ starts: [GitID], count: Int, firstParentOnly: Bool
  ) throws(GitError) -> [GitCommit] {
    let shallow = try shallowCommits()
    var seen = Set<GitID>()
    var queue = CommitQueue()
    var result: [GitCommit] = []
    for id in starts where seen.insert(id).inserted { queue.insert(try commit(id, shallow: shallow)) }
    while result.count < count, let newest = queue.removeNewest() {
      result.append(newest)
      for parent in firstParentOnly ? newest.parents.prefix(1) : newest.parents[...] {
        if seen.insert(parent).inserted { queue.insert(try commit(parent, shallow: shallow)) }
      }
    }
    return result
  }

  private func commit(_ id: GitID, shallow: Set<GitID>) throws(GitError) -> GitCommit {
    var commit = try GitCommit(id, object(id, .commit))
    if shallow.contains(id) { commit.parents = [] }
    return commit
  }

  /// Where a shallow clone ends: the parents of these were never fetched.
  private func shallowCommits() throws(GitError) -> Set<GitID> {
    let path = location.commonDirectory + "/shallow"
    let bytes = try files { () throws(FileError) in try FileSystem.readIfPresent(path) }
    return Set((bytes ?? []).split(separator: 0x0A).compactMap { GitID(hex: $0) })
  }
}

/// Commits waiting to be listed: a binary heap, the newest on top, of equals the one that came first.
private struct CommitQueue {
  private var heap: [(commit: GitCommit, order: Int)] = []
  private var inserted = 0

  mutating func insert(_ commit: GitCommit) {
    heap.append((commit, inserted))
    inserted += 1
    var child = heap.count - 1
    while child > 0, precedes(child, (child - 1) / 2) {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func removeNewest() -> GitCommit? {
    guard let top = heap.first, let last = heap.popLast() else { return nil }
    if heap.isEmpty { return top.commit }
    heap[0] = last
    var parent = 0
    while true {
      var best = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && precedes(child, best) {
        best = child
      }
      if best == parent { return top.commit }
      heap.swapAt(best, parent)
      parent = best
    }
  }

  private func precedes(_ a: Int, _ b: Int) -> Bool {
    let (x, y) = (heap[a], heap[b])
    let (newer, older) = (x.commit.committer.time, y.commit.committer.time)
    return newer != older ? newer > older : x.order < y.order
  }
}
