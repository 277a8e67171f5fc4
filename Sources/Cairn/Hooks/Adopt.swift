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
  /// What git has for each of them, by path.
  var blobs: [String: GitID] = [:]

  public init() {}
}

extension Session {
  /// The project's files that git-lfs holds, and those in git above a size.
  /// - Parameter isThorough: without an attribute for git-lfs its pointers are looked for all the same.
  public func adoptionCandidates(
    limit: Int64 = 5 << 20, isThorough: Bool = true
  ) throws -> AdoptionCandidates {
    let repository = try open()
    guard let git = try repository.git(), let top = git.location.workTree else { throw UsageError.needsGit }
    var found = AdoptionCandidates()
    let entries = try git.indexEntries(matching: [":(top)"])
    let sizes = try git.sizes(of: entries.map(\.blob))
    // Whoever uses git-lfs has an attribute for it; without one no blob needs to be read.
    let usesLFS = try isThorough || usesLFS(git, entries)
    for (entry, size) in zip(entries, sizes) {
      let path = Paths.join(top, entry.path)
      guard let size, Paths.isInside(path, repository.root) else { continue }
      if size > limit {
        found.large.append((path, Int64(size)))
        found.blobs[path] = entry.blob
      } else if usesLFS, size < 1024, size > 100, LargeFilePointer(try git.blob(entry.blob)) != nil {
        found.lfs.append(path)
        found.blobs[path] = entry.blob
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
      switch try content(of: path, candidates.blobs[path], git) {
      case .ready: ready.append(path)
      case .absent: report.absent.append(repository.display(path))
      case .corrupt: report.corrupt.append(repository.display(path))
      }
    }
    if ready.isEmpty { return Outcome(value: report, changedFiles: [], isStaged: false) }
    // Out of the index comes last: whoever is killed before that finds them there the next time.
    var options = AddOptions()
    options.targets = ready
    options.mayBeInGit = true
    let added = try add(options)
    try git.run(
      ["--literal-pathspecs", "rm", "--cached", "--quiet", "--pathspec-from-file=-", "--pathspec-file-nul"],
      input: Array(try ready.map { try git.location.relative($0) }.joined(separator: "\0").utf8))
    report.adopted = ready.map(repository.display)
    return Outcome(value: report, changedFiles: added.changedFiles, isStaged: added.isStaged)
  }

  private enum Content { case ready, absent, corrupt }

  private static let lfsFilter = Array("filter=lfs".utf8)

  /// Whether attributes, of the repository or of this clone, hand files to git-lfs.
  private func usesLFS(_ git: GitRepository, _ entries: [(path: String, blob: GitID)]) throws -> Bool {
    let own = try FileSystem.readIfPresent(Paths.join(git.location.commonDirectory, "info/attributes"))
    if own?.contains(Self.lfsFilter) == true { return true }
    return try entries.contains { entry in
      guard Paths.name(entry.path) == ".gitattributes" else { return false }
      return try git.blob(entry.blob).contains(Self.lfsFilter)
    }
  }

  /// Makes sure that the file itself lies in the work tree, not git-lfs' pointer.
  private func content(of path: String, _ blob: GitID?, _ git: GitRepository) throws -> Content {
    let detector = ChangeDetector(try open())
    func sha256(_ path: String) throws -> String? {
      try detector.snapshot(of: path, algorithm: .sha256)?.id.digest.hex(byteCount: 32)
    }
    guard let blob, let info = try FileSystem.info(path) else { return .absent }
    let recorded = try git.blob(blob)
    guard let pointer = LargeFilePointer(recorded) else { return .ready }
    // A pointer is small; only then it is worth reading whole.
    let isPointer = try info.size < 1024 && LargeFilePointer(FileSystem.read(path)) != nil
    if !isPointer { return try sha256(path) == pointer.sha256 ? .ready : .corrupt }
    let storage = try git.config()["lfs.storage"].map { Paths.absolute($0, in: git.location.commonDirectory) }
    let stored = Paths.join(
      storage ?? Paths.join(git.location.commonDirectory, "lfs"), pointer.storedPath)
    guard try FileSystem.info(stored)?.isFile == true else { return .absent }
    guard try sha256(stored) == pointer.sha256 else { return .corrupt }
    try FileSystem.copyFile(from: stored, to: path, mode: info.mode, nursery: open().nursery)
    return .ready
  }
}
