/// `move`: renames tracked data together with its pointer.
public struct MoveOptions: Sendable {
  public var source: String
  /// A directory: moved into it.
  public var destination: String

  public init(source: String, destination: String) {
    self.source = source
    self.destination = destination
  }
}
