import Manifests

/// `remote add`: names a place to push to.
public struct RemoteAddOptions: Sendable {
  public var name: String
  /// A URL, or a path relative to the working directory.
  public var url: String
  /// nil: the project's shared file.
  public var level: ConfigLevel?
  /// Make it the default remote.
  public var isDefault = false
  /// Replace a remote of that name.
  public var force = false

  public init(name: String, url: String) {
    self.name = name
    self.url = url
  }
}
