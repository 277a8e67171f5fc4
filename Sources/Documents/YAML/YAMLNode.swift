/// A node of a parsed document, with its place. A light view: copying it copies two words.
public struct YAMLNode: Sendable {
  public enum Kind: Equatable, Sendable { case scalar, sequence, mapping, alias }
  public enum Style: Equatable, Sendable {
    case plain, singleQuoted, doubleQuoted, literal, folded, block, flow
  }

  let tree: YAMLTree
  let index: Int

  var record: YAMLTree.Record { tree.records[index] }

  public var kind: Kind { record.kind }
  public var style: Style { record.style }
  /// Where the node begins, its anchor and tag included; 1 is the first line.
  public var line: Int { Int(record.start.line) + 1 }
  /// 1 is the first character of the line.
  public var column: Int { Int(record.start.column) + 1 }
  /// The place just behind the node's last character; for block collections, behind their last scalar.
  public var endLine: Int { Int(record.end.line) + 1 }
  public var endColumn: Int { Int(record.end.column) + 1 }
  /// The name after `&`, or after `*` for an alias.
  public var anchor: String? { tree.anchors[index] }

  /// The node an alias stands for; any other node itself.
  public var target: YAMLNode {
    record.kind == .alias ? YAMLNode(tree: tree, index: Int(record.link)) : self
  }

  /// The node's content, aliases and merge keys resolved.
  public var value: Value {
    // The same conversion went well in `parse`, for the whole document.
    index == tree.rootIndex ? tree.rootValue : (try? tree.value(of: index)) ?? .null
  }

  /// Items of a sequence; keys and values in turn of a mapping; nothing for scalars.
  public var children: [YAMLNode] {
    let at = target
    return tree.children(of: at.index).map { YAMLNode(tree: tree, index: $0) }
  }

  /// Entries of a mapping as written, a merge key among them.
  public var entries: [(key: YAMLNode, value: YAMLNode)] {
    guard target.kind == .mapping else { return [] }
    let all = children
    return stride(from: 0, to: all.count - 1, by: 2).map { (all[$0], all[$0 + 1]) }
  }

  /// The value of a string key, also one that comes by a merge key.
  public subscript(key: String) -> YAMLNode? {
    let pairs = entries
    if let own = pairs.first(where: { $0.key.kind == .scalar && $0.key.value == .string(key) }) {
      return own.value
    }
    for pair in pairs where tree.isMerge(pair.key.index) {
      let merged = pair.value.target
      for source in merged.kind == .sequence ? merged.children : [merged] {
        if let found = source[key] { return found }
      }
    }
    return nil
  }

  /// The node at a path of keys and list positions; `nil` where the path leaves the document.
  public func at(_ path: [Value]) -> YAMLNode? {
    var node = self
    for step in path {
      let here = node.target
      switch (here.kind, step) {
      case (.sequence, .int(let position)):
        let items = here.children
        guard items.indices.contains(position) else { return nil }
        node = items[position]
      case (.mapping, .string(let key)):
        guard let next = here[key] else { return nil }
        node = next
      case (.mapping, _):
        guard let next = here.entries.first(where: { $0.key.value == step }) else { return nil }
        node = next.value
      default: return nil
      }
    }
    return node
  }

  /// The innermost collection on the way to `path` other than the document itself: what a message about
  /// that path points at. It needn't exist to its end.
  public func nearestCollection(on path: [Value]) -> YAMLNode? {
    var found: YAMLNode?
    for length in 0..<path.count {
      guard let node = at(Array(path[0...length])) else { break }
      if node.target.kind == .sequence || node.target.kind == .mapping { found = node }
    }
    return found
  }
}
