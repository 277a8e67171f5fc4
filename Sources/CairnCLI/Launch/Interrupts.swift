import Files
import Glibc

/// Ctrl-C asks the work to stop; a second one ends the process at once.
enum Interrupts {
  static let cancellation = Cancellation()

  /// Also ignores SIGPIPE, so that a closed pipe is an error of `write` and ends in exit code 141.
  static func install() {
    _ = cancellation  // made here, never inside the handler
    var action = sigaction()
    action.__sigaction_handler.sa_handler = interrupted
    action.sa_flags = Int32(bitPattern: UInt32(SA_RESTART))
    sigaction(SIGINT, &action, nil)
    signal(SIGPIPE, SIG_IGN)
  }
}

private func interrupted(_ signal: Int32) {
  if Interrupts.cancellation.isCancelled { _exit(ExitCode.interrupted) }
  Interrupts.cancellation.cancel()
}
