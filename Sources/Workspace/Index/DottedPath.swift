import Documents

extension Mapping {
  /// The value at a dotted path: keys of keys, places in lists; a number is a place in a list, or else a key.
  public func value(at path: String) -> Value? {
    var here = Value.map(self)
    for part in path.split(separator: ".", omittingEmptySubsequences: false) {
      switch here {
      case .map(let mapping):
        guard let next = mapping[String(part)] ?? Int(part).flatMap({ mapping[value: .int($0)] }) else {
          return nil
        }
        here = next
      case .list(let items):
        guard let at = Int(part), items.indices.contains(at) else { return nil }
        here = items[at]
      default: return nil
      }
    }
    return here
  }
}
