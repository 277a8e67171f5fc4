/// The round-trip nodes of a document: its records, and the comments between them.
///
/// Walks the source beside the records; `position` stands where the next token or comment begins.
struct RoundTripReader {
  let tree: YAMLTree
  private(set) var position = 0
  /// Comments before the document's first node, as written.
  private(set) var head = ""

  private var anchors: [Int: RoundTripNode] = [:]
  /// Comments behind an alias wait for the next key, item or end.
  private var pending: [RoundTripComment] = []
  private var source: [UInt8] { tree.source }

  init(_ tree: YAMLTree) { self.tree = tree }

  mutating func read() throws(DocumentError) -> RoundTripNode {
    guard !tree.records.isEmpty else {
      head = comment(afterValue: false)?.text ?? ""
      return RoundTripNode(.mapping([]))
    }
    try readHead()
    let root = try node(0)
    if !root.isBlockCollection, let rest = comment(afterValue: true), rest.text != "\n" { pending.append(rest) }
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
    while position < source.count, source[position] == UInt8(ascii: "&") || source[position] == UInt8(ascii: "!") {
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
        if comment.beginsOnLine { before.append(comment) } else if comment.text.utf8.count > 1 {
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
      if position < source.count, source[position] == UInt8(ascii: "?"), position < Int(keyRecord.start.offset) {
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

  private mutating func flowItems(_ index: Int, _ node: RoundTripNode) throws(DocumentError) -> [RoundTripItem] {
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

  // MARK: Comments

  /// Skips blanks and line ends that hold no comment.
  private mutating func skipBlank() -> Bool {
    let start = position
    while position < source.count, source[position] <= 0x20 { position += 1 }
    return position > start
  }

  /// The comment and blank lines from here to the next token, which `position` then points at.
  ///
  /// As in the peer, a line of blanks alone counts only between a value and the first comment.
  private mutating func comment(afterValue: Bool, atLineStart: Bool = false) -> RoundTripComment? {
    var text: [UInt8] = []
    var column = 0
    var seesComment = false
    var lineStart = position
    var isFirst = true
    while position < source.count {
      lineStart = position
      while position < source.count, source[position] == 0x20 || source[position] == 0x09 { position += 1 }
      guard position < source.count else { break }
      let byte = source[position]
      if byte == 0x0A || byte == 0x0D {
        if isFirst, !atLineStart {
          text.append(0x0A)
        } else if position == lineStart || (afterValue && !seesComment) {
          text.append(0x0A)
        }
        skipLineEnd()
      } else if byte == UInt8(ascii: "#"), position == 0 || source[position - 1] <= 0x20 {
        if text.isEmpty { column = self.column(of: position) } else { text += source[lineStart..<position] }
        while position < source.count, source[position] != 0x0A, source[position] != 0x0D {
          text.append(source[position])
          position += 1
        }
        text.append(0x0A)
        skipLineEnd()
        seesComment = true
      } else {
        break
      }
      isFirst = false
    }
    if text.isEmpty { return nil }
    return RoundTripComment(column: column, text: String(decoding: text, as: UTF8.self))
  }

  private mutating func skipLineEnd() {
    guard position < source.count else { return }
    if source[position] == 0x0D, position + 1 < source.count, source[position + 1] == 0x0A { position += 1 }
    position += 1
  }

  private func column(of position: Int) -> Int {
    var at = position
    var count = 0
    while at > 0, source[at - 1] != 0x0A, source[at - 1] != 0x0D {
      at -= 1
      if source[at] & 0xC0 != 0x80 { count += 1 }
    }
    return count
  }

  // MARK: Scalars

  private func scalar(_ index: Int) throws(DocumentError) -> RoundTripScalar {
    let record = tree.records[index]
    var scalar = RoundTripScalar(value: try tree.value(of: index))
    switch record.style {
    case .literal, .folded:
      scalar.style = record.style
      let header = blockHeader(index)
      scalar.headerComment = header.comment
      if record.style == .folded { scalar.folds = folds(index, bodyStart: header.end) }
    case .plain:
      switch scalar.value {
      case .int, .bigInt, .double, .timestamp:
        scalar.spelling = RoundTripSpelling.kept(String(decoding: bytes(of: record), as: UTF8.self))
      default: break
      }
    default: break
    }
    return scalar
  }

  private func bytes(of record: YAMLTree.Record) -> ArraySlice<UInt8> {
    tree.text[Int(record.textStart)..<Int(record.textStart + record.textCount)]
  }

  /// What follows the indicators of a block scalar on its line, and where the body begins.
  private func blockHeader(_ index: Int) -> (comment: String, end: Int) {
    var at = position
    while at < source.count, source[at] != UInt8(ascii: "|"), source[at] != UInt8(ascii: ">") { at += 1 }
    while at < source.count, source[at] > 0x20 { at += 1 }
    let start = at
    while at < source.count, source[at] != 0x0A, source[at] != 0x0D { at += 1 }
    let rest = String(decoding: source[start..<at], as: UTF8.self)
    if at < source.count, source[at] == 0x0D, at + 1 < source.count, source[at + 1] == 0x0A { at += 1 }
    return (rest.utf8.contains(UInt8(ascii: "#")) ? rest : "", min(at + 1, source.count))
  }

  /// The end of a block scalar's last line that belongs to its text.
  private func blockScalarEnd(_ index: Int) -> Int {
    let record = tree.records[index]
    var end = min(Int(record.end.offset), source.count)
    let bodyStart = blockHeader(index).end
    // libyaml may count the next line's indentation.
    while end > bodyStart, source[end - 1] == 0x20 { end -= 1 }
    let keeps = blockKeeps(index)
    while !keeps, end > bodyStart {
      var at = end - 1
      if source[at] == 0x0A || source[at] == 0x0D { at -= 1 }
      while at >= bodyStart, source[at] == 0x20 || source[at] == 0x0D { at -= 1 }
      guard at < bodyStart || source[at] == 0x0A else { break }
      end = at + 1
    }
    return max(end, bodyStart)
  }

  private func blockKeeps(_ index: Int) -> Bool {
    var at = position
    while at < source.count, source[at] != UInt8(ascii: "|"), source[at] != UInt8(ascii: ">") { at += 1 }
    while at < source.count, source[at] > 0x20 {
      if source[at] == UInt8(ascii: "+") { return true }
      at += 1
    }
    return false
  }

  /// The blanks of a folded text that were line ends.
  private func folds(_ index: Int, bodyStart: Int) -> Set<Int> {
    let record = tree.records[index]
    let text = Array(bytes(of: record))
    var folds: Set<Int> = []
    var at = 0
    var line = bodyStart
    let end = min(Int(record.end.offset), source.count)
    var indent: Int?
    while line < end {
      var stop = line
      while stop < end, source[stop] != 0x0A, source[stop] != 0x0D { stop += 1 }
      let content = source[line..<stop]
      let blanks = content.prefix { $0 == 0x20 }.count
      if blanks < content.count {
        let depth = indent ?? blanks
        indent = depth
        let shown = content.dropFirst(min(depth, blanks))
        while at < text.count, text[at] == 0x0A { at += 1 }
        guard text[at...].starts(with: shown) else { break }
        at += shown.count
        if at < text.count, text[at] == 0x20, shown.last != 0x20 { folds.insert(at) }
        if at < text.count, text[at] == 0x20 { at += 1 }
      }
      line = stop + (stop + 1 < end && source[stop] == 0x0D && source[stop + 1] == 0x0A ? 2 : 1)
    }
    return folds
  }
}
