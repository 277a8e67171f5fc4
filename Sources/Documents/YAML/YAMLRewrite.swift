extension YAML {
  /// One change to a document's text.
  public enum Edit: Sendable {
    /// Brings a value in where the path leads: equal scalars stay as they are written, keys that are gone are
    /// deleted, new ones go to the end of their mapping, lists of the same length are matched item by item.
    /// A missing entry is appended, mappings on the way are made.
    case merge(path: [String], Value)
    /// Puts a value in place of the old one as a whole. A missing entry is appended.
    case replace(path: [String], Value)
    /// Deletes an entry if it is there.
    case remove(path: [String])
  }

  /// Changes a text and keeps what its author wrote: comments, order, flow style, block scalars, number
  /// spellings, anchors (formats §0.3). The rest takes the form that ``dump(_:)`` gives.
  ///
  /// An empty `original` is an empty mapping.
  public static func rewrite(_ original: [UInt8], _ edits: [Edit]) throws(DocumentError) -> String {
    var reader = RoundTripReader(try YAMLTree.read(original))
    var root = try reader.read()
    var merge = RoundTripMerge()
    for edit in edits { root = apply(edit, to: root, &merge) }
    merge.settleAliases()
    return RoundTripWriter.text(of: root, head: reader.head)
  }

  /// Changes a text so that it has `value`; entries at `replacing` are put in as a whole.
  public static func rewrite(
    _ original: [UInt8], applying value: Value, replacing paths: [[String]] = []
  ) throws(DocumentError) -> String {
    var edits: [Edit] = [.merge(path: [], value)]
    for path in paths {
      if let part = path.reduce(value, { $0.map?[$1] ?? .null }) as Value?, !path.isEmpty {
        edits.append(.replace(path: path, part))
      }
    }
    return try rewrite(original, edits)
  }

  private static func apply(_ edit: Edit, to root: RoundTripNode, _ merge: inout RoundTripMerge)
    -> RoundTripNode
  {
    switch edit {
    case .merge(let path, let value):
      return change(root, path[...], &merge) { (old, merge) in
        guard let old else { return RoundTripNode(value) }
        return merge.apply(value, to: old)
      }
    case .replace(let path, let value):
      return change(root, path[...], &merge) { (_, _) in RoundTripNode(value) }
    case .remove(let path): return change(root, path[...], &merge) { (_, _) in nil }
    }
  }

  private typealias Change = (RoundTripNode?, inout RoundTripMerge) -> RoundTripNode?

  /// The node with the change made at `path` below it.
  private static func change(
    _ node: RoundTripNode, _ path: ArraySlice<String>, _ merge: inout RoundTripMerge, _ body: Change
  ) -> RoundTripNode {
    guard let step = path.first else { return body(node, &merge) ?? RoundTripNode(.mapping([])) }
    let holder = node.target
    guard case .mapping(var entries) = holder.content else {
      // Something else stands in the way: it gives way, unless there is nothing to put in.
      let fresh = RoundTripNode(.mapping([]))
      guard let below = body(nil, &merge) else { return node }
      fresh.content = .mapping([
        RoundTripEntry(key: RoundTripNode(.string(step)), value: nest(below, path.dropFirst()))
      ])
      return fresh
    }
    let at = entries.firstIndex { $0.keyValue == .string(step) }
    if let at, path.count > 1 {
      merge.replace(&entries[at], by: change(entries[at].value, path.dropFirst(), &merge, body))
    } else if let at {
      if let fresh = body(entries[at].value, &merge) {
        merge.replace(&entries[at], by: fresh)
      } else {
        entries.remove(at: at)
      }
    } else if let below = body(nil, &merge) {
      if entries.isEmpty { holder.isFlow = false }
      entries.append(RoundTripEntry(key: RoundTripNode(.string(step)), value: nest(below, path.dropFirst())))
    }
    holder.content = .mapping(entries)
    return node
  }

  private static func nest(_ node: RoundTripNode, _ path: ArraySlice<String>) -> RoundTripNode {
    path.reversed().reduce(node) { below, step in
      RoundTripNode(.mapping([RoundTripEntry(key: RoundTripNode(.string(step)), value: below)]))
    }
  }
}
