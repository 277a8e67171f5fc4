import Files

/// The words of a progress display: `Pushing 12/80 3.1M/20M 1.2M/s 0:14`.
struct ProgressLine {
  private let event: ProgressEvent
  private let elapsed: Double

  init(_ event: ProgressEvent, elapsed: Double) {
    self.event = event
    self.elapsed = elapsed
  }

  func text(columns: Int) -> String {
    var parts = [event.phase]
    parts.append(event.total.map { "\(event.done)/\($0)" } ?? "\(event.done)")
    if let total = event.bytesTotal {
      parts.append("\(Sizes.short(event.bytesDone))/\(Sizes.short(total))")
    } else if event.bytesDone > 0 {
      parts.append(Sizes.short(event.bytesDone))
    }
    if elapsed >= 1 {
      if event.bytesDone > 0 { parts.append(Sizes.short(Int64(Double(event.bytesDone) / elapsed)) + "/s") }
      if let left = secondsLeft { parts.append(Self.duration(left)) }
    }
    let line = parts.joined(separator: " ")
    return line.count < columns ? line : String(line.prefix(max(columns - 1, 1)))
  }

  private var secondsLeft: Int? {
    let share: Double
    if let total = event.bytesTotal, total > 0 {
      share = Double(event.bytesDone) / Double(total)
    } else if let total = event.total, total > 0 {
      share = Double(event.done) / Double(total)
    } else {
      return nil
    }
    guard share > 0, share < 1 else { return nil }
    let left = elapsed / share - elapsed
    return left < 360_000 ? Int(left) : nil
  }

  /// `0:07`, `12:30`, `3:02:01`.
  static func duration(_ seconds: Int) -> String {
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
    let last = Clock.twoDigits(seconds % 60)
    return hours > 0 ? "\(hours):\(Clock.twoDigits(minutes)):\(last)" : "\(minutes):\(last)"
  }
}
