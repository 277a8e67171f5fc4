import Synchronization

/// Which file systems' files can be cloned into the store, as far as it was tried.
final class CloneMemory: Sendable {
  private let known = Mutex<[UInt64: Bool]>([:])

  func mayWork(_ device: UInt64) -> Bool { known.withLock { $0[device] ?? true } }
  func note(_ device: UInt64, _ works: Bool) { known.withLock { $0[device] = works } }
}

extension ObjectStore {
  /// Whether to try cloning a file of this device: wanted, and not known to fail.
  func mayClone(from device: UInt64?) -> Bool {
    guard let device, settings.linkTypes.contains(.reflink) else { return false }
    return clones.mayWork(device)
  }

  func noteClone(from device: UInt64?, works: Bool) {
    if let device { clones.note(device, works) }
  }
}
