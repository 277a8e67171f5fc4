import Documents

/// Where values lie along an axis: numbers by their size, anything else in the order in which it comes.
struct Scale {
  private let length: Double
  private var low = 0.0
  private var high = 1.0
  /// Places of names; nil for numbers.
  private var names: [String: Int]?
  private(set) var ticks: [(name: String, place: Double)] = []

  init(_ values: [Value], length: Double) {
    self.length = length
    let numbers = values.compactMap(PlotSeries.number)
    let known = values.filter { !$0.isNull }
    if numbers.count * 2 < known.count {
      setNames(known)
      return
    }
    guard let least = numbers.min(), let greatest = numbers.max() else { return }
    (low, high) = (least, greatest)
    if low == high { (low, high) = (low - 0.5, high + 0.5) }
    setTicks()
  }

  func place(_ value: Value) -> Double? {
    if let names {
      guard let place = names[PlotSeries.text(value)] else { return nil }
      return (Double(place) + 0.5) / Double(names.count) * length
    }
    return PlotSeries.number(value).map { ($0 - low) / (high - low) * length }
  }

  private mutating func setNames(_ values: [Value]) {
    var places: [String: Int] = [:]
    var order: [String] = []
    for value in values {
      let name = PlotSeries.text(value)
      guard places[name] == nil else { continue }
      places[name] = order.count
      order.append(name)
    }
    names = places
    let every = max(1, order.count / 10)
    for (number, name) in order.enumerated() where number % every == 0 {
      ticks.append((name, (Double(number) + 0.5) / Double(order.count) * length))
    }
  }

  /// Steps of 1, 2 or 5 times a power of ten, about five of them.
  private mutating func setTicks() {
    let span = high - low
    var step = 1.0
    while step > span / 5 { step /= 10 }
    while step * 10 <= span / 5 { step *= 10 }
    for factor in [5.0, 2.0] where step * factor <= span / 4 {
      step *= factor
      break
    }
    guard step > 0, step.isFinite, span / step < 100 else { return }
    var number = (low / step).rounded(.up)
    while number * step <= high {
      let value = number * step
      let shown = (value / step).rounded() * step
      ticks.append((Self.name(shown, step), (value - low) / span * length))
      number += 1
    }
  }

  private static func name(_ value: Double, _ step: Double) -> String {
    var scale = 1.0
    while step * scale < 1, scale < 1e12 { scale *= 10 }
    let rounded = (value * scale).rounded() / scale
    return rounded == rounded.rounded() && abs(rounded) < 1e15
      ? "\(Int(rounded))" : PythonFloat.repr(rounded)
  }
}
