import CSystem
import Synchronization

/// Names for files that are not finished: `.<ten letters>.tmp`. DVC passes over names that end in `.tmp`
/// (formats §2.1), and so do we. They stand in the directory of the final name where that is known: a rename
/// between directories takes a lock of the whole file system, and creation in one common directory a lock of that.
final class TemporaryNames: Sendable {
  static let suffix = ".tmp"

  private let next: Atomic<UInt64>

  init() {
    var seed: UInt64 = 0
    if sys_random(&seed, 8) < 0 { seed = UInt64(bitPattern: sys_monotonic_ns()) &* 0x9e37_79b9_7f4a_7c15 }
    next = Atomic(seed)
  }

  /// A name not given before. Fifteen bytes, so that Swift keeps it without allocating.
  func make() -> String {
    var rest = next.add(1, ordering: .relaxed).newValue
    return String(unsafeUninitializedCapacity: 15) { out in
      out[0] = UInt8(ascii: ".")
      for i in 1...10 {
        let digit = UInt8(truncatingIfNeeded: rest % 36)
        out[i] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
        rest /= 36
      }
      for (i, byte) in Self.suffix.utf8.enumerated() { out[11 + i] = byte }
      return 15
    }
  }
}
