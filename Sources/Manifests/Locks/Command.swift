import Documents

/// What a stage runs: one shell text, of several lines perhaps, or a list of them.
public enum Command: Equatable, Sendable {
  case line(String)
  case list([String])

  /// Every shell text in turn.
  public var lines: [String] {
    switch self {
    case .line(let text): [text]
    case .list(let texts): texts
    }
  }

  public var value: Value {
    switch self {
    case .line(let text): .string(text)
    case .list(let texts): .list(texts.map(Value.string))
    }
  }

  /// Items that aren't texts count as Python prints them; `nil` for anything but a text or a list.
  public init?(_ value: Value?) {
    switch value {
    case .string(let text)?: self = .line(text)
    case .list(let items)?: self = .list(items.map(PythonText.str))
    default: return nil
    }
  }
}
