import Glibc

enum Clock {
  /// `2024-01-01 00:00:00,000`, local time.
  static func stamp() -> String {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    var seconds = now.tv_sec
    var local = tm()
    localtime_r(&seconds, &local)
    let date = [Int(local.tm_year) + 1900, Int(local.tm_mon) + 1, Int(local.tm_mday)].map(twoDigits)
    let time = [local.tm_hour, local.tm_min, local.tm_sec].map { twoDigits(Int($0)) }
    let thousandths = String(1000 + now.tv_nsec / 1_000_000).dropFirst()
    return "\(date.joined(separator: "-")) \(time.joined(separator: ":")),\(thousandths)"
  }

  /// Seconds that never go back.
  static func seconds() -> Double {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
  }

  static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}
