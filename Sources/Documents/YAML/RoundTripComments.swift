/// The text between two tokens.
extension RoundTripReader {
  /// Skips blanks and line ends that hold no comment.
  mutating func skipBlank() -> Bool {
    let start = position
    while position < source.count, source[position] <= 0x20 { position += 1 }
    return position > start
  }

  /// The comment and blank lines from here to the next token, which `position` then points at.
  ///
  /// As in the peer, a line of blanks alone counts only between a value and the first comment.
  mutating func comment(afterValue: Bool, atLineStart: Bool = false) -> RoundTripComment? {
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
}
