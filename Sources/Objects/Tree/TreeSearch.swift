import Glibc
import Hashing

/// Byte order of two paths: negative, zero, positive.
func compareBytes(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Int {
  let common = min(a.count, b.count)
  if common > 0, let left = a.baseAddress, let right = b.baseAddress {
    let order = memcmp(left, right, common)
    if order != 0 { return Int(order) }
  }
  return a.count - b.count
}

extension Tree {
  /// The entry of exactly this path.
  public func find(_ path: String) -> Int? {
    var path = path
    return path.withUTF8 { find($0) }
  }

  public func find(_ path: UnsafeBufferPointer<UInt8>) -> Int? {
    let index = firstIndex(notBefore: path)
    guard index < count, withPath(index, { compareBytes($0, path) }) == 0 else { return nil }
    return index
  }

  /// The entries below a directory, all of them for `""`.
  public func range(below directory: String) -> Range<Int> {
    guard !directory.isEmpty else { return 0..<count }
    // `/` is followed by `0`: between them lies everything below the directory.
    var from = directory + "/"
    var to = directory + "0"
    return from.withUTF8 { firstIndex(notBefore: $0) }..<to.withUTF8 { firstIndex(notBefore: $0) }
  }

  private func firstIndex(notBefore path: UnsafeBufferPointer<UInt8>) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if withPath(middle, { compareBytes($0, path) }) < 0 { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// One difference between two trees, as indices of their entries.
public enum TreeChange: Equatable, Sendable {
  case added(new: Int)
  case deleted(old: Int)
  case modified(old: Int, new: Int)
}

extension Tree {
  /// Calls `body` for every difference, in path order, by one merge walk.
  public static func diff<E: Error>(
    old: Tree, new: Tree, _ body: (TreeChange) throws(E) -> Void
  ) throws(E) {
    var (i, j) = (0, 0)
    while i < old.count, j < new.count {
      let order = old.withPath(i) { left in new.withPath(j) { compareBytes(left, $0) } }
      if order < 0 {
        try body(.deleted(old: i))
        i += 1
      } else if order > 0 {
        try body(.added(new: j))
        j += 1
      } else {
        if old.digest(i) != new.digest(j) || old.algorithm != new.algorithm {
          try body(.modified(old: i, new: j))
        }
        i += 1
        j += 1
      }
    }
    while i < old.count {
      try body(.deleted(old: i))
      i += 1
    }
    while j < new.count {
      try body(.added(new: j))
      j += 1
    }
  }
}
