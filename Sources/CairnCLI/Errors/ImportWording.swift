import Cairn
import Exchange
import Files

extension FailureWording {
  func describe(_ error: ImportError) -> Failure {
    switch error {
    case .noRepository(let url, let mirror):
      Failure(
        message:
          "SCM error: Failed to clone repo '\(url)' to '\(mirror)': No git repository was found at \(url)")
    case .unreachable(let url, let mirror, let message):
      Failure(
        message: "SCM error: Failed to clone repo '\(url)' to '\(mirror)': "
          + String(message.split(separator: "\n").first ?? "git says nothing"))
    case .notFound(let path): .unexpected("['\(path)']")
    case .sourceMissing(let shown): Failure(message: "dependency '\(shown)' does not exist")
    case .ourFile:
      Failure(message: "the given path is a DVC file, you must specify a data file or a directory")
    case .unsafePath(let path):
      Failure(message: "the source has a file whose name is not allowed: '\(path)'")
    case .dataMissing(let path, _) where program.isPeer:
      .unexpected("[Errno 2] No storage files available: '\(path)'")
    case .dataMissing(let path, let count):
      Failure(
        message:
          "\(count) \(count == 1 ? "file" : "files") of '\(path)' \(count == 1 ? "is" : "are") nowhere to be had: "
          + "neither the cache nor the remote of the source has \(count == 1 ? "it" : "them")",
        kind: .unexpected)
    case .directoryMissing(let path, let place):
      .unexpected(
        "failed to load directory (\(Self.key(path))): [Errno 2] No such file or directory: '\(place)'")
    case .tooDeep(let url): Failure(message: "imports of imports lead in a circle, or too deep: '\(url)'")
    case .configFileWithRemote:
      .unexpected("Can't specify config path together with both remote and remote_config")
    case .configFileMissing(let path): .unexpected(Self.text(FileError("read", path, errno: 2)))
    case .notTracked(let path):
      Failure(message: "Unable to find DVC file with output '\(path)': ('\(path)',)", kind: .unexpected)
    case .unsupportedScheme(let scheme):
      Failure(message: "config file error: Unsupported URL type \(scheme)", kind: .configuration)
    case .sourceWithoutGit:
      Failure(
        message:
          "Only supported for Git repositories. If you're seeing this error in a Git repo, try updating the "
          + "DVC configuration with `\(program.name) config core.no_scm false`.")
    case .exists(let path, let isDirectory):
      Failure(
        message: "The \(isDirectory ? "directory" : "file") '\(path)' already exists locally. \n"
          + "To override it, re-run with '--force'.")
    }
  }

  /// A path as the peer's index has it: its names, and a comma after a single one.
  private static func key(_ path: String) -> String {
    let names = path.split(separator: "/").map { "'\($0)'" }
    return names.count == 1 ? names[0] + "," : names.joined(separator: ", ")
  }

  static func text(_ error: UpdateError) -> String {
    switch error {
    case .meaningless(let option): "\(option) can't be used with worktree update"
    case .repositoryImportToRemote:
      "Data imported from other DVC or Git repositories can't be updated with --to-remote"
    }
  }
}
