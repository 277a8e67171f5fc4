import Documents

/// `==` of Python, by which the peer says whether params and lock entries changed: numbers and booleans of one
/// value are equal (`1`, `1.0`, `true`), the order of keys doesn't matter, NaN differs from itself.
public enum PythonEquality {
  public static func areEqual(_ a: Value, _ b: Value) -> Bool {
    switch (a, b) {
    case (.list(let left), .list(let right)):
      return left.count == right.count && zip(left, right).allSatisfy(areEqual)
    case (.map(let left), .map(let right)):
      return left.count == right.count
        && left.entries.allSatisfy { entry in
          right[value: entry.key].map { areEqual(entry.value, $0) } ?? false
        }
    case (.double(let left), .double(let right)): return left == right
    default:
      if let left = integer(a), let right = integer(b) { return left == right }
      if case .double(let number) = a, let whole = integer(b) { return isEqual(number, whole) }
      if case .double(let number) = b, let whole = integer(a) { return isEqual(number, whole) }
      if case (.double(let number), .bigInt(let digits)) = (a, b) { return Double(digits) == number }
      if case (.bigInt(let digits), .double(let number)) = (a, b) { return Double(digits) == number }
      return a == b
    }
  }

  private static func integer(_ value: Value) -> Int? { value.int ?? value.bool.map { $0 ? 1 : 0 } }
  private static func isEqual(_ number: Double, _ whole: Int) -> Bool { Int(exactly: number) == whole }
}
