import Files
import Glibc

/// Ctrl-C asks the work to stop; a second one ends the process at once.
enum Interrupts {
  static let cancellation = Cancellation()

  /// Also ignores SIGPIPE, so that a closed pipe is an error of `write` and ends in exit code 141, and SIGXFSZ: a file
  /// that would be larger than allowed is an error, too.
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
    signal(SIGXFSZ, SIG_IGN)
  }

  /// While stages run, SIGTERM and SIGHUP go to them as well: nothing of a run is left behind.
  static func coverTermination() {
    for number in [SIGTERM, SIGHUP] {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = terminated
      action.sa_flags = Int32(bitPattern: UInt32(SA_RESTART))
      var inherited = sigaction()
      sigaction(number, nil, &inherited)
      if !isIgnored(inherited) { sigaction(number, &action, nil) }
    }
  }
}

private func isIgnored(_ action: sigaction) -> Bool {
  unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
}

private func interrupted(_ signal: Int32) {
  let cancellation = Interrupts.cancellation
  if cancellation.requests > 0, !cancellation.isAttended { _exit(ExitCode.interrupted) }
  cancellation.cancel()
}

private func terminated(_ signal: Int32) {
  let cancellation = Interrupts.cancellation
  if cancellation.requests > 0, !cancellation.isAttended { _exit(128 + signal) }
  cancellation.terminate()
}
