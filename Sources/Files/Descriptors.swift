import CSystem
import Glibc
import Synchronization

/// Descriptors that are held to save time, not because something needs them: no more than the process' limit leaves
/// room for beside its work.
public enum Descriptors {
  /// So many are left to threads, connections, children and libraries.
  private static let reserve = 192
  /// What `raise()` asks for: a program that uses `select` can have no more.
  private static let wanted: rlim_t = 1024

  private static let held = Atomic<Int>(0)

  /// How many may be open at once.
  public static let limit: Int = {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 256 }
    return Int(clamping: limit.rlim_cur)
  }()

  private static let most = max(0, (limit - reserve) * 3 / 4)

  /// Lifts a low limit as far as the system allows and as is harmless for children. Call it before anything else here.
  public static func raise() {
    var limit = rlimit()
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    guard getrlimit(resource, &limit) == 0, limit.rlim_cur < wanted, limit.rlim_cur < limit.rlim_max else {
      return
    }
    limit.rlim_cur = min(wanted, limit.rlim_max)
    setrlimit(resource, &limit)
  }

  /// - Returns: whether one more may be held.
  public static func take() -> Bool {
    if held.add(1, ordering: .relaxed).newValue <= most { return true }
    giveBack()
    return false
  }

  public static func giveBack() { held.subtract(1, ordering: .relaxed) }

  /// The same, and closes it.
  public static func giveBack(_ descriptor: Int32) {
    _ = sys_close(descriptor)
    giveBack()
  }
}
