/// A shell pattern over a whole name, as Python's `fnmatch` reads it: `*`, `?`, `[abc]`, `[!a-z]`; no character is
/// special, not even a slash.
public struct NamePattern: Sendable {
  private enum Part: Sendable {
    case one(Unicode.Scalar)
    case any
    case many
    case set([ClosedRange<UInt32>], negated: Bool)

    func accepts(_ scalar: Unicode.Scalar) -> Bool {
      switch self {
      case .one(let wanted): wanted == scalar
      case .any: true
      case .many: false
      case .set(let ranges, let negated): ranges.contains { $0.contains(scalar.value) } != negated
      }
    }
  }

  private let parts: [Part]

  public init(_ text: String) {
    var parts: [Part] = []
    var rest = Array(text.unicodeScalars)[...]
    while let first = rest.popFirst() {
      switch first {
      case "*": if case .many? = parts.last {} else { parts.append(.many) }
      case "?": parts.append(.any)
      case "[": parts.append(Self.set(&rest) ?? .one(first))
      default: parts.append(.one(first))
      }
    }
    self.parts = parts
  }

  /// What follows an opening bracket; nil, and nothing taken, when it isn't closed.
  private static func set(_ rest: inout ArraySlice<Unicode.Scalar>) -> Part? {
    var body = rest
    let negated = body.first == "!"
    if negated { body.removeFirst() }
    guard let end = body.dropFirst().firstIndex(of: "]") else { return nil }
    let members = Array(body[body.startIndex..<end])
    var ranges: [ClosedRange<UInt32>] = []
    var at = 0
    while at < members.count {
      if at + 2 < members.count, members[at + 1] == "-" {
        let (low, high) = (members[at].value, members[at + 2].value)
        if low <= high { ranges.append(low...high) }
        at += 3
      } else {
        ranges.append(members[at].value...members[at].value)
        at += 1
      }
    }
    rest = body[(end + 1)...]
    return .set(ranges, negated: negated)
  }

  public func matches(_ name: String) -> Bool {
    let scalars = Array(name.unicodeScalars)
    var part = 0
    var at = 0
    // Where the last star was, and how much it has taken.
    var star: (part: Int, at: Int)?
    while at < scalars.count {
      if part < parts.count, case .many = parts[part] {
        star = (part, at)
        part += 1
      } else if part < parts.count, parts[part].accepts(scalars[at]) {
        part += 1
        at += 1
      } else if let last = star {
        star = (last.part, last.at + 1)
        part = last.part + 1
        at = last.at + 1
      } else {
        return false
      }
    }
    return parts[part...].allSatisfy { if case .many = $0 { true } else { false } }
  }
}
