/// Nodes within a line: scalars, aliases, flow collections.
extension RoundTripWriter {
  /// Scalars, aliases, flow and empty collections. `indent` is where scalars go on after a line break.
  mutating func inline(_ node: RoundTripNode, indent: Int?, flowIndent: Int, inFlow: Bool) {
    if isRepeated(node) {
      endBlockScalar()
      let name = node.target.anchor ?? ""
      writer.write("*")
      writer.writeRaw(name.utf8, length: name.unicodeScalars.count)
      return
    }
    let shown = node.target
    anchor(shown, lead: "", trail: " ")
    switch shown.content {
    case .scalar(let scalar):
      if shown.isTaggedString { writer.write("!!str ") }
      self.scalar(scalar, isTagged: shown.isTaggedString, indent: indent, inFlow: inFlow)
    case .sequence(let items):
      writer.write("[")
      for (at, item) in items.enumerated() {
        separate(at, flowIndent)
        flowItem(item.value, flowIndent: flowIndent)
      }
      close(shown, "]")
    case .mapping(let entries):
      writer.write("{")
      flow(entries, flowIndent: flowIndent)
      close(shown, "}")
    case .alias: break
    }
  }

  private mutating func separate(_ at: Int, _ flowIndent: Int) {
    if at > 0 { writer.write(",") }
    if writer.column > YAMLWriter.width {
      writer.breakLine(to: flowIndent)
    } else if at > 0 {
      writer.write(" ")
    }
  }

  private mutating func close(_ node: RoundTripNode, _ bracket: StaticString) {
    endBlockScalar()
    if let tail = node.flowTail { after(tail) }
    writer.write(bracket)
  }

  /// A mapping of one entry inside a list needs no braces.
  private mutating func flowItem(_ node: RoundTripNode, flowIndent: Int) {
    if !isRepeated(node), node.target.anchor == nil, case .mapping(let entries) = node.target.content,
      entries.count == 1, node.target.flowTail == nil
    {
      flow(entries, flowIndent: flowIndent + 2)
      return
    }
    inline(node, indent: flowIndent + 2, flowIndent: flowIndent + 2, inFlow: true)
  }

  private mutating func flow(_ entries: [RoundTripEntry], flowIndent: Int) {
    for (at, entry) in entries.enumerated() {
      separate(at, flowIndent)
      flowKey(entry, flowIndent: flowIndent)
      writer.write(": ")
      inline(entry.value, indent: flowIndent + 2, flowIndent: flowIndent + 2, inFlow: true)
    }
  }

  mutating func flowKey(_ entry: RoundTripEntry, flowIndent: Int) {
    if entry.isMerge {
      writer.write("<<")
      return
    }
    guard case .scalar(let scalar) = entry.key.content, case .string(let text) = scalar.value else {
      inline(entry.key, indent: nil, flowIndent: flowIndent + 2, inFlow: true)
      return
    }
    let choice = text.withBytes { YAMLStyle.choose($0, inFlow: true) }
    let isLong = choice.length > YAMLEmitter.longestSimpleKey || choice.hasLineBreak
    if isLong { writer.write("? ") }
    let first = text.unicodeScalars.prefix { $0 != " " }.count
    if choice.style == .plain, writer.column + first > YAMLWriter.width, writer.column > flowIndent + 2 {
      writer.breakLine(to: flowIndent + 2)
    }
    writer.scalar(text, style: choice.style, length: choice.length, indent: isLong ? flowIndent + 2 : nil)
    if isLong { writer.write(" ") }
  }

  private mutating func scalar(_ scalar: RoundTripScalar, isTagged: Bool, indent: Int?, inFlow: Bool) {
    endBlockScalar()
    if let spelling = scalar.spelling {
      writer.scalar(spelling, style: .plain, length: spelling.utf8.count, indent: indent)
      return
    }
    switch scalar.value {
    case .string(let text):
      if !inFlow, let indent, scalar.style == .literal || scalar.style == .folded {
        blockScalar(scalar, text, indent: indent)
        return
      }
      let choice = text.withBytes { YAMLStyle.choose($0, inFlow: inFlow, resolves: !isTagged) }
      writer.scalar(text, style: choice.style, length: choice.length, indent: indent)
    case .null: if inFlow { writer.scalar("null", style: .plain, length: 4, indent: indent) }
    case .list: writer.write("[]")
    case .map: writer.write("{}")
    default:
      let text = YAMLEmitter.text(of: scalar.value)
      writer.scalar(text, style: .plain, length: text.utf8.count, indent: indent)
    }
  }

  mutating func blockScalar(_ scalar: RoundTripScalar, _ text: String, indent: Int) {
    writer.write(scalar.style == .literal ? "|" : ">")
    writer.write(ascii: YAMLBlockScalar.hints(text))
    raw(scalar.headerComment + "\n")
    if scalar.style == .literal {
      for line in YAMLBlockScalar.literalLines(text) { self.line(line, indent: indent) }
    } else {
      for line in YAMLBlockScalar.foldedLines(text, folds: scalar.folds, indent: indent) {
        self.line(line[...], indent: indent)
      }
    }
    isOpenEnded = YAMLBlockScalar.keeps(text)
    blockIndent = text.isEmpty ? indent - 1 : indent
  }

  mutating func endBlockScalar() {
    isOpenEnded = false
    blockIndent = nil
  }

  private mutating func line(_ text: Substring, indent: Int) {
    if !text.isEmpty {
      writer.pad(to: indent)
      writer.writeRaw(text.utf8, length: 0)
    }
    writer.newLine()
  }
}
