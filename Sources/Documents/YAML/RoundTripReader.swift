/// The round-trip nodes of a document: its records, and the comments between them.
///
/// Walks the source beside the records; `position` stands where the next token or comment begins.
struct RoundTripReader {
  let tree: YAMLTree
  var position = 0
  /// Comments before the document's first node, as written.
  private(set) var head = ""

  private var anchors: [Int: RoundTripNode] = [:]
  /// Comments behind an alias wait for the next key, item or end.
  private var pending: [RoundTripComment] = []
  var source: [UInt8] { tree.source }

  init(_ tree: YAMLTree) { self.tree = tree }

  mutating func read() throws(DocumentError) -> RoundTripNode {
    guard !tree.records.isEmpty else {
      head = comment(afterValue: false)?.text ?? ""
      return RoundTripNode(.mapping([]))
    }
    try readHead()
    let root = try node(0)
    if !root.isBlockCollection, let rest = comment(afterValue: true), rest.text != "\n" {
      pending.append(rest)
    }
    root.endComments += pending
    return root
  }

  /// Everything before the first node. The peer loses what stands before `---`; we keep it.
  private mutating func readHead() throws(DocumentError) {
    let start = Int(tree.records[0].start.offset)
    if tree.hasExplicitStart {
      var lines = ""
      while position < start, !isDocumentStart(position) {
        let lineStart = position
        while position < start, source[position] != 0x0A { position += 1 }
        position = min(position + 1, start)
        if source[lineStart] != UInt8(ascii: "%") {
          lines += String(decoding: source[lineStart..<position].filter { $0 != 0x0D }, as: UTF8.self)
        }
      }
      head = lines
      position += 3
    }
    guard position < start, let found = comment(afterValue: false) else { return }
    if found.beginsOnLine {
      head += String(repeating: " ", count: found.column) + found.text
    } else {
      // The first line end closes the `---` line, or is lost with the peer.
      head += found.text.dropFirst()
    }
  }

  private func isDocumentStart(_ at: Int) -> Bool { source[at...].starts(with: [45, 45, 45]) }

  // MARK: Nodes

  private mutating func node(_ index: Int) throws(DocumentError) -> RoundTripNode {
    let record = tree.records[index]
    let before = properties(of: index)
    let node: RoundTripNode
    switch record.kind {
    case .alias:
      position = Int(record.end.offset)
      guard let target = anchors[Int(record.link)] else { return RoundTripNode(try tree.value(of: index)) }
      node = RoundTripNode(.alias(target))
      return node
    case .scalar:
      node = RoundTripNode(.scalar(try scalar(index)))
      let isBlock = record.style == .literal || record.style == .folded
      position = isBlock ? blockScalarEnd(index) : Int(record.end.offset)
    case .sequence:
      node = RoundTripNode(.sequence([]))
      note(node, index)
      node.isFlow = record.style == .flow
      pending += before
      node.content = .sequence(
        record.style == .flow ? try flowItems(index, node) : try blockItems(index, of: node))
      if record.style == .flow { position = Int(record.end.offset) }
    case .mapping:
      node = RoundTripNode(.mapping([]))
      note(node, index)
      node.isFlow = record.style == .flow
      pending += before
      node.content = .mapping(
        record.style == .flow ? try flowEntries(index, node) : try blockEntries(index))
      if record.style == .flow { position = Int(record.end.offset) }
    }
    note(node, index)
    if let tag = tree.tags[index], tag == "tag:yaml.org,2002:str" { node.isTaggedString = true }
    return node
  }

  private mutating func note(_ node: RoundTripNode, _ index: Int) {
    guard let name = tree.anchors[index] else { return }
    node.anchor = name
    anchors[index] = node
  }

  /// Skips `&name` and `!tag`; comments behind them become comments of the first child.
  private mutating func properties(of index: Int) -> [RoundTripComment] {
    let record = tree.records[index]
    guard record.kind != .alias, tree.anchors[index] != nil || tree.tags[index] != nil else { return [] }
    position = max(position, Int(record.start.offset))
    var found: [RoundTripComment] = []
    while position < source.count,
      source[position] == UInt8(ascii: "&") || source[position] == UInt8(ascii: "!")
    {
      while position < source.count, source[position] > 0x20 { position += 1 }
      let isCollection = record.kind != .scalar && record.style == .block
      let isEmpty = record.kind == .scalar && record.textCount == 0 && record.style == .plain
      if isEmpty { break }
      guard let comment = comment(afterValue: false) else { continue }
      if isCollection, comment.text != "\n" {
        found.append(
          comment.beginsOnLine
            ? comment : RoundTripComment(column: 0, text: String(comment.text.dropFirst())))
      }
    }
    return found
  }

  private mutating func blockItems(
    _ index: Int, of node: RoundTripNode
  ) throws(DocumentError) -> [RoundTripItem] {
    var items: [RoundTripItem] = []
    var child = index + 1
    for _ in 0..<tree.records[index].count {
      _ = skipBlank()
      position += 1  // the dash
      let record = tree.records[child]
      let isNull = isEmptyNull(child)
      var before = isNull ? [] : takePending()
      if !isNull, let comment = comment(afterValue: false), comment.text != "\n" || record.style == .block {
        if comment.beginsOnLine {
          before.append(comment)
        } else if comment.text.utf8.count > 1 {
          before.append(RoundTripComment(column: 0, text: String(comment.text.dropFirst())))
        }
      }
      let value = try self.node(child)
      var item = RoundTripItem(value: value, before: before)
      item.after = after(value, child, isItem: true)
      items.append(item)
      child = tree.end(of: child)
    }
    node.endComments += takePending()
    return items
  }

  /// A null that isn't written at all.
  private func isEmptyNull(_ index: Int) -> Bool {
    let record = tree.records[index]
    return record.kind == .scalar && record.style == .plain && record.start == record.end
  }

  private mutating func blockEntries(_ index: Int) throws(DocumentError) -> [RoundTripEntry] {
    var entries: [RoundTripEntry] = []
    var child = index + 1
    for _ in 0..<tree.records[index].count / 2 {
      let keyRecord = tree.records[child]
      var before = takePending()
      _ = skipBlank()
      if position < source.count, source[position] == UInt8(ascii: "?"),
        position < Int(keyRecord.start.offset)
      {
        position += 1
        if let comment = comment(afterValue: false), comment.beginsOnLine { before.append(comment) }
      }
      let isMerge = tree.isMerge(child)
      let key = try key(child, isMerge)
      child = tree.end(of: child)
      _ = comment(afterValue: true)
      if position < source.count, source[position] == UInt8(ascii: ":") { position += 1 }
      let afterKey = isEmptyNull(child) ? nil : comment(afterValue: false)
      let value = try node(child)
      var entry = RoundTripEntry(key: key, value: value)
      entry.isMerge = isMerge
      entry.before = before
      if value.isBlockCollection {
        entry.after = afterKey.flatMap { $0.text == "\n" ? nil : $0 }
      } else {
        entry.after = after(value, child)
        if entry.after == nil, let afterKey, afterKey.beginsOnLine { entry.after = afterKey }
      }
      entries.append(entry)
      child = tree.end(of: child)
    }
    return entries
  }

  private mutating func key(_ index: Int, _ isMerge: Bool) throws(DocumentError) -> RoundTripNode {
    guard isMerge else { return try node(index) }
    position = Int(tree.records[index].end.offset)
    return RoundTripNode(.scalar(RoundTripScalar(value: "<<", spelling: "<<")))
  }

  /// The comment behind a value that ends here.
  ///
  /// Aliases, nulls that aren't written and, for whole lines, flow collections hand theirs on to what comes
  /// next: it stays when they go.
  private mutating func after(
    _ value: RoundTripNode, _ index: Int, isItem: Bool = false
  ) -> RoundTripComment? {
    if value.isBlockCollection { return nil }
    let isBlockScalar = tree.records[index].style == .literal || tree.records[index].style == .folded
    guard let found = comment(afterValue: true, atLineStart: isBlockScalar) else { return nil }
    let handsOn =
      tree.records[index].kind == .alias || isEmptyNull(index) && (isItem || !found.beginsOnLine)
      || value.isCollection && !found.beginsOnLine
    guard handsOn else { return found.text == "\n" && !isBlockScalar ? nil : found }
    if found.beginsOnLine {
      pending.append(found)
    } else if found.text.utf8.count > 1 {
      pending.append(RoundTripComment(column: 0, text: String(found.text.dropFirst())))
    }
    return nil
  }

  private mutating func takePending() -> [RoundTripComment] {
    defer { pending = [] }
    return pending
  }

  // MARK: Flow collections

  private mutating func flowItems(_ index: Int, _ node: RoundTripNode) throws(DocumentError)
    -> [RoundTripItem]
  {
    var items: [RoundTripItem] = []
    var child = index + 1
    for _ in 0..<tree.records[index].count {
      position = Int(tree.records[child].start.offset)
      items.append(RoundTripItem(value: try self.node(child)))
      child = tree.end(of: child)
    }
    if !items.isEmpty { node.flowTail = flowTail() }
    return items
  }

  private mutating func flowEntries(
    _ index: Int, _ node: RoundTripNode
  ) throws(DocumentError) -> [RoundTripEntry] {
    var entries: [RoundTripEntry] = []
    var child = index + 1
    for _ in 0..<tree.records[index].count / 2 {
      position = Int(tree.records[child].start.offset)
      let isMerge = tree.isMerge(child)
      let key = try key(child, isMerge)
      child = tree.end(of: child)
      position = Int(tree.records[child].start.offset)
      var entry = RoundTripEntry(key: key, value: try self.node(child))
      entry.isMerge = isMerge
      entries.append(entry)
      child = tree.end(of: child)
    }
    if !entries.isEmpty { node.flowTail = flowTail() }
    return entries
  }

  private mutating func flowTail() -> RoundTripComment? {
    guard let found = comment(afterValue: true), found.beginsOnLine else { return nil }
    return found
  }
}
