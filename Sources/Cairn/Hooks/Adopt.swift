import Files
import Git
import Hashing
import Hooks
import Manifests
import Objects
import Workspace

/// What `adopt` did with the files that git-lfs has, or with large files in git.
public struct AdoptReport: Sendable {
  /// Tracked by us now; relative to the working directory.
  public var adopted: [String] = []
  /// Their content is on no disk here: `git lfs fetch` brings it.
  public var absent: [String] = []
  /// What lies here is not what git-lfs recorded.
  public var corrupt: [String] = []

  public init() {}
}

/// Files that are better off in the cache: what `init` tells of.
public struct AdoptionCandidates: Sendable {
  public var lfs: [String] = []
  public var large: [(path: String, size: Int64)] = []

  public init() {}
}

extension Session {
  /// The project's files that git-lfs holds, and those in git above a size.
  public func adoptionCandidates(limit: Int64 = 5 << 20) throws -> AdoptionCandidates {
    let repository = try open()
    guard let git = try repository.git(), let top = git.location.workTree else { throw UsageError.needsGit }
    var found = AdoptionCandidates()
    let entries = try git.indexEntries(matching: [":(top)"])
    let sizes = try git.sizes(of: entries.map(\.blob))
    for (entry, size) in zip(entries, sizes) {
      let path = Paths.join(top, entry.path)
      guard let size, Paths.isInside(path, repository.root) else { continue }
      if size > limit {
        found.large.append((path, Int64(size)))
      } else if size < 1024, size > 100, LargeFilePointer(try git.blob(entry.blob)) != nil {
        found.lfs.append(path)
      }
    }
    return found
  }

  /// Turns files of git-lfs into tracked data: content checked against git-lfs' hash, out of git's index, into the
  /// cache, with a `.dvc` file each. Git's history stays as it is.
  /// - Parameter words: files; empty: all that git-lfs has.
  public func adopt(_ words: [String], largeToo: Bool) throws -> Outcome<AdoptReport> {
    let candidates = try adoptionCandidates()
    let wanted = Set(words.map { Paths.absolute($0, in: environment.workingDirectory) })
    let paths = (candidates.lfs + (largeToo || !wanted.isEmpty ? candidates.large.map(\.path) : []))
      .filter { wanted.isEmpty || wanted.contains($0) }
    let repository = try open()
    guard let git = try repository.git() else { throw UsageError.needsGit }
    var report = AdoptReport()
    var ready: [String] = []
    for path in paths {
      switch try content(of: path, git) {
      case .ready: ready.append(path)
      case .absent: report.absent.append(repository.display(path))
      case .corrupt: report.corrupt.append(repository.display(path))
      }
    }
    if ready.isEmpty { return Outcome(value: report, changedFiles: [], isStaged: false) }
    // Out of the index, on disk they stay; then they may be tracked here.
    try git.run(
      ["--literal-pathspecs", "rm", "--cached", "--quiet", "--pathspec-from-file=-", "--pathspec-file-nul"],
      input: Array(try ready.map { try git.location.relative($0) }.joined(separator: "\0").utf8))
    var options = AddOptions()
    options.targets = ready
    do {
      let added = try add(options)
      report.adopted = ready.map(repository.display)
      return Outcome(value: report, changedFiles: added.changedFiles, isStaged: added.isStaged)
    } catch {
      try? git.unstage(ready)
      throw error
    }
  }

  private enum Content { case ready, absent, corrupt }

  /// Makes sure that the file itself lies in the work tree, not git-lfs' pointer.
  private func content(of path: String, _ git: GitRepository) throws -> Content {
    guard let bytes = try git.indexEntries(matching: [":(literal,top)" + git.location.relative(path)]).first,
      let pointer = LargeFilePointer(try git.blob(bytes.blob))
    else { return FileSystem.exists(path) ? .ready : .absent }
    let stored = Paths.join(git.location.commonDirectory, pointer.storedPath)
    let here = try FileSystem.readIfPresent(path)
    if let here, LargeFilePointer(here) == nil {
      return Hash.digest(here, .sha256).hex(byteCount: 32) == pointer.sha256 ? .ready : .corrupt
    }
    guard let content = try FileSystem.readIfPresent(stored) else { return .absent }
    guard Hash.digest(content, .sha256).hex(byteCount: 32) == pointer.sha256 else { return .corrupt }
    try FileSystem.write(content, to: path)
    return .ready
  }
}
