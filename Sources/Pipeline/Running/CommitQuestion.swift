/// What only the user can decide: whether changed files are the stage's results.
public struct CommitQuestion: Equatable, Sendable {
  /// As the user would type it.
  public let stage: String
  /// Changed dependencies and files of parameters.
  public let inputs: [String]
  public let outputs: [String]
  /// The stage is a pointer file.
  public let isPointer: Bool
}
