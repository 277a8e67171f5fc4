import Files
import Workspace

/// All that is needed to run one stage's commands, whoever runs them: nothing in it refers to our memory.
public struct StageJob: Sendable {
  public enum Output: Sendable {
    /// The job writes to our terminal and reads from it.
    case terminal
    /// What it prints is told as it comes, and kept in a file.
    case captured(log: String)
    /// It is only kept.
    case kept(log: String)
  }

  /// As the user would type it.
  public var stage: String
  /// The directory the commands run in.
  public var directory: String
  /// Program and arguments that a line is appended to.
  public var shell: [String]
  /// What the shells get in turn: the items of a list, or each line of a text (formats §5.3).
  public var lines: [String]
  /// All of it, as `NAME=value`.
  public var environment: [String]
  /// What it asked for in `meta.cairn.resources`.
  public var resources: Resources
  public var output: Output

  public init(
    stage: String, directory: String, shell: [String], lines: [String], environment: [String],
    resources: Resources = Resources(), output: Output = .terminal
  ) {
    self.stage = stage
    self.directory = directory
    self.shell = shell
    self.lines = lines
    self.environment = environment
    self.resources = resources
    self.output = output
  }
}
