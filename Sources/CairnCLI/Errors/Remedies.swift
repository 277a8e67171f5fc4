import Files
import Git
import Glibc

/// What to do about an error of the system, in one line after it.
enum Remedies {
  static func hint(_ errno: Int32, path: String) -> String? {
    switch errno {
    case ENOSPC: "The disk is full: make room, then run the same command again. Nothing was damaged."
    case EDQUOT:
      "Your disk quota is used up: make room, then run the same command again. Nothing was damaged."
    case EIO: "The disk may be failing: look at the system's log (`dmesg`) and check it before you go on."
    case EFBIG:
      "Files may not become that large here: look at `ulimit -f` and at what the file system can hold."
    case EROFS: "The file system is read-only: mount it writable, or choose another place."
    case EMFILE, ENFILE: "Too many files are open: raise the limit, for instance with `ulimit -n 4096`."
    case EACCES, EPERM: "You may not do that there: look at the owner and mode with `ls -ld`."
    case ELOOP: "A symbolic link leads in circles or out of the project: replace it by what belongs there."
    case ENOLCK, ENOTSUP:
      "The file system has no locks left or none at all: on NFS, see that its lock service runs, or set "
        + "`core.hardlink_lock`."
    case EISDIR,
      EINVAL where Paths.name(path) == "lock" || path.hasSuffix(".lock"):
      "Something else lies where a lock belongs, or the file system has none: look at it, or use "
        + "`core.hardlink_lock`."
    default: nil
    }
  }

  /// The same for an error that carries one of the system's.
  static func hint(_ error: any Error) -> String? {
    switch error {
    case let error as FileError: hint(error.errno, path: error.path)
    case GitError.file(let error): hint(error.errno, path: error.path)
    case let error as WalkError:
      error.problems.lazy.compactMap { problem in
        if case .failed(_, let errno) = problem.reason { hint(errno, path: problem.path) } else { nil }
      }.first
    default: nil
    }
  }
}
