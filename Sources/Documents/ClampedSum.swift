extension FixedWidthInteger {
  /// The sum, or the limit that it would pass: sizes that a file or a server declares may be anything.
  public func adding(clamped other: Self) -> Self {
    let (sum, hasOverflown) = addingReportingOverflow(other)
    if !hasOverflown { return sum }
    return other < 0 ? .min : .max
  }
}
