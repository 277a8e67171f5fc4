/// JSON with the order of its keys and the spelling of its numbers kept, so that tests can compare both.
public indirect enum Json: Equatable, Sendable {
  case null
  case bool(Bool)
  case number(String)
  case string(String)
  case array([Json])
  case object([Member])

  public struct Member: Equatable, Sendable {
    public var key: String
    public var value: Json

    public init(key: String, value: Json) {
      self.key = key
      self.value = value
    }
  }

  /// The value of a key, if this is an object that has it.
  public subscript(key: String) -> Json? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  public var text: String? {
    if case .string(let text) = self { text } else { nil }
  }

  public var items: [Json]? {
    if case .array(let items) = self { items } else { nil }
  }

  public var members: [Member]? {
    if case .object(let members) = self { members } else { nil }
  }

  public var integer: Int? {
    if case .number(let digits) = self { Int(digits) } else { nil }
  }

  /// The same value with every object's keys, and where asked every array's items, in a fixed order.
  public func sorted(arraysToo: Bool = false) -> Json {
    switch self {
    case .array(let items):
      let inner = items.map { $0.sorted(arraysToo: arraysToo) }
      return .array(arraysToo ? inner.sorted { $0.description < $1.description } : inner)
    case .object(let members):
      let inner = members.map { Member(key: $0.key, value: $0.value.sorted(arraysToo: arraysToo)) }
      return .object(inner.sorted { $0.key < $1.key })
    default:
      return self
    }
  }

  /// Applies `change` to every string, keys included.
  public func mapStrings(_ change: (String) -> String) -> Json {
    switch self {
    case .string(let text): .string(change(text))
    case .array(let items): .array(items.map { $0.mapStrings(change) })
    case .object(let members):
      .object(members.map { Member(key: change($0.key), value: $0.value.mapStrings(change)) })
    default: self
    }
  }
}

extension Json: CustomStringConvertible {
  public var description: String {
    switch self {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .number(let digits): digits
    case .string(let text): "\"\(text)\""
    case .array(let items): "[" + items.map(\.description).joined(separator: ", ") + "]"
    case .object(let members):
      "{" + members.map { "\"\($0.key)\": \($0.value)" }.joined(separator: ", ") + "}"
    }
  }
}
