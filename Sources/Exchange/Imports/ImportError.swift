/// Why data could not be brought from another repository or a URL. Facts only; the CLI words them.
public enum ImportError: Error, Sendable {
  /// Nothing at that place is a repository or a directory.
  case noRepository(url: String, mirror: String)
  /// git could not get it; with what git says.
  case unreachable(url: String, mirror: String, message: String)
  /// The repository has nothing by that name.
  case notFound(path: String)
  /// What a URL names is not there; as it is shown.
  case sourceMissing(String)
  /// The name of a `.dvc` or `dvc.yaml` where data is meant.
  case ourFile(path: String)
  /// A name from the other side that would lead out of its place, or into a repository's private directory.
  case unsafePath(String)
  /// Objects that the source names are nowhere to be had.
  case dataMissing(path: String, count: Int)
  /// The object that names a tracked directory's files is nowhere; with where it was last looked for.
  case directoryMissing(path: String, place: String)
  /// Imports of imports of imports.
  case tooDeep(url: String)
  /// A `--config` file beside `--remote` and `--remote-config`.
  case configFileWithRemote
  case configFileMissing(path: String)
  /// `--show-url` of what DVC does not track there.
  case notTracked(path: String)
  case unsupportedScheme(String)
  /// Only a git repository's state can be named for later.
  case sourceWithoutGit(url: String)
  /// Something is where the data should go.
  case exists(path: String, isDirectory: Bool)
}
