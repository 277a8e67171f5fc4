/// What the user named on the command line: stages, pointer files, outputs, or paths inside outputs.
public struct TargetSelection: Sendable, Equatable {
  /// Empty: everything of the project.
  public var targets: [String] = []
  /// Also the stages the targets depend on.
  public var withDependencies = false
  /// Targets may be directories; everything tracked below them is meant.
  public var recursive = false

  public init() {}
}

/// Which git revisions besides the workspace are meant.
public struct RevisionScope: Sendable, Equatable {
  public var allBranches = false
  public var allTags = false
  public var allCommits = false

  public init() {}

  public var isWorkspaceOnly: Bool { !(allBranches || allTags || allCommits) }
}

/// Which remote, and how many transfers at once.
public struct RemoteSelection: Sendable, Equatable {
  /// nil: the default remote (`core.remote`).
  public var name: String?
  /// nil: the remote's `jobs`, else four for each core.
  public var jobs: Int?

  public init() {}
}
