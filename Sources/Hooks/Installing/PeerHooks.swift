import Documents
import Files
import Git
import Workspace

/// The three hooks and the merge driver as `dvc install` puts them in place (formats §7.3).
public enum PeerHooks {
  public enum Failure: Error, Sendable {
    case exists(hook: String)
    /// `.pre-commit-config.yaml` doesn't parse.
    case corrupted(path: String, cause: DocumentError)
    /// It parses, but isn't what the tool reads.
    case unusable(path: String, detail: String)
  }

  static let names = ["post-checkout", "pre-commit", "pre-push"]

  /// Only the scripts; nothing is written when one of them is there.
  public static func install(_ repository: Repository) throws {
    guard let git = try repository.git() else { return }
    try configureMerging(git)
    let directory = git.location.commonDirectory + "/hooks"
    for name in names where FileSystem.exists(Paths.join(directory, name)) {
      throw Failure.exists(hook: name)
    }
    try FileSystem.makeDirectories(directory)
    let shell = shell(repository.environment)
    for name in names {
      let path = Paths.join(directory, name)
      try FileSystem.write("#!\(shell)\nexec dvc git-hook \(name) $@\n", to: path)
      try FileSystem.setMode(0o777, of: path)
    }
  }

  static func configureMerging(_ git: GitRepository) throws {
    try git.setConfig("merge.dvc.name", "DVC merge driver")
    try git.setConfig(
      "merge.dvc.driver", "dvc git-hook merge-driver --ancestor %O --our %A --their %B ")
  }

  private static func shell(_ environment: Environment) -> String {
    let places = (environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
    return places.map { Paths.join(String($0), "sh") }.first { FileSystem.exists($0) } ?? "/bin/sh"
  }

  // MARK: - The pre-commit tool

  /// Adds the hooks to `.pre-commit-config.yaml` of the project.
  public static func addToPreCommitTool(_ repository: Repository) throws {
    guard let git = try repository.git() else { return }
    try configureMerging(git)
    try add(entry, to: Paths.join(repository.root, PreCommitTool.file))
  }

  static func add(_ entry: Value, to path: String) throws {
    let bytes = try FileSystem.readIfPresent(path) ?? []
    let document: Value
    do {
      document = try YAML.load(bytes)
    } catch {
      throw Failure.corrupted(path: PreCommitTool.file, cause: error)
    }
    guard let mapping = document.map else {
      throw Failure.unusable(path: path, detail: "'CommentedSeq' object has no attribute 'get'")
    }
    var repos: [Value] = []
    if let known = mapping["repos"] {
      guard let list = known.list else {
        throw Failure.unusable(path: path, detail: "argument of type 'NoneType' is not iterable")
      }
      repos = list
    }
    if !repos.contains(entry) { repos.append(entry) }
    let text = try YAML.rewrite(bytes, [.merge(path: ["repos"], .list(repos))])
    try FileSystem.write(text, to: path)
  }

  private static var entry: Value {
    func hook(_ name: String, always: Bool = false) -> Value {
      var mapping = Mapping()
      mapping["id"] = .string("dvc-" + name)
      mapping["additional_dependencies"] = [".[all]"]
      mapping["language_version"] = "python3"
      mapping["stages"] = [.string(name)]
      if always { mapping["always_run"] = true }
      return .map(mapping)
    }
    var mapping = Mapping()
    mapping["repo"] = "https://github.com/treeverse/dvc"
    mapping["rev"] = "3.67.1"
    mapping["hooks"] = [hook("pre-commit"), hook("pre-push"), hook("post-checkout", always: true)]
    return .map(mapping)
  }
}

/// The tool of pre-commit.com.
public enum PreCommitTool {
  public static let file = ".pre-commit-config.yaml"

  /// Adds our hooks as a local repository of that tool.
  public static func add(_ hooks: [HookName], root: String) throws {
    var mapping = Mapping()
    mapping["repo"] = "local"
    mapping["hooks"] = .list(
      hooks.map { hook in
        var entry = Mapping()
        entry["id"] = .string("cairn-" + hook.rawValue)
        entry["name"] = .string("cairn " + hook.rawValue)
        entry["entry"] = .string("cairn hook " + hook.rawValue)
        entry["language"] = "system"
        entry["stages"] = [.string(hook.rawValue)]
        entry["always_run"] = true
        entry["pass_filenames"] = false
        return .map(entry)
      })
    try PeerHooks.add(.map(mapping), to: Paths.join(root, file))
  }
}
