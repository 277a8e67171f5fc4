import Glibc

extension ChildProcess {
  /// Runs a program in the foreground: it shares our terminal, and a Ctrl-C is its business. We go on when it ends.
  /// - Throws: as ``start(_:)`` and ``wait()``.
  public static func runInForeground(_ request: Request) throws(FileError) -> ChildExit {
    var ignoring = sigaction()
    ignoring.__sigaction_handler.sa_handler = SIG_IGN
    var before = sigaction()
    sigaction(SIGINT, &ignoring, &before)
    defer { sigaction(SIGINT, &before, nil) }
    return try start(request).wait()
  }
}
