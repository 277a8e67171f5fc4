/// Sizes for people, counted in steps of 1024.
enum Sizes {
  private static let units = ["", "k", "M", "G", "T", "P", "E"]

  /// Three digits at most: `834`, `4.00k`, `12.3M`, `120G`.
  static func short(_ bytes: Int64) -> String {
    var value = Double(bytes)
    var unit = 0
    if bytes < 1024 { return String(bytes) }
    while value >= 999.5, unit < units.count - 1 {
      value /= 1024
      unit += 1
    }
    let digits = value < 9.995 ? 2 : value < 99.95 ? 1 : 0
    return fixed(value, digits) + units[unit]
  }

  /// A number with that many digits after the point.
  static func fixed(_ value: Double, _ digits: Int) -> String {
    var scale = 1
    for _ in 0..<digits { scale *= 10 }
    let scaled = Int((value * Double(scale)).rounded())
    guard digits > 0 else { return String(scaled) }
    let fraction = String(scaled % scale)
    return "\(scaled / scale)." + String(repeating: "0", count: digits - fraction.count) + fraction
  }
}
