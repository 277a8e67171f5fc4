import Exchange
import Git
import Remotes
import Workspace

/// What `fsck` found.
public struct FsckReport: Sendable {
  public var checked = 0
  public var findings: [CacheCheck.Finding] = []

  public init() {}

  /// Nothing is broken any more.
  public var isSound: Bool { findings.allSatisfy(\.isRepaired) }
}

extension Session {
  /// Reads objects again and compares their bytes with their names; with `repair` replaces broken and missing ones.
  /// - Throws: target and revision errors, `Cancelled`.
  public func fsck(_ options: FsckOptions) throws -> FsckReport {
    try withRepository(isReading: !options.repair) { repository in
      let git = try repository.git()
      var used = UsedObjects()
      if let revision = options.revision {
        guard let git else { throw UsageError.needsGit }
        used.add(try repository.index(at: git.resolve(revision), in: git))
      } else {
        let index = try repository.index()
        for target in try resolve(options.selection, index, repository) {
          for output in index.stages[target.stage].outputs where output.isCached { used.add(output.recorded) }
        }
      }
      let check = CacheCheck(repository: repository)
      let isEverything = options.revision == nil && options.selection.targets.isEmpty
      var report = FsckReport()
      (report.checked, report.findings) = try check.check(used, everything: isEverything)
      if report.findings.isEmpty { return report }

      var indices: [(commit: String?, index: Index)] = [(nil, try repository.index())]
      for commit in try git?.allCommits() ?? [] {
        try cancellation.check()
        if let git, let index = try? repository.index(at: commit.id, in: git) {
          indices.append((String(commit.id.hex.prefix(7)), index))
        }
      }
      try check.attribute(&report.findings, indices)
      guard options.repair else { return report }
      let factory = RemoteFactory(repository: repository, jobs: nil)
      let names = options.remote.map { [$0] } ?? repository.config.remoteNames
      let remotes = names.compactMap { name -> (any Remote)? in
        do {
          return try factory.remote(name)
        } catch {
          events.receive(.warning("remote '\(name)' can't be used for repair"))
          return nil
        }
      }
      // A repaired directory object names files that nobody could check before.
      var known = Set(report.findings.map(\.id))
      for _ in 0..<3 {
        try check.repair(&report.findings, remotes: remotes)
        var more = try check.check(used, everything: false)
        more.findings.removeAll { !known.insert($0.id).inserted }
        report.checked = max(report.checked, more.checked)
        if more.findings.isEmpty { break }
        try check.attribute(&more.findings, indices)
        report.findings += more.findings
      }
      return report
    }
  }
}
