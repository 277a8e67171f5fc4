import Documents

extension Value {
  /// Equality as the peer sees it: `1`, `1.0` and `true` are one, mappings have no order, NaN equals nothing.
  public func isSame(as other: Value) -> Bool {
    switch (self, other) {
    case (.list(let mine), .list(let theirs)):
      return mine.count == theirs.count && zip(mine, theirs).allSatisfy { $0.isSame(as: $1) }
    case (.map(let mine), .map(let theirs)):
      return mine.count == theirs.count
        && mine.entries.allSatisfy { entry in theirs[value: entry.key].map(entry.value.isSame) ?? false }
    case (.bigInt(let mine), .bigInt(let theirs)): return mine == theirs
    default:
      if let mine = number, let theirs = other.number { return mine.isSame(as: theirs) }
      return self == other
    }
  }

  private enum Number {
    case whole(Int)
    case real(Double)

    func isSame(as other: Number) -> Bool {
      switch (self, other) {
      case (.whole(let a), .whole(let b)): a == b
      case (.real(let a), .real(let b)): a == b
      case (.whole(let a), .real(let b)), (.real(let b), .whole(let a)): Int(exactly: b) == a
      }
    }
  }

  private var number: Number? {
    switch self {
    case .bool(let flag): .whole(flag ? 1 : 0)
    case .int(let number): .whole(number)
    case .double(let number): .real(number)
    default: nil
    }
  }
}
