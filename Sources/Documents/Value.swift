/// A document's content, the same for YAML, JSON, TOML and Python literals.
///
/// Mappings keep their order. Integers that don't fit 64 bits keep their decimal text.
public enum Value: Sendable {
  case null
  case bool(Bool)
  case int(Int)
  /// Decimal digits with an optional sign, for integers outside `Int`.
  case bigInt(String)
  case double(Double)
  case string(String)
  /// A YAML or TOML date or date-time, as written.
  case timestamp(String)
  case list([Value])
  case map(Mapping)
}

extension Value: Equatable {
  /// Equal in kind and content; `1` and `1.0` differ, and strings count byte by byte.
  public static func == (a: Value, b: Value) -> Bool {
    switch (a, b) {
    case (.null, .null): true
    case (.bool(let a), .bool(let b)): a == b
    case (.int(let a), .int(let b)): a == b
    case (.bigInt(let a), .bigInt(let b)): a == b
    case (.double(let a), .double(let b)): a == b
    case (.string(let a), .string(let b)): a.isSame(as: b)
    case (.timestamp(let a), .timestamp(let b)): a == b
    case (.list(let a), .list(let b)): a == b
    case (.map(let a), .map(let b)): a == b
    default: false
    }
  }
}

extension Value {
  public var string: String? { if case .string(let text) = self { text } else { nil } }
  public var int: Int? { if case .int(let number) = self { number } else { nil } }
  public var bool: Bool? { if case .bool(let flag) = self { flag } else { nil } }
  public var list: [Value]? { if case .list(let items) = self { items } else { nil } }
  public var map: Mapping? { if case .map(let mapping) = self { mapping } else { nil } }
  public var isNull: Bool { self == .null }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByFloatLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  public init(stringLiteral text: String) { self = .string(text) }
  public init(integerLiteral number: Int) { self = .int(number) }
  public init(booleanLiteral flag: Bool) { self = .bool(flag) }
  public init(floatLiteral number: Double) { self = .double(number) }
  public init(arrayLiteral items: Value...) { self = .list(items) }
  public init(dictionaryLiteral pairs: (String, Value)...) {
    var mapping = Mapping()
    for (key, value) in pairs { mapping[key] = value }
    self = .map(mapping)
  }
}
