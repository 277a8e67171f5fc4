/// Writes round-trip nodes: the layout of `YAMLEmitter`, with comments, flow style, block scalars and anchors.
struct RoundTripWriter {
  var writer = YAMLWriter()
  /// Times each shared node is mentioned in what will be written.
  private var mentions: [ObjectIdentifier: Int] = [:]
  private var written: Set<ObjectIdentifier> = []
  private var names: [ObjectIdentifier: String] = [:]
  /// The last scalar was one whose end only `...` shows.
  var isOpenEnded = false
  /// A comment right behind a block scalar must not reach this column, or it would be text.
  var blockIndent: Int?

  static func text(of root: RoundTripNode, head: String) -> String {
    var writer = RoundTripWriter()
    writer.count(root)
    writer.raw(head)
    writer.document(root)
    return writer.writer.text
  }

  private mutating func count(_ node: RoundTripNode) {
    switch node.content {
    case .scalar: if node.anchor != nil { mentions[ObjectIdentifier(node), default: 0] += 1 }
    case .alias(let target):
      let isFirst = mentions[ObjectIdentifier(target)] == nil
      mentions[ObjectIdentifier(target), default: 0] += 1
      if isFirst, !target.isCollection { return }
      if isFirst { countChildren(target) }
    case .sequence, .mapping:
      let isFirst = mentions[ObjectIdentifier(node)] == nil
      if node.anchor != nil { mentions[ObjectIdentifier(node), default: 0] += 1 }
      if isFirst || node.anchor == nil { countChildren(node) }
    }
  }

  private mutating func countChildren(_ node: RoundTripNode) {
    switch node.content {
    case .sequence(let items): for item in items { count(item.value) }
    case .mapping(let entries):
      for entry in entries {
        count(entry.key)
        count(entry.value)
      }
    default: break
    }
  }

  // MARK: Document

  private mutating func document(_ root: RoundTripNode) {
    if root.isBlockCollection {
      switch root.content {
      case .mapping(let entries): block(entries, indent: 0)
      case .sequence(let items): block(items, indent: 0, tail: [])
      default: break
      }
    } else {
      inline(root, indent: 0, flowIndent: 0, inFlow: false)
      if writer.column > 0 { writer.newLine() }
    }
    before(root.endComments, indent: 0)
    if isOpenEnded { writer.write("...\n") }
  }

  // MARK: Comments

  /// Text with its own line ends, the last one included.
  mutating func raw(_ text: String) {
    guard !text.isEmpty else { return }
    writer.writeRaw(text.utf8, length: 0)
    writer.column = 0
  }

  mutating func after(_ comment: RoundTripComment?) {
    guard let comment else {
      if writer.column > 0 { writer.newLine() }
      return
    }
    if comment.beginsOnLine {
      if writer.column >= comment.column, writer.column > 0 { writer.write(" ") }
      let limit = writer.column == 0 ? blockIndent.map { $0 - 1 } : nil
      writer.pad(to: min(comment.column, limit ?? .max))
    } else if writer.column == 0, let blockIndent {
      raw(Self.outdented(comment.text, below: blockIndent))
      return
    } else if writer.column == 0 {
      // A block scalar has ended its line already.
      raw(comment.text)
      return
    }
    raw(comment.text)
  }

  /// The first comment of some lines moved left of a column.
  private static func outdented(_ text: String, below indent: Int) -> String {
    guard let hash = text.firstIndex(of: "#") else { return text }
    let lead = text[..<hash].reversed().prefix { $0 == " " }.count
    guard lead >= indent else { return text }
    let cut = text.index(hash, offsetBy: -(lead - indent + 1))
    return String(text[..<cut] + text[hash...])
  }

  /// Comments on lines of their own. Ends at the start of a line, or leaves the line as it is.
  private mutating func before(_ comments: [RoundTripComment], indent: Int) {
    guard !comments.isEmpty else { return }
    if writer.column > 0 {
      writer.dropTrailingBlanks()
      writer.newLine()
    }
    for comment in comments {
      if comment.beginsOnLine { writer.pad(to: comment.column) }
      raw(comment.text)
    }
  }

  // MARK: Block collections

  private mutating func block(_ entries: [RoundTripEntry], indent: Int) {
    for entry in entries {
      before(entry.before, indent: indent)
      writer.pad(to: indent)
      let isExplicit = key(entry, indent: indent)
      if isExplicit {
        if writer.column > 0 { writer.newLine() }
        writer.pad(to: indent)
      }
      writer.write(":")
      value(entry, indent: indent, isExplicit: isExplicit)
    }
  }

  private mutating func value(_ entry: RoundTripEntry, indent: Int, isExplicit: Bool) {
    let node = entry.value
    let shown = firstMention(node)
    if shown.isBlockCollection, !isRepeated(node) {
      anchor(shown, lead: " ")
      if isExplicit, entry.after == nil { writer.write(" ") } else { after(entry.after) }
      switch shown.content {
      case .mapping(let entries): block(entries, indent: indent + 2)
      case .sequence(let items):
        block(items, indent: isExplicit ? indent + 2 : indent, tail: shown.endComments)
      default: break
      }
      return
    }
    if !isBareNull(shown) || isRepeated(node) {
      writer.write(" ")
      inline(node, indent: indent + 2, flowIndent: indent + 2, inFlow: false)
    } else {
      anchor(shown, lead: " ")
      endBlockScalar()
    }
    after(entry.after)
  }

  private mutating func block(_ items: [RoundTripItem], indent: Int, tail: [RoundTripComment]) {
    for item in items {
      before(item.before, indent: indent)
      writer.pad(to: indent)
      writer.write("- ")
      let node = item.value
      let shown = firstMention(node)
      if shown.isBlockCollection, !isRepeated(node) {
        if anchor(shown, lead: "") {
          writer.newLine()
        } else if item.after != nil {
          writer.dropTrailingBlanks()
          after(item.after)
        }
        switch shown.content {
        case .mapping(let entries): block(entries, indent: indent + 2)
        case .sequence(let items): block(items, indent: indent + 2, tail: shown.endComments)
        default: break
        }
        continue
      }
      if !isBareNull(shown) || isRepeated(node) {
        inline(node, indent: indent + 2, flowIndent: indent + 2, inFlow: false)
      } else {
        endBlockScalar()
      }
      after(item.after)
    }
    before(tail, indent: indent)
  }

  /// Writes a key; `true` when it took the `? ` form.
  private mutating func key(_ entry: RoundTripEntry, indent: Int) -> Bool {
    let node = entry.key
    if entry.isMerge {
      writer.write("<<")
      return false
    }
    if case .scalar(let scalar) = node.content {
      if case .string(let text) = scalar.value {
        let choice = text.withBytes { YAMLStyle.choose($0) }
        let isExplicit =
          choice.length > YAMLEmitter.longestSimpleKey || choice.hasLineBreak || scalar.style == .literal
          || scalar.style == .folded
        if isExplicit { writer.write("? ") }
        anchor(node, lead: "", trail: " ")
        if scalar.style == .literal || scalar.style == .folded {
          blockScalar(scalar, text, indent: indent + 2)
        } else {
          writer.scalar(
            text, style: choice.style, length: choice.length, indent: isExplicit ? indent + 2 : nil)
        }
        return isExplicit
      }
      if scalar.value.isNull {
        writer.write("null")
        return false
      }
    }
    if node.isBlockCollection {
      writer.write("? ")
      switch node.content {
      case .mapping(let entries): block(entries, indent: indent + 2)
      case .sequence(let items): block(items, indent: indent + 2, tail: [])
      default: break
      }
      return true
    }
    inline(node, indent: nil, flowIndent: indent + 2, inFlow: false)
    return false
  }

  // MARK: Anchors

  /// The node to write in this place: an alias's target when it wasn't written yet.
  private func firstMention(_ node: RoundTripNode) -> RoundTripNode { node.target }

  func isRepeated(_ node: RoundTripNode) -> Bool {
    guard case .alias(let target) = node.content else { return false }
    return written.contains(ObjectIdentifier(target))
  }

  @discardableResult mutating func anchor(
    _ node: RoundTripNode, lead: StaticString, trail: StaticString = ""
  ) -> Bool {
    guard let name = node.anchor else { return false }
    let isFirst = written.insert(ObjectIdentifier(node)).inserted
    guard isFirst, !node.isCollection || mentions[ObjectIdentifier(node), default: 0] > 1 else {
      return false
    }
    writer.write(lead)
    writer.write("&")
    writer.writeRaw(name.utf8, length: name.unicodeScalars.count)
    writer.write(trail)
    return true
  }

  private func isBareNull(_ node: RoundTripNode) -> Bool {
    if case .scalar(let scalar) = node.content { return scalar.value.isNull }
    return false
  }
}
