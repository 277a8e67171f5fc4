import Documents

extension PointerFile {
  /// The md5 that stands at the top of imports (formats §3.5). It covers sources and outputs, not sizes,
  /// annotations or `frozen`.
  public func stageMD5() -> String {
    guard var mapping = value.map else { return "" }
    for key in ["md5", "meta", "desc"] { mapping[key] = nil }
    return CanonicalHash.md5(of: .map(mapping), excluding: Self.uncovered)
  }

  private static let uncovered: Set<String> = [
    "desc", "type", "labels", "meta", "locked", "frozen", "metric", "persist", "isexec", "size", "nfiles",
  ]

  /// Whether an import says what its stage md5 says. Files without one aren't imports and never change this way.
  public var isChecksumChanged: Bool {
    guard isImport else { return recordedMD5 != nil && recordedMD5 != stageMD5() }
    return recordedMD5 != stageMD5()
  }
}
