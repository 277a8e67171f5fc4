import Files
import Git
import Hooks
import Manifests
import Workspace

/// A project that a hook works on.
struct HookProject {
  let repository: Repository
  let git: GitRepository
  /// Relative to the top of the work tree; `""`: the top.
  let prefix: String
  let policy: Policy
}

extension Session {
  /// The projects of the git repository here, that at its top first. Empty outside of git.
  func hookProjects() throws -> [HookProject] {
    guard let location = try GitLocation.discover(from: environment.workingDirectory),
      let top = location.workTree
    else { return [] }
    let git = GitRepository(location, environment: GitEnvironment(environment.variables))
    let config = "/" + Repository.directoryName + "/config"
    // One that was just made is not in git yet.
    let prefixes = try [""] + git.index().paths(endingIn: config).map { String($0.dropLast(config.count)) }
    return try prefixes.compactMap { prefix in
      let root = Paths.normalize(Paths.join(top, prefix))
      guard try FileSystem.info(Paths.join(root, Repository.directoryName))?.isDirectory == true else {
        return nil
      }
      let policy = try policy(root: root, git)
      if policy.strictness == .off { return nil }
      let repository = try open(root: FileSystem.realPath(root))
      return repository.gitLocation == nil
        ? nil : HookProject(repository: repository, git: git, prefix: prefix, policy: policy)
    }
  }

  /// The projects of a commit in a bare repository, seen through a directory of ours that holds their config.
  /// `cairn/config.local` in the repository adds what the server needs to reach the remotes.
  func bareProjects(_ location: GitLocation, at tip: GitID) throws -> [HookProject] {
    let git = GitRepository(location, environment: GitEnvironment(environment.variables))
    let tree = try git.tree(at: tip)
    var prefixes: [String] = []
    try tree.walk { path, kind in
      if kind == .file, path == ".dvc/config" || path.hasSuffix("/.dvc/config") {
        prefixes.append(path == ".dvc/config" ? "" : String(path.dropLast("/.dvc/config".count)))
      }
      return true
    }
    return try prefixes.compactMap { prefix in
      let policy = try Policy.read(tree.read(Paths.join(prefix, Policy.file)), git.config())
      if policy.strictness == .off { return nil }
      let root = Paths.normalize(Paths.join(location.gitDirectory + "/cairn/projects", prefix))
      let dot = Paths.join(root, Repository.directoryName)
      try FileSystem.makeDirectories(Paths.join(dot, "tmp"))
      try FileSystem.write(
        tree.read(Paths.join(prefix, ".dvc/config")) ?? [], to: Paths.join(dot, "config"), durable: false)
      if let own = try FileSystem.readIfPresent(location.gitDirectory + "/cairn/config.local") {
        try FileSystem.write(own, to: Paths.join(dot, "config.local"), mode: 0o600, durable: false)
      }
      var surroundings = environment
      surroundings.workingDirectory = root
      let repository = Repository(
        root: root, environment: surroundings, config: try loadConfig(root: root), gitLocation: location,
        progress: progress, cancellation: cancellation)
      return HookProject(repository: repository, git: git, prefix: prefix, policy: policy)
    }
  }
}
