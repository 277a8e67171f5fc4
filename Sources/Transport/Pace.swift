/// How many transfers are in flight: as many as allowed, half of it when the server says that it is too much, and one
/// more for every so many that work (additive increase, multiplicative decrease).
struct Pace {
  private let most: Double
  private var current: Double
  private var lastCut: Int64 = .min

  init(most: Int) {
    self.most = Double(max(1, most))
    current = self.most
  }

  var limit: Int { max(1, Int(current)) }

  mutating func worked() { current = min(most, current + 1 / current) }

  /// Those that were in flight together say the same thing: one cut for them all.
  mutating func throttled(now: Int64) {
    guard lastCut == .min || now - lastCut > 500_000_000 else { return }
    lastCut = now
    current = max(1, current / 2)
  }
}
