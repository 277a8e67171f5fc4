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
    // Somebody who started us with Ctrl-C ignored (a shell's background job) means it.
    var inherited = sigaction()
    sigaction(SIGINT, nil, &inherited)
    if !isIgnored(inherited) { sigaction(SIGINT, &action, nil) }
    signal(SIGPIPE, SIG_IGN)
  }
}

private func isIgnored(_ action: sigaction) -> Bool {
  unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
}

private func interrupted(_ signal: Int32) {
  if Interrupts.cancellation.isCancelled { _exit(ExitCode.interrupted) }
  Interrupts.cancellation.cancel()
}
