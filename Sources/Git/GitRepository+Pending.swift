import Files

extension GitRepository {
  /// Files of the git directory that name the commits of something unfinished.
  private static let pendingFiles = [
    "MERGE_HEAD", "MERGE_AUTOSTASH", "CHERRY_PICK_HEAD", "REVERT_HEAD", "REBASE_HEAD",
    "rebase-merge/orig-head",
    "rebase-merge/onto", "rebase-merge/stopped-sha", "rebase-merge/autostash", "rebase-apply/orig-head",
    "rebase-apply/onto", "rebase-apply/original-commit", "rebase-apply/autostash",
  ]
  /// Lists of steps, `pick ID subject` each.
  private static let pendingSteps = ["rebase-merge/git-rebase-todo", "rebase-merge/done", "sequencer/todo"]

  /// The commits that an unfinished merge, rebase, cherry-pick, revert or bisect of this work tree takes from or may
  /// go back to. No branch has to lead to them. What can't be read is left out.
  public func pendingCommits() -> [GitID] {
    var commits: [GitID] = []
    for name in Self.pendingFiles {
      commits += lines(of: name).compactMap { GitID(hex: $0.prefix { $0 != 0x20 && $0 != 0x09 }) }
    }
    for name in Self.pendingSteps {
      for line in lines(of: name) where line.first != UInt8(ascii: "#") {
        let words = line.split(separator: 0x20, maxSplits: 2)
        guard words.count > 1, words[1].allSatisfy(Self.isHexDigit) else { continue }
        if let id = try? resolve(String(decoding: words[1], as: UTF8.self)) { commits.append(id) }
      }
    }
    for reference in (try? references(below: "refs/bisect/")) ?? [] {
      if let id = (try? commit(of: reference)) ?? nil { commits.append(id) }
    }
    return commits
  }

  private func lines(of name: String) -> [ArraySlice<UInt8>] {
    let bytes = (try? FileSystem.readRegular(Paths.join(location.gitDirectory, name))) ?? nil
    return (bytes ?? []).split(separator: 0x0A)
  }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
  }

  /// The other work trees of the repository; of those whose directory is gone git still knows index and HEAD.
  public func otherWorkTrees() -> [GitRepository] {
    let common = location.commonDirectory
    var found: [GitLocation] = []
    if Paths.name(common) == ".git" {
      found.append(
        GitLocation(
          workTree: Paths.parent(common), gitDirectory: common, commonDirectory: common, isBare: false))
    }
    for (name, kind) in (try? FileSystem.list(common + "/worktrees")) ?? [] where kind == .directory {
      let directory = "\(common)/worktrees/\(name)"
      guard let bytes = (try? FileSystem.readRegular(directory + "/gitdir")) ?? nil else { continue }
      let line = String(decoding: bytes.prefix { $0 != 0x0A }, as: UTF8.self)
      found.append(
        GitLocation(
          workTree: Paths.parent(Paths.absolute(line, in: directory)), gitDirectory: directory,
          commonDirectory: common, isBare: false))
    }
    return found.filter { $0.gitDirectory != location.gitDirectory }
      .map { GitRepository($0, environment: environment) }
  }
}
