/// Something below a walked directory that cannot be tracked, or could not be looked at.
public struct WalkProblem: Error, Equatable, Sendable {
  public enum Reason: Equatable, Sendable {
    /// A symbolic link to nothing.
    case brokenLink
    /// A symbolic link that leads back to itself.
    case linkLoop
    case fifo
    case socket
    case device
    /// The name is not UTF-8 and so has no place in any of the formats.
    case nameNotUTF8
    /// A call failed: "list", "read".
    case failed(operation: String, errno: Int32)
  }

  public let reason: Reason
  /// Relative to the walk's root; `""` is the root itself.
  public let pathBytes: [UInt8]

  public init(_ reason: Reason, path: [UInt8]) {
    self.reason = reason
    self.pathBytes = path
  }

  /// The path as text, with U+FFFD for what is not UTF-8.
  public var path: String { String(decoding: pathBytes, as: UTF8.self) }
}

/// A walk that met problems; sorted by path bytes, never empty.
public struct WalkError: Error, Equatable, Sendable {
  public let root: String
  public let problems: [WalkProblem]

  public init(root: String, problems: [WalkProblem]) {
    self.root = root
    self.problems = problems
  }
}
