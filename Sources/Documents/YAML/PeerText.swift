/// Values as the peer's messages show them.
enum PeerText {
  static func str(_ value: Value) -> String {
    switch value {
    case .null: "None"
    case .bool(let flag): flag ? "True" : "False"
    case .int(let number): String(number)
    case .bigInt(let digits): digits
    case .double(let number):
      number.isNaN ? "nan" : number.isInfinite ? (number < 0 ? "-inf" : "inf") : PythonFloat.repr(number)
    case .string(let text), .timestamp(let text): text
    // The peer hasn't filled its collections yet when it words the message.
    case .list: "[]"
    case .map: "{}"
    }
  }

  static func key(_ value: Value) -> String {
    guard case .list(let items) = value else { return str(value) }
    let texts = items.map { $0.string.map { "'\($0)'" } ?? key($0) }
    return "(" + texts.joined(separator: ", ") + (items.count == 1 ? ",)" : ")")
  }

  static func kind(_ value: Value) -> String {
    switch value {
    case .list: "sequence"
    case .map: "mapping"
    default: "scalar"
    }
  }
}
