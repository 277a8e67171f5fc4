import Files
import Synchronization
import Workspace

/// One command's run: its surroundings and where it reports to. The CLI makes one; operations are methods on it.
public struct Session: Sendable {
  public let environment: Environment
  public let progress: any ProgressSink
  public let cancellation: Cancellation
  /// Told what happens while it happens (stages that run, warnings).
  public let events: any EventSink
  /// Wait for the repository lock for ever.
  public let waitForLock: Bool
  /// What was told already, of what is told once.
  let notices = Notices()

  public init(
    environment: Environment, progress: any ProgressSink, cancellation: Cancellation, events: any EventSink,
    waitForLock: Bool
  ) {
    self.environment = environment
    self.progress = progress
    self.cancellation = cancellation
    self.events = events
    self.waitForLock = waitForLock
  }
}

/// Keeps what need not be said twice.
final class Notices: Sendable {
  private let told = Mutex<Set<String>>([])

  func isFirst(_ notice: String) -> Bool { told.withLock { $0.insert(notice).inserted } }
}

/// What an operation did, and which files of ours it wrote.
public struct Outcome<Value: Sendable>: Sendable {
  public let value: Value
  /// Files to be committed to git, as the user would type them; empty without git.
  public let changedFiles: [String]
  /// They were staged already (`core.autostage`).
  public let isStaged: Bool
}
