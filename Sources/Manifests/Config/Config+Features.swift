extension Config {
  /// Options of `feature` that nobody knows any more, as they stand in all files together.
  public var unknownFeatures: [String] {
    let known = ConfigSchema.sections["feature"] ?? [:]
    return merged(upTo: .local)["feature", nil]?.options.map(\.name).filter { known[$0] == nil } ?? []
  }
}
