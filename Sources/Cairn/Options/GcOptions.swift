/// `gc`: takes objects away that nobody uses.
public struct GcOptions: Sendable {
  /// Keep what the workspace uses.
  public var workspace = false
  /// Keep what this revision uses, and the `number` commits up to it.
  public var revision: String?
  public var number: Int?
  public var revisions = RevisionScope()
  /// Keep what commits since this day use, `yyyy-mm-dd`.
  public var date: String?
  public var allExperiments = false
  /// Of what is used, keep only what the remote lacks.
  public var notInRemote = false
  /// Collect in the remote too.
  public var cloud = false
  public var remote = RemoteSelection()
  /// Leave revisions out that can't be read, and don't mind directories whose members can't be known.
  public var skipFailed = false
  /// Other projects that share the cache.
  public var projects: [String] = []
  /// Keep what only the run cache names.
  public var runCache = true
  public var dryRun = false

  public init() {}
}
