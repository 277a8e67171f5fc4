import CSystem

/// What is tried again, how often and after how long.
public struct RetryPolicy: Sendable {
  /// Attempts in all.
  public var tries: Int
  /// Seconds before the second attempt; doubled for each further one.
  public var base: Double
  /// Most seconds to wait between two attempts, also when the server asks for more.
  public var longest: Double
  /// After so many transfers in a row were given up for temporary reasons, with none that worked between them, the
  /// others are not tried any more: the server is down.
  public var patience: Int

  public init(tries: Int = 5, base: Double = 0.25, longest: Double = 60, patience: Int = 8) {
    self.tries = max(1, tries)
    self.base = base
    self.longest = longest
    self.patience = max(1, patience)
  }

  public static let none = RetryPolicy(tries: 1)

  /// Statuses that may be others the next time.
  public static func isTemporary(status: Int) -> Bool {
    switch status {
    case 408, 425, 429, 500, 502, 503, 504, 509, 520...524: true
    default: false
    }
  }

  /// Statuses by which a server says that it is asked too much.
  public static func isThrottling(status: Int) -> Bool { status == 429 || status == 503 || status == 509 }

  public static func isTemporary(_ error: TransportError) -> Bool {
    switch error.cause {
    case .timeout, .reset, .truncated, .connect, .dns: true
    case .status(let status): isTemporary(status: status)
    default: false
    }
  }

  /// Seconds until the next attempt; nil when this was the last.
  /// - Parameters:
  ///   - attempt: how many were made, at least 1.
  ///   - hasConnected: whether this client ever got through. If not, a host without address or a closed port is more
  ///     likely a mistake than a hiccup.
  func delay(after error: TransportError, attempt: Int, hasConnected: Bool) -> Double? {
    guard Self.isTemporary(error) else { return nil }
    let isUnknownPlace = !hasConnected && (error.cause == .dns || error.cause == .connect)
    guard attempt < (isUnknownPlace ? min(tries, 2) : tries) else { return nil }
    return min(longest, max(pause(after: attempt), error.retryAfter ?? 0))
  }

  /// Seconds until the next attempt when nobody asks for more.
  public func pause(after attempt: Int) -> Double {
    var random: UInt64 = 0
    _ = sys_random(&random, 8)
    // Half fixed, half by chance: who failed together does not come back together.
    let jitter = 0.5 + Double(random >> 11) / Double(1 << 54)
    return min(longest, base * Double(1 << min(attempt - 1, 20)) * jitter)
  }
}

/// `Retry-After` as seconds. A date counts from the server's own clock.
enum RetryAfter {
  static func seconds(_ head: ResponseHead) -> Double? {
    guard let text = head.header("retry-after") else { return nil }
    if let seconds = Double(text) { return seconds.isFinite && seconds >= 0 ? seconds : nil }
    guard let then = HTTPDate.seconds(text), let now = head.header("date").flatMap(HTTPDate.seconds) else {
      return nil
    }
    return max(0, Double(then - now))
  }
}

/// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 §5.6.7).
public enum HTTPDate {
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// Seconds since 1970; nil for anything else than that form.
  public static func seconds(_ text: String) -> Int64? {
    let parts = text.split(whereSeparator: { $0 == " " || $0 == ":" || $0 == "," })
    guard parts.count == 8, let day = Int64(parts[1]), let month = months.firstIndex(of: String(parts[2])),
      let year = Int64(parts[3]), (1601...9999).contains(year), let hour = Int64(parts[4]),
      let minute = Int64(parts[5]), let second = Int64(parts[6]), (1...31).contains(day),
      (0...23).contains(hour), (0...59).contains(minute), (0...60).contains(second)
    else { return nil }
    // Days since 1970 of a date in the Gregorian calendar, years counted from March.
    let shifted = year - (month < 2 ? 1 : 0)
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * Int64((month + 10) % 12) + 2) / 5 + day - 1
    let days = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    return days * 86_400 + hour * 3600 + minute * 60 + second
  }
}
