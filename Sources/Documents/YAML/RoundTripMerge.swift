/// Brings new values into old nodes and keeps everything that needn't change (formats §0.3).
struct RoundTripMerge {
  /// Aliases in the old text, with the values they should have now.
  private var aliases: [(node: RoundTripNode, value: Value)] = []

  /// Gives `node` a new value. The answer is `node` itself, or one to take its place.
  mutating func apply(_ value: Value, to node: RoundTripNode) -> RoundTripNode {
    switch (node.content, value) {
    case (.alias(let target), _):
      if target.isCollection {
        aliases.append((node, value))
        return node
      }
      return target.value == value ? node : RoundTripNode(value)
    case (.mapping(let entries), .map(let mapping)):
      node.content = .mapping(merge(mapping, into: entries, of: node))
      return node
    case (.sequence(let items), .list(let values)):
      node.content = .sequence(merge(values, into: items, of: node))
      return node
    case (.scalar(let scalar), _):
      if scalar.value == value { return node }
      let fresh = RoundTripNode(value)
      if case .string = scalar.value, case .string(let text) = value,
        scalar.style == .literal || scalar.style == .folded, YAMLBlockScalar.canHold(text)
      {
        fresh.content = .scalar(
          RoundTripScalar(value: value, style: scalar.style, headerComment: scalar.headerComment))
      }
      return fresh
    default: return RoundTripNode(value)
    }
  }

  private mutating func merge(
    _ mapping: Mapping, into old: [RoundTripEntry], of node: RoundTripNode
  ) -> [RoundTripEntry] {
    var entries: [RoundTripEntry] = []
    entries.reserveCapacity(max(old.count, mapping.count))
    var known = Set<Int>()
    let places = Places(mapping)
    for var entry in old {
      guard let key = entry.keyValue else {
        entries.append(entry)
        continue
      }
      guard let place = places[key] else { continue }
      known.insert(place)
      replace(&entry, by: apply(mapping.entries[place].value, to: entry.value))
      entries.append(entry)
    }
    if old.isEmpty { node.isFlow = false }
    var merged = node.merged
    if merged.entries.contains(where: { places[$0.key] == nil }) {
      // A key that came by `<<` has to go: what else came that way is written out.
      entries.removeAll(where: \.isMerge)
      merged = Mapping()
    }
    for (place, entry) in mapping.entries.enumerated() where !known.contains(place) {
      if merged[value: entry.key] == entry.value { continue }
      entries.append(RoundTripEntry(key: RoundTripNode(entry.key), value: RoundTripNode(entry.value)))
    }
    return entries
  }

  private mutating func merge(
    _ values: [Value], into old: [RoundTripItem], of node: RoundTripNode
  ) -> [RoundTripItem] {
    guard values.count == old.count else {
      if old.isEmpty { node.isFlow = false }
      node.flowTail = nil
      return values.map { RoundTripItem(value: RoundTripNode($0)) }
    }
    var items = old
    for at in items.indices {
      let fresh = apply(values[at], to: items[at].value)
      if fresh !== items[at].value {
        Self.move(&items[at].after, from: items[at].value, to: fresh)
        items[at].value = fresh
      }
    }
    return items
  }

  /// Puts another value behind a key.
  func replace(_ entry: inout RoundTripEntry, by fresh: RoundTripNode) {
    if fresh === entry.value { return }
    Self.move(&entry.after, from: entry.value, to: fresh)
    entry.value = fresh
  }

  /// What becomes of the comment behind a value that is replaced.
  static func move(_ after: inout RoundTripComment?, from old: RoundTripNode, to fresh: RoundTripNode) {
    guard let comment = after, !comment.beginsOnLine else { return }
    if old.isBlockCollection, !fresh.isCollection { after = nil }
  }

  /// Aliases whose node no longer has the value they need become copies.
  func settleAliases() {
    for (node, value) in aliases where node.target.value != value {
      let fresh = RoundTripNode(value)
      node.isFlow = node.target.isFlow && !fresh.isEmpty
      node.content = fresh.content
    }
  }

  /// Positions of a mapping's keys.
  private struct Places {
    private var byString: [String: Int] = [:]
    private var others: [(key: Value, place: Int)] = []

    init(_ mapping: Mapping) {
      for (place, entry) in mapping.entries.enumerated() {
        if case .string(let text) = entry.key {
          byString[text] = place
        } else {
          others.append((entry.key, place))
        }
      }
    }

    subscript(key: Value) -> Int? {
      if case .string(let text) = key { return byString[text] }
      return others.first { $0.key == key }?.place
    }
  }
}
