/// Dates and date-times among plain scalars. Kept as text; only checked here.
enum YAMLTimestamp {
  /// `YYYY-MM-DD`, or a date with one- or two-digit month and day, time, fraction and zone.
  static func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool { fields(text) != nil }

  /// Why the peer's calendar would refuse it.
  static func problem(_ text: UnsafeBufferPointer<UInt8>) -> String? {
    guard let date = fields(text) else { return "not a date" }
    if date.year < 1 { return "year \(date.year) is out of range" }
    if !(1...12).contains(date.month) { return "month must be in 1..12" }
    let leap = date.year % 4 == 0 && (date.year % 100 != 0 || date.year % 400 == 0)
    let days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][date.month - 1]
    if !(1...days).contains(date.day) { return "day is out of range for month" }
    if date.hour > 23 { return "hour must be in 0..23" }
    if date.minute > 59 { return "minute must be in 0..59" }
    if date.second > 59 { return "second must be in 0..59" }
    return nil
  }

  private struct Fields {
    var year = 0
    var month = 0
    var day = 0
    var hour = 0
    var minute = 0
    var second = 0
  }

  private static func fields(_ text: UnsafeBufferPointer<UInt8>) -> Fields? {
    var scan = Scan(text: text)
    var found = Fields()
    guard let year = scan.number(4...4), scan.take("-"), let month = scan.number(1...2), scan.take("-"),
      let day = scan.number(1...2)
    else { return nil }
    (found.year, found.month, found.day) = (year, month, day)
    if scan.isAtEnd { return text.count == 10 ? found : nil }
    if !scan.take("t"), !scan.take("T") {
      guard scan.skipBlanks() > 0 else { return nil }
    }
    guard let hour = scan.number(1...2), scan.take(":"), let minute = scan.number(2...2), scan.take(":"),
      let second = scan.number(2...2)
    else { return nil }
    (found.hour, found.minute, found.second) = (hour, minute, second)
    if scan.take(".") { _ = scan.number(0...Int.max) }
    if scan.isAtEnd { return found }
    scan.skipBlanks()
    if scan.take("Z") { return scan.isAtEnd ? found : nil }
    guard scan.take("+") || scan.take("-"), scan.number(1...2) != nil else { return nil }
    if scan.take(":") { guard scan.number(2...2) != nil else { return nil } }
    return scan.isAtEnd ? found : nil
  }

  private struct Scan {
    let text: UnsafeBufferPointer<UInt8>
    var at = 0

    var isAtEnd: Bool { at == text.count }

    mutating func take(_ byte: Unicode.Scalar) -> Bool {
      guard at < text.count, text[at] == UInt8(ascii: byte) else { return false }
      at += 1
      return true
    }

    /// As many digits as there are, up to the upper bound; nil below the lower one.
    mutating func number(_ count: ClosedRange<Int>) -> Int? {
      let start = at
      var value = 0
      while at < text.count, at - start < count.upperBound, text[at] &- 48 < 10 {
        value = min(value * 10 + Int(text[at] - 48), 1_000_000)
        at += 1
      }
      return at - start >= count.lowerBound ? value : nil
    }

    @discardableResult mutating func skipBlanks() -> Int {
      let start = at
      while at < text.count, text[at] == 32 || text[at] == 9 { at += 1 }
      return at - start
    }
  }
}
