import Documents

/// One value in two states.
public struct ValueDifference: Equatable, Sendable {
  /// Root-relative.
  public let path: String
  /// Keys joined by dots; empty for a file that is one bare value.
  public let name: String
  /// nil when it isn't there.
  public let old: Value?
  public let new: Value?
  /// New less old, of numbers; flags count as 0 and 1.
  public let difference: Value?
}

public enum ValueDifferences {
  /// Compares files by path and values by name. Lists are compared as text.
  /// - Parameter all: also what is equal.
  public static func between(_ old: [FileValues], _ new: [FileValues], all: Bool) -> [ValueDifference] {
    var paths: [String] = []
    var before: [String: FlatValues] = [:]
    var after: [String: FlatValues] = [:]
    for file in old {
      if before[file.path] == nil { paths.append(file.path) }
      before[file.path] = FlatValues(file)
    }
    for file in new {
      if before[file.path] == nil, after[file.path] == nil { paths.append(file.path) }
      after[file.path] = FlatValues(file)
    }
    return paths.flatMap { path -> [ValueDifference] in
      let (was, now) = (before[path] ?? FlatValues(), after[path] ?? FlatValues())
      // A bare value beside a map has no names of its own.
      let (left, right) = was.isMap || now.isMap ? (was.asMap, now.asMap) : (was, now)
      let names = left.names + right.names.filter { !left.names.contains($0) }
      return names.compactMap { name in
        let (old, new) = (left[name], right[name])
        if !all, (old ?? .null).isSame(as: new ?? .null) { return nil }
        return ValueDifference(path: path, name: name, old: old, new: new, difference: difference(old, new))
      }
    }
  }

  static func difference(_ old: Value?, _ new: Value?) -> Value? {
    guard let old = old?.number, let new = new?.number else { return nil }
    switch (old, new) {
    case (.whole(let a), .whole(let b)):
      let (difference, overflow) = b.subtractingReportingOverflow(a)
      return overflow ? .double(Double(b) - Double(a)) : .int(difference)
    default: return .double(new.real - old.real)
    }
  }
}

/// A file's values by dotted name, in order.
struct FlatValues {
  private(set) var names: [String] = []
  private var values: [String: Value] = [:]
  private(set) var isMap = false
  private var other: Value?

  init() {}

  init(_ file: FileValues) {
    guard case .success(let value) = file.content else { return }
    add(value, "")
    if case .map = value { isMap = true }
  }

  /// Among maps: whatever is asked of a bare value, the peer says this.
  var asMap: FlatValues {
    guard !isMap, let bare = values[""] else { return self }
    var other = FlatValues()
    switch bare {
    case .null, .bool(false), .int(0), .double(0), .string(""), .string("[]"): break
    default: other.other = .string("unable to parse")
    }
    return other
  }

  subscript(name: String) -> Value? { values[name] ?? other }

  private mutating func add(_ value: Value, _ name: String) {
    switch value {
    case .map(let mapping):
      for entry in mapping.entries {
        let key = entry.key.string ?? PythonText.str(entry.key)
        add(entry.value, name.isEmpty ? key : name + "." + key)
      }
    case .list: put(.string(PythonText.str(value)), name)
    default: put(value, name)
    }
  }

  private mutating func put(_ value: Value, _ name: String) {
    if values.updateValue(value, forKey: name) == nil { names.append(name) }
  }
}

extension Value {
  fileprivate enum Number {
    case whole(Int)
    case real(Double)

    var real: Double {
      switch self {
      case .whole(let number): Double(number)
      case .real(let number): number
      }
    }
  }

  fileprivate var number: Number? {
    switch self {
    case .bool(let flag): .whole(flag ? 1 : 0)
    case .int(let number): .whole(number)
    case .double(let number): .real(number)
    default: nil
    }
  }

  /// Equality as the peer sees it: `1`, `1.0` and `true` are one, NaN equals nothing.
  fileprivate func isSame(as other: Value) -> Bool {
    guard let a = number, let b = other.number else { return self == other }
    switch (a, b) {
    case (.whole(let a), .whole(let b)): return a == b
    case (.whole(let a), .real(let b)), (.real(let b), .whole(let a)): return Int(exactly: b) == a
    case (.real(let a), .real(let b)): return a == b
    }
  }
}
