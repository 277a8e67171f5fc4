import Files

/// What a running command may use.
struct Session: Sendable {
  let program: Program
  let console: Console
  let cancellation: Cancellation
  /// Wait for a lock somebody else holds instead of failing.
  let waitForLock: Bool

  /// Where operations tell how far they are; draws only on a terminal.
  var progress: any ProgressSink { console.progress }
}
