import Exchange
import Hashing
import Manifests
import Objects
import Remotes
import Workspace

/// `remote doctor`
public struct RemoteDoctorOptions: Sendable {
  /// nil: the default remote.
  public var name: String?
  /// Store, read and remove a small object to see whether that is allowed.
  public var writes = false
  /// Remove uploads in parts that were begun more than a day ago.
  public var abortsUploads = false

  public init() {}
}

/// `remote fsck`
public struct RemoteFsckOptions: Sendable {
  /// nil: the default remote.
  public var name: String?
  /// Read every object instead of believing the listing.
  public var reads = false
  /// Upload good copies from the cache.
  public var repairs = false
  public var jobs: Int?

  public init() {}
}

/// What `remote doctor` found.
public struct RemoteDiagnosis: Sendable {
  public var remote: String
  public var url: String
  public var findings: [RemoteFinding] = []
  /// Uploads that were removed; nil: not asked for.
  public var abortedUploads: Int?

  public var isSound: Bool { findings.allSatisfy { $0.verdict != .bad } }
}

extension Session {
  /// Looks over a remote step by step; what is wrong with it is in the result.
  /// - Throws: `ConfigError`, `ExchangeError` for a remote that isn't configured or can't be used at all.
  public func remoteDoctor(_ options: RemoteDoctorOptions) throws -> RemoteDiagnosis {
    try withRepository { repository in
      let config = try repository.config.remote(options.name, root: repository.root)
      var diagnosis = RemoteDiagnosis(remote: config.name, url: config.shownURL)
      let factory = RemoteFactory(repository: repository, jobs: nil)
      guard config.scheme == "s3" else {
        let remote = try factory.remote(options.name)
        diagnosis.findings = try RemoteDoctor(repository: repository, remote: remote).examine(
          writes: options.writes)
        return diagnosis
      }
      let doctor = try S3Doctor(try factory.s3(config))
      diagnosis.findings = doctor.examine(
        writes: options.writes, wantsVersions: config.isVersionAware || config.isWorktree)
      if options.abortsUploads { diagnosis.abortedUploads = try doctor.abortUploads(olderThan: 86_400) }
      return diagnosis
    }
  }

  /// Compares a whole remote with what its names promise and with what all commits need.
  public func remoteFsck(_ options: RemoteFsckOptions) throws -> RemoteCheck.Report {
    try withRepository { repository in
      let config = try repository.config.remote(options.name, root: repository.root)
      let factory = RemoteFactory(repository: repository, jobs: options.jobs)
      if try factory.isVersioned(config.name) {
        throw ExchangeError.cloudVersioned(command: "remote fsck")
      }
      let remote = try factory.remote(config.name)
      var scope = RevisionScope()
      scope.allCommits = try repository.git() != nil
      let wishes = try wishes(repository, TargetSelection(), scope, pushing: true)
      var ids: [ObjectID] = []
      let store = try repository.store
      for wish in (wishes.byRemote[nil] ?? []) + (wishes.byRemote[config.name] ?? []) {
        ids.append(wish.id)
        guard wish.id.isTree, try store.exists(wish.id) else { continue }
        do {
          let tree = try store.tree(wish.id)
          for i in 0..<tree.count { ids.append(tree.id(i)) }
        } catch is StoreError {
          // A broken one here says nothing of what should be there.
        }
      }
      let check = RemoteCheck(repository: repository, remote: remote)
      var report = try check.check(ids, readsAll: options.reads)
      if report.findings.isEmpty { return report }
      var indices: [(commit: String?, index: Index)] = [(nil, try repository.index())]
      if let git = try repository.git() {
        for commit in try git.allCommits() {
          try cancellation.check()
          if let index = try? repository.index(at: commit.id, in: git) {
            indices.append((String(commit.id.hex.prefix(7)), index))
          }
        }
      }
      try CacheCheck(repository: repository).attribute(&report.findings, indices)
      if options.repairs { try check.repair(&report) }
      return report
    }
  }
}
