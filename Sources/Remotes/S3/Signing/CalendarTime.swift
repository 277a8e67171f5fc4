/// A moment as requests and credentials write it, always UTC.
struct CalendarTime: Equatable, Sendable {
  var year, month, day, hour, minute, second: Int

  /// - Parameter seconds: since 1970.
  init(seconds: Int64) {
    let days = Int((Double(seconds) / 86_400).rounded(.down))
    let rest = Int(seconds) - days * 86_400
    (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60)
    // Days of the proleptic Gregorian calendar, counted in eras of 400 years from a 1 March.
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let month = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * month + 2) / 5 + 1
    self.month = month < 10 ? month + 3 : month - 9
    year = yearOfEra + era * 400 + (self.month <= 2 ? 1 : 0)
  }

  private init?(numbers: [Int], offset: Int = 0) {
    guard numbers.count == 6, (1...12).contains(numbers[1]), (1...31).contains(numbers[2]),
      (0...9_999).contains(numbers[0]), numbers[3] < 24, numbers[4] < 60, numbers[5] <= 60
    else { return nil }
    self.init(seconds: 0)
    (year, month, day) = (numbers[0], numbers[1], numbers[2])
    (hour, minute, second) = (numbers[3], numbers[4], numbers[5])
    if offset != 0 { self.init(seconds: seconds - Int64(offset)) }
  }

  /// Seconds since 1970.
  var seconds: Int64 {
    let year = month <= 2 ? self.year - 1 : self.year
    let era = (year >= 0 ? year : year - 399) / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return Int64(era * 146_097 + dayOfEra - 719_468) * 86_400 + Int64(hour * 3_600 + minute * 60 + second)
  }

  /// `20130524`.
  var basicDate: String { Self.padded(year, 4) + Self.padded(month, 2) + Self.padded(day, 2) }
  /// `20130524T000000Z`.
  var basic: String {
    basicDate + "T" + Self.padded(hour, 2) + Self.padded(minute, 2) + Self.padded(second, 2) + "Z"
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }

  /// ISO 8601 as credentials carry it: `2013-05-24T00:00:00Z`, fractions of a second, `+00:00`, `UTC`.
  init?(iso text: String) {
    var numbers: [Int] = []
    var digits = ""
    var bytes = Array(text.utf8)[...]
    while numbers.count < 6, let byte = bytes.first {
      if (0x30...0x39).contains(byte), digits.utf8.count < 4 {
        digits.unicodeScalars.append(Unicode.Scalar(byte))
      } else if let number = Int(digits), [0x2d, 0x3a, 0x54, 0x74, 0x20].contains(byte), numbers.count < 5 {
        numbers.append(number)
        digits = ""
      } else {
        break
      }
      bytes = bytes.dropFirst()
    }
    if let number = Int(digits) { numbers.append(number) }
    if bytes.first == 0x2e {
      bytes = bytes.dropFirst().drop { (0x30...0x39).contains($0) }
    }
    var offset = 0
    if let sign = bytes.first, sign == 0x2b || sign == 0x2d {
      let zone = bytes.dropFirst().filter { (0x30...0x39).contains($0) }.map { Int($0) - 0x30 }
      guard zone.count == 4 else { return nil }
      offset = (zone[0] * 10 + zone[1]) * 3_600 + (zone[2] * 10 + zone[3]) * 60
      if sign == 0x2d { offset = -offset }
    } else if !bytes.isEmpty, bytes != [0x5a], bytes != Array("UTC".utf8)[...] {
      return nil
    }
    self.init(numbers: numbers, offset: offset)
  }

  /// The `Date` header of an answer: `Fri, 24 May 2013 00:00:00 GMT`.
  init?(http text: String) {
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let parts = text.split(separator: " ")
    guard parts.count == 6, let day = Int(parts[1]), let year = Int(parts[3]),
      let month = months.firstIndex(of: String(parts[2]))
    else { return nil }
    let clock = parts[4].split(separator: ":").compactMap { Int($0) }
    self.init(numbers: [year, month + 1, day] + clock)
  }
}
