/// A read-only view of a repository's files: the workspace, or one git revision.
/// Paths are relative to the project root, `/`-separated, normalised; `""` is the root.
public protocol SourceTree: Sendable {
  /// The file's bytes; nil when there is no such file.
  func read(_ path: String) throws -> [UInt8]?
  /// Kind of what is there (symbolic links followed in the workspace); nil when nothing is.
  func kind(_ path: String) throws -> FileInfo.Kind?
  /// Names and kinds directly below a directory, sorted by bytes; empty when there is none.
  func list(_ path: String) throws -> [(name: String, kind: FileInfo.Kind)]
}
