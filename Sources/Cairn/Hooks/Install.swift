import Files
import Git
import Hooks
import Workspace

/// What `install` or `uninstall` did.
public struct InstallReport: Sendable {
  public var steps: [HookInstaller.Step] = []
  /// Files of the work tree that changed and want to be committed; absolute.
  public var changedFiles: [String] = []
  /// The directory of hooks for all of the user's repositories, which go on running.
  public var hooksElsewhere: String?
  /// Of this repository as it stands now; nil in a bare one.
  public var strictness: Policy.Strictness?
}

extension Session {
  /// Puts the peer's three hooks and its merge driver in place, exactly as it does.
  /// - Throws: `PeerHooks.Failure`
  public func installPeerHooks(usePreCommitTool: Bool) throws {
    let repository = try open()
    if usePreCommitTool {
      try PeerHooks.addToPreCommitTool(repository)
    } else {
      try PeerHooks.install(repository)
    }
  }

  /// Puts our hooks beside those that are there. May be called again at any time.
  public func installHooks(_ options: InstallOptions) throws -> InstallReport {
    var report = InstallReport()
    let (git, root) = try hookTarget()
    let installer = try HookInstaller(git)
    if options.usePreCommitTool, let root {
      let hooks = options.hooks.isEmpty ? HookName.ofClones : options.hooks
      try PreCommitTool.add(hooks, root: git.location.workTree ?? root)
      report.changedFiles.append(Paths.join(git.location.workTree ?? root, PreCommitTool.file))
    } else {
      let usual = root == nil ? HookName.ofServers : HookName.ofClones
      report.steps = try installer.install(options.hooks.isEmpty ? usual : options.hooks)
      if installer.isSharedByGit {
        report.changedFiles += report.steps.filter { $0.action != .unchanged }.map(\.path)
      }
      report.hooksElsewhere = installer.hooksElsewhere
    }
    guard let root else { return report }
    if let attributes = try MergeSetting.install(git, root: root) { report.changedFiles.append(attributes) }
    if let policy = options.policy, try Policy.write(policy, root: root) {
      report.changedFiles.append(Paths.join(root, Policy.file))
    }
    report.strictness = try policy(root: root, git).strictness
    return report
  }

  /// Takes our hooks out; what they stood before is back in its place.
  public func uninstallHooks() throws -> InstallReport {
    var report = InstallReport()
    let (git, root) = try hookTarget()
    let installer = try HookInstaller(git)
    report.steps = try installer.uninstall()
    if installer.isSharedByGit { report.changedFiles += report.steps.map(\.path) }
    if let root, let attributes = try MergeSetting.uninstall(git, root: root) {
      report.changedFiles.append(attributes)
    }
    return report
  }

  /// The git repository here, and the project; nil in a bare repository.
  private func hookTarget() throws -> (git: GitRepository, root: String?) {
    let environment = GitEnvironment(environment.variables)
    if let location = try GitLocation.discover(from: self.environment.workingDirectory),
      location.workTree == nil
    {
      return (GitRepository(location, environment: environment), nil)
    }
    let repository = try open()
    guard let git = try repository.git() else { throw UsageError.needsGit }
    return (git, repository.root)
  }

  /// The policy of a project's work tree with this clone's overrides.
  public func policy(root: String, _ git: GitRepository?) throws -> Policy {
    try Policy.read(FileSystem.readIfPresent(Paths.join(root, Policy.file)), git?.config())
  }
}
