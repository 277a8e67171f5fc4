/// The peer takes tabs only inside quotes, block scalars, comments and flow collections; libyaml takes more.
enum YAMLTabs {
  static func check(_ records: [YAMLTree.Record], in source: [UInt8]) throws(DocumentError) {
    var covered = 0
    for record in records {
      let start = Int(record.start.offset)
      let end = Int(record.end.offset)
      guard start >= covered else { continue }
      try checkGap(covered..<start, in: source)
      switch (record.kind, record.style) {
      case (.sequence, .flow), (.mapping, .flow): covered = end
      case (.sequence, _), (.mapping, _): covered = start
      case (.scalar, .plain):
        try checkGap(start..<end, in: source)
        covered = end
      default: covered = end
      }
    }
    if covered < source.count { try checkGap(covered..<source.count, in: source) }
  }

  private static func checkGap(_ range: Range<Int>, in source: [UInt8]) throws(DocumentError) {
    var isComment = false
    for at in range {
      switch source[at] {
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"): isComment = false
      case UInt8(ascii: "#") where at == 0 || source[at - 1] <= 32: isComment = true
      case UInt8(ascii: "\t") where !isComment:
        let place = YAMLSyntax.place(of: at, in: source)
        throw DocumentError(
          .syntax, "found character '\\t' that cannot start any token", line: place.line, column: place.column
        )
      default: break
      }
    }
  }
}
