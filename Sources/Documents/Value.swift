/// A document's content, the same for YAML, JSON, TOML and Python literals.
///
/// Mappings keep their order. Integers that don't fit 64 bits keep their decimal text.
public enum Value: Equatable, Sendable {
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
