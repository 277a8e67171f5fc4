/// How the source spells its scalars.
extension RoundTripReader {
  func scalar(_ index: Int) throws(DocumentError) -> RoundTripScalar {
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
  func blockScalarEnd(_ index: Int) -> Int {
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
