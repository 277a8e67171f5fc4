import Hashing

/// `init`: makes a directory a project.
public struct InitOptions: Sendable {
  /// nil: the current directory.
  public var directory: String?
  /// Without git.
  public var noSCM = false
  /// Replace an existing project.
  public var force = false
  /// Allowed below the root of the git repository.
  public var subdirectory = false
  /// How objects are named (`core.hash`).
  public var hash = HashAlgorithm.md5

  public init() {}
}
