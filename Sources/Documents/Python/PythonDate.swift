/// A YAML or TOML date, date-time or time taken apart, to print it as Python does.
struct PythonDate {
  private var date: (year: Int, month: Int, day: Int)?
  private var time: (hour: Int, minute: Int, second: Int, microsecond: Int)?
  /// Minutes east of UTC.
  private var offset: Int?

  /// Reads `2024-01-31`, `2024-01-31T10:00:00.5+02:00` (also with a blank) and `10:00:00`; nil for others.
  init?(_ text: String) {
    var rest = text.utf8[...]
    if let (year, month, day) = Self.numbers(&rest, separator: UInt8(ascii: "-")) {
      date = (year, month, day)
      if rest.isEmpty { return }
      guard let mark = rest.popFirst(), [0x20, 0x09, UInt8(ascii: "T"), UInt8(ascii: "t")].contains(mark)
      else {
        return nil
      }
      while rest.first == 0x20 || rest.first == 0x09 { rest.removeFirst() }
    }
    guard let (hour, minute, second) = Self.numbers(&rest, separator: UInt8(ascii: ":")) else { return nil }
    var microsecond = 0
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      let digits = Self.digits(&rest)
      let six = (digits + [UInt8](repeating: UInt8(ascii: "0"), count: 6)).prefix(6)
      microsecond = Int(String(decoding: six, as: UTF8.self)) ?? 0
    }
    time = (hour, minute, second, microsecond)
    while rest.first == 0x20 || rest.first == 0x09 { rest.removeFirst() }
    guard let sign = rest.popFirst() else { return }
    if sign == UInt8(ascii: "Z") || sign == UInt8(ascii: "z") {
      offset = 0
    } else if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
      let hours = Int(String(decoding: Self.digits(&rest), as: UTF8.self)) ?? 0
      if rest.first == UInt8(ascii: ":") { rest.removeFirst() }
      let minutes = Int(String(decoding: Self.digits(&rest), as: UTF8.self)) ?? 0
      offset = (sign == UInt8(ascii: "-") ? -1 : 1) * (hours * 60 + minutes)
    }
    guard rest.isEmpty, offset != nil else { return nil }
  }

  /// `2024-01-31 10:00:00.500000+02:00`.
  var str: String {
    var text = ""
    if let date { text = "\(Self.pad(date.year, 4))-\(Self.pad(date.month))-\(Self.pad(date.day))" }
    guard let time else { return text }
    if date != nil { text += " " }
    text += "\(Self.pad(time.hour)):\(Self.pad(time.minute)):\(Self.pad(time.second))"
    if time.microsecond != 0 { text += ".\(Self.pad(time.microsecond, 6))" }
    if let offset {
      text += (offset < 0 ? "-" : "+") + "\(Self.pad(abs(offset) / 60)):\(Self.pad(abs(offset) % 60))"
    }
    return text
  }

  /// `datetime.date(2024, 1, 31)`, `datetime.datetime(2024, 1, 31, 10, 0)`.
  var repr: String {
    var parts: [Int] = []
    if let date { parts = [date.year, date.month, date.day] }
    guard let time else { return "datetime.date(\(Self.list(parts)))" }
    parts += [time.hour, time.minute]
    if time.second != 0 || time.microsecond != 0 { parts.append(time.second) }
    if time.microsecond != 0 { parts.append(time.microsecond) }
    var text = "datetime.\(date == nil ? "time" : "datetime")(\(Self.list(parts))"
    if let offset {
      let zone =
        switch offset {
        case 0: "datetime.timezone.utc"
        case 1...: "datetime.timezone(datetime.timedelta(seconds=\(offset * 60)))"
        default: "datetime.timezone(datetime.timedelta(days=-1, seconds=\(86_400 + offset * 60)))"
        }
      text += ", tzinfo=\(zone)"
    }
    return text + ")"
  }

  private static func list(_ parts: [Int]) -> String { parts.map(String.init).joined(separator: ", ") }

  private static func pad(_ number: Int, _ width: Int = 2) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
  }

  private static func digits(_ rest: inout Substring.UTF8View) -> [UInt8] {
    var digits: [UInt8] = []
    while let byte = rest.first, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
      digits.append(byte)
      rest.removeFirst()
    }
    return digits
  }

  /// Three numbers with `separator` between them; takes nothing when that isn't there. TOML 1.0 and YAML
  /// both require the seconds.
  private static func numbers(_ rest: inout Substring.UTF8View, separator: UInt8) -> (Int, Int, Int)? {
    var ahead = rest
    var found: [Int] = []
    while found.count < 3 {
      if !found.isEmpty { guard ahead.popFirst() == separator else { return nil } }
      guard let number = Int(String(decoding: digits(&ahead), as: UTF8.self)) else { return nil }
      found.append(number)
    }
    rest = ahead
    return (found[0], found[1], found[2])
  }
}
