import Exchange
import Files
import Git
import Hooks
import Manifests
import Workspace

/// What a check found, and what follows from it.
public struct CheckReport: Sendable {
  public var problems: [Problem] = []
  public var strictness = Policy.Strictness.enforce
  /// Looked at.
  public var commits = 0
  public var objects = 0
  /// Objects sent to a remote.
  public var uploaded = 0

  public init() {}

  /// Takes in what one of several projects found: the strictest of them decides, what is only a warning to its own
  /// project stays one.
  mutating func add(_ found: [Problem], under policy: Policy, isFirst: Bool) {
    if isFirst || policy.strictness == .enforce {
      if !isFirst, strictness == .warn { for i in problems.indices { problems[i].isWarning = true } }
      strictness = policy.strictness
    }
    let isMilder = strictness == .enforce && policy.strictness == .warn
    problems += found.map { problem in
      var problem = problem
      if isMilder { problem.isWarning = true }
      return problem
    }
  }

  public var refuses: Bool { strictness == .enforce && problems.contains { !$0.isWarning } }
}

/// One branch or tag of a push. nil: it is new, or goes.
public struct RefUpdate: Sendable {
  public let name: String
  public let old: GitID?
  public let new: GitID?

  public init(name: String, old: GitID?, new: GitID?) {
    self.name = name
    self.old = old
    self.new = new
  }
}

extension Session {
  /// What `pre-commit` asks.
  public func checkCommit() throws -> CheckReport {
    var report = CheckReport()
    for (number, project) in try hookProjects().enumerated() {
      let check = CommitCheck(project.repository, project.git, project.policy, looksAtFiles: number == 0)
      report.add(try check.run(), under: project.policy, isFirst: number == 0)
      project.repository.state.save()
    }
    return report
  }

  /// What `pre-push` does: sends what the commits name that the other repository doesn't have yet, or looks whether
  /// it is there.
  /// - Parameter remoteName: git's name for the other repository.
  public func checkPush(to remoteName: String, _ updates: [RefUpdate]) throws -> CheckReport {
    var report = CheckReport()
    for (number, project) in try hookProjects().filter({ $0.policy.push != .off }).enumerated() {
      let (repository, git) = (project.repository, project.git)
      report.add([], under: project.policy, isFirst: number == 0)
      var revisions: [String] = []
      for update in updates {
        guard let new = update.new else { continue }
        revisions.append(new.hex)
        if let old = update.old, (try? git.resolve(old.hex)) != nil { revisions.append("^" + old.hex) }
      }
      if revisions.isEmpty { continue }
      for known in try git.references(below: "refs/remotes/\(remoteName)/") {
        revisions.append("^" + known.target.hex)
      }
      let data = try PushedData(repository, git, revisions, prefix: project.prefix)
      report.commits = max(report.commits, data.commits)
      report.add(data.problems, under: project.policy, isFirst: false)
      if data.named.isEmpty { continue }
      try repository.lock.acquire(wait: waitForLock, cancellation: cancellation)
      defer { repository.lock.release() }
      var mustLook = project.policy.push == .check
      if project.policy.push == .upload {
        var result = TransferResult()
        do {
          try eachRemote(data.wishes(root: repository.root), repository, RemoteSelection()) {
            remote, _, wishes in
            result.add(try Pusher(repository: repository, remote: remote).push(wishes))
          }
        } catch is ConfigError {
          mustLook = true
        }
        report.uploaded += result.count
        mustLook = mustLook || !result.missingEverywhere.isEmpty || !result.failures.isEmpty
      }
      if mustLook {
        var check = RemoteCheck(repository, acceptsCache: false)
        report.add(try check.run(data, remoteName: nil), under: project.policy, isFirst: false)
        report.objects += check.objects
      }
    }
    return report
  }

  /// What `pre-receive` and `update` ask: about commits that no branch of this repository has yet.
  public func checkReceived(_ updates: [RefUpdate]) throws -> CheckReport {
    var report = CheckReport()
    report.strictness = .off
    guard let location = try GitLocation.discover(from: environment.workingDirectory) else { return report }
    let known = try GitRepository(location, environment: GitEnvironment(environment.variables))
      .references(below: "refs/").map { "^" + $0.target.hex }
    for update in updates where update.new != nil && !update.name.hasPrefix("refs/tags/") {
      guard let new = update.new else { continue }
      for project in try bareProjects(location, at: new) {
        if project.policy.strictness == .enforce || report.strictness == .off {
          report.strictness = project.policy.strictness
        }
        try check(project, revisions: [new.hex] + known, tip: new, remoteOnly: true, remote: nil, &report)
      }
    }
    return report
  }

  /// `verify`: for continuous integration and for people.
  public func verify(_ options: VerifyOptions) throws -> CheckReport {
    var report = CheckReport()
    let location = try GitLocation.discover(from: environment.workingDirectory)
    guard let location else { throw UsageError.needsGit }
    let git = GitRepository(location, environment: GitEnvironment(environment.variables))
    let tip = try git.resolve(options.range.map(Self.end) ?? "HEAD")
    let projects: [HookProject]
    if location.workTree == nil {
      projects = try bareProjects(location, at: tip)
    } else {
      // Asked for by hand: a policy of "off" is about hooks.
      let repository = try open()
      guard let git = try repository.git() else { throw UsageError.needsGit }
      let inside = try git.location.relative(repository.root)
      projects = [
        HookProject(
          repository: repository, git: git, prefix: inside == "." ? "" : inside,
          policy: try policy(root: repository.root, git))
      ]
    }
    for project in projects {
      try check(
        project, revisions: options.range.map { [$0] }, tip: tip, remoteOnly: options.remoteOnly,
        remote: options.remote, &report)
    }
    report.strictness = .enforce
    return report
  }

  private func check(
    _ project: HookProject, revisions: [String]?, tip: GitID, remoteOnly: Bool, remote: String?,
    _ report: inout CheckReport
  ) throws {
    let (repository, git, prefix) = (project.repository, project.git, project.prefix)
    let tree = try git.tree(at: tip, below: prefix)
    let data: PushedData
    if let revisions {
      data = try PushedData(repository, git, revisions, prefix: prefix)
    } else {
      data = try PushedData(repository, all: tree, prefix: prefix)
    }
    report.commits += data.commits
    report.problems += data.problems
    var check = RemoteCheck(repository, acceptsCache: !remoteOnly)
    report.problems += try check.run(data, remoteName: remote)
    report.objects += check.objects
    // A file that can't be read was told already, when it came with these commits.
    guard data.problems.isEmpty else { return }
    report.problems += try RevisionPipelineCheck(repository, tree, prefix: prefix)
      .run(project.policy.verifiedPipeline)
  }

  /// `B` of `A..B` and `A...B`.
  private static func end(of range: String) -> String {
    let bytes = Array(range.utf8)
    guard let dot = bytes.indices.dropLast().first(where: { bytes[$0] == 0x2E && bytes[$0 + 1] == 0x2E })
    else {
      return range
    }
    let rest = bytes[(dot + 2)...].drop { $0 == 0x2E }
    return rest.isEmpty ? "HEAD" : String(decoding: rest, as: UTF8.self)
  }
}
