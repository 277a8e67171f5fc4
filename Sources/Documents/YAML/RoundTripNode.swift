/// A node of a text that will be written again: content, and what a writer of bare values would lose.
///
/// A class, because anchors and aliases share nodes. Never leaves one `rewrite`.
final class RoundTripNode {
  enum Content {
    case scalar(RoundTripScalar)
    case alias(RoundTripNode)
    case sequence([RoundTripItem])
    case mapping([RoundTripEntry])
  }

  var content: Content
  /// Written as `[…]` or `{…}`.
  var isFlow = false
  var anchor: String?
  /// `!!str` is the one tag that is written again.
  var isTaggedString = false
  /// A comment between the last item and the closing bracket.
  var flowTail: RoundTripComment?
  /// Comments behind an alias at the end of a sequence or of the document.
  var endComments: [RoundTripComment] = []

  init(_ content: Content) { self.content = content }

  /// The node behind any alias.
  var target: RoundTripNode {
    if case .alias(let node) = content { return node.target }
    return self
  }

  var isCollection: Bool {
    switch content {
    case .sequence, .mapping: true
    case .scalar, .alias: false
    }
  }

  var isEmpty: Bool {
    switch content {
    case .sequence(let items): items.isEmpty
    case .mapping(let entries): entries.isEmpty
    case .scalar, .alias: false
    }
  }

  /// Written on lines of its own below its key.
  var isBlockCollection: Bool { isCollection && !isFlow && !isEmpty }
}

/// A scalar and how it was spelled.
struct RoundTripScalar {
  var value: Value
  var style: YAMLNode.Style = .plain
  /// A number's own spelling (`2.50`, `0x1F`).
  var spelling: String?
  /// What followed `|` or `>` on its line: blanks and a comment.
  var headerComment = ""
  /// Where a folded text's lines ended, as byte positions of the blanks in the text.
  var folds: Set<Int> = []
}

/// Lines between two nodes.
struct RoundTripComment {
  /// Where the first line's `#` stood.
  var column: Int
  /// Up to and with the last line end. Begins with a line end when the first line has no comment.
  var text: String

  var beginsOnLine: Bool { text.utf8.first != 0x0A }
}

struct RoundTripItem {
  var value: RoundTripNode
  /// Comments on lines of their own before the dash.
  var before: [RoundTripComment] = []
  /// The comment behind the value and the lines below it.
  var after: RoundTripComment?
}

struct RoundTripEntry {
  var key: RoundTripNode
  var value: RoundTripNode
  var isMerge = false
  var before: [RoundTripComment] = []
  /// Behind the key for block collections, else behind the value.
  var after: RoundTripComment?

  init(key: RoundTripNode, value: RoundTripNode) {
    self.key = key
    self.value = value
  }

  var keyValue: Value? {
    guard !isMerge else { return nil }
    return key.value
  }
}

extension RoundTripNode {
  /// A node for a value that has no text yet.
  convenience init(_ value: Value) {
    switch value {
    case .list(let items):
      self.init(.sequence(items.map { RoundTripItem(value: RoundTripNode($0)) }))
    case .map(let mapping):
      self.init(
        .mapping(
          mapping.entries.map { RoundTripEntry(key: RoundTripNode($0.key), value: RoundTripNode($0.value)) }))
    default: self.init(.scalar(RoundTripScalar(value: value)))
    }
  }

  /// The plain value, aliases and merge keys resolved.
  var value: Value {
    switch content {
    case .scalar(let scalar): return scalar.value
    case .alias(let node): return node.value
    case .sequence(let items): return .list(items.map(\.value.value))
    case .mapping(let entries):
      var all = merged
      for entry in entries {
        if let key = entry.keyValue { all[value: key] = entry.value.value }
      }
      return .map(all)
    }
  }

  /// What a mapping has by its merge key only.
  var merged: Mapping {
    var all = Mapping()
    guard case .mapping(let entries) = content, let merge = entries.first(where: \.isMerge) else {
      return all
    }
    let sources: [Value]
    switch merge.value.value {
    case .list(let items): sources = items.reversed()
    case let one: sources = [one]
    }
    for case .map(let source) in sources {
      for entry in source.entries { all[value: entry.key] = entry.value }
    }
    return all
  }
}
