/// A file or directory of a project as `ls` and `du` show it: of git, of DVC, or of both.
public struct ListedItem: Equatable, Sendable {
  /// Relative to the root of the listing's project.
  public var path: String
  /// Tracked by DVC.
  public var isOutput = false
  public var isDirectory = false
  public var isExecutable = false
  /// There is something in the workspace or the revision itself.
  public var isPresent = false
  /// nil where nobody knows.
  public var size: Int64?
  /// The recorded object of tracked data.
  public var hash: String?

  public init(path: String) { self.path = path }

  public var name: Substring { path.split(separator: "/").last ?? "." }
}
