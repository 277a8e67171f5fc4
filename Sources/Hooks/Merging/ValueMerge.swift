import Documents

/// A three-way merge of values: what only one side changed is taken from it.
struct ValueMerge {
  /// Where both sides changed something, each in its own way.
  private(set) var conflicts: [[String]] = []
  /// Told of two different new values; gives the merged one when it knows how.
  let decide: (_ path: [String], _ base: Value?, _ ours: Value?, _ theirs: Value?) throws -> Value?
  /// Mappings below these paths are merged key by key.
  let goesInto: ([String]) -> Bool

  mutating func merge(_ base: Value?, _ ours: Value?, _ theirs: Value?, at path: [String] = []) throws
    -> Value?
  {
    if ours == theirs || theirs == base { return ours }
    if ours == base { return theirs }
    if goesInto(path), case .map(let mine)? = ours, case .map(let other)? = theirs {
      let old = base?.map ?? Mapping()
      var result = Mapping()
      for key in mine.keys + other.keys.filter({ mine[$0] == nil }) {
        if let value = try merge(old[key], mine[key], other[key], at: path + [key]) { result[key] = value }
      }
      return .map(result)
    }
    if let decided = try decide(path, base, ours, theirs) { return decided }
    conflicts.append(path)
    return ours
  }
}
