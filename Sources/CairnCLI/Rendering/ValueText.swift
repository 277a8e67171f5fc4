import Documents
import Glibc

/// Values of metrics and params as cells of a table.
enum ValueText {
  static let defaultPrecision = 5

  /// Zero means the default, as for the peer.
  static func precision(_ asked: Int?) -> Int { asked.flatMap { $0 == 0 ? nil : $0 } ?? defaultPrecision }

  /// Floats rounded, everything else as Python prints it; a dash for what is not there.
  static func cell(_ value: Value?, precision: Int = defaultPrecision) -> String {
    switch value {
    case nil, .null?: Table.nothing
    case .double(let number)?: PythonFloat.repr(rounded(number, precision))
    case .string(let text)?: text
    case let other?: PythonText.str(other)
    }
  }

  /// The nearest number with that many decimal digits: of the exact binary value, ties to even.
  static func rounded(_ number: Double, _ digits: Int) -> Double {
    guard number.isFinite, abs(number) < 1e22 else { return number }
    if digits < 0 {
      let scale = pow(10, Double(-digits))
      return (number / scale).rounded(.toNearestOrEven) * scale
    }
    let count = min(digits, 330)
    var buffer = [CChar](repeating: 0, count: count + 64)
    let written = withVaList([Int32(count), number]) { vsnprintf(&buffer, buffer.count, "%.*f", $0) }
    guard written > 0, Int(written) < buffer.count else { return number }
    return strtod(buffer, nil)
  }
}
