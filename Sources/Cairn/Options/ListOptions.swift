/// `ls` and `du`: what a project holds.
public struct ListOptions: Sendable {
  /// A project on this machine, or the URL of a git repository.
  public var url = "."
  /// Below the project's root.
  public var path: String?
  /// A git revision; nil: the workspace, or a clone's HEAD.
  public var revision: String?
  public var recursive = false
  /// How many directories down.
  public var level: Int?
  public var dvcOnly = false
  /// The remote to ask for directory objects that the cache lacks.
  public var remote: String?

  /// Settings laid over those of the project.
  public var source = SourceOptions()

  public init() {}
}
