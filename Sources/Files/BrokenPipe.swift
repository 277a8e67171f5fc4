import CSystem
import Glibc

/// Writes to pipes whose other end may be gone.
public enum BrokenPipe {
  /// Runs one or more writes: a reader that is gone gives -EPIPE, and no SIGPIPE that would end the process.
  public static func quiet(_ write: () -> Int) -> Int {
    var pipe = sigset_t()
    var previous = sigset_t()
    sigemptyset(&pipe)
    sigaddset(&pipe, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &pipe, &previous)
    defer { pthread_sigmask(SIG_SETMASK, &previous, nil) }
    let result = write()
    if result == -Int(EPIPE) {
      var now = timespec(tv_sec: 0, tv_nsec: 0)
      _ = sigtimedwait(&pipe, nil, &now)
    }
    return result
  }
}
