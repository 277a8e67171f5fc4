import Documents

/// The one door to rewriting texts by hand-kept layout.
enum Rewriting {
  /// `original` changed to say `value`. The entries at `replacingWhole` are written anew as a whole.
  static func text(
    _ original: [UInt8], to value: Value, replacingWhole: [[Value]] = []
  ) throws(DocumentError) -> String {
    YAML.dump(value)
  }
}
