/// The patterns of one ignore file, ready to be matched (gitignore(5)).
struct IgnoreRules: Sendable {
  struct Rule: Sendable {
    /// Without `!`, the leading and the trailing slash.
    let pattern: [UInt8]
    let negated: Bool
    let directoriesOnly: Bool
    /// Matched against the whole path below the file's directory instead of the name.
    let anchored: Bool
    /// How much of the pattern is ordinary text: all of it, or a prefix before the first wildcard.
    let literalCount: Int
    /// `*` and then ordinary text.
    let isSuffix: Bool
  }

  private let rules: [Rule]
  var isEmpty: Bool { rules.isEmpty }

  init(_ text: [UInt8]) {
    var bytes = text[...]
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
    rules = bytes.split(separator: 0x0A, omittingEmptySubsequences: true).compactMap {
      // Every line but an unfinished last one may end in CR LF.
      let ended = $0.endIndex < bytes.endIndex
      return Self.parse($0.last == 0x0D && ended ? $0.dropLast() : $0)
    }
  }

  /// What the last matching rule says; nil when none matches.
  /// - Parameters:
  ///   - path: relative to the ignore file's directory.
  ///   - name: the last component of `path`.
  func decide(_ path: ArraySlice<UInt8>, name: ArraySlice<UInt8>, isDirectory: Bool) -> Bool? {
    for rule in rules.reversed() where isDirectory || !rule.directoriesOnly {
      if Self.matches(rule, rule.anchored ? path : name) { return !rule.negated }
    }
    return nil
  }

  private static func matches(_ rule: Rule, _ text: ArraySlice<UInt8>) -> Bool {
    let pattern = rule.pattern
    if rule.literalCount == pattern.count { return text.count == pattern.count && text.elementsEqual(pattern) }
    if rule.isSuffix {
      return text.count >= pattern.count - 1 && text.suffix(pattern.count - 1).elementsEqual(pattern.dropFirst())
    }
    guard text.count >= rule.literalCount else { return false }
    guard text.prefix(rule.literalCount).elementsEqual(pattern.prefix(rule.literalCount)) else { return false }
    return Wildmatch.matches(pattern[...], text)
  }

  private static func parse(_ line: ArraySlice<UInt8>) -> Rule? {
    var pattern = trimmed(line)
    if pattern.isEmpty || pattern.first == UInt8(ascii: "#") { return nil }
    let negated = pattern.first == UInt8(ascii: "!")
    if negated { pattern = pattern.dropFirst() }
    let directoriesOnly = pattern.last == UInt8(ascii: "/")
    if directoriesOnly { pattern = pattern.dropLast() }
    let anchored = pattern.contains(UInt8(ascii: "/"))
    if pattern.first == UInt8(ascii: "/") { pattern = pattern.dropFirst() }
    let special = Array("*?[\\".utf8)
    let literal = pattern.firstIndex { special.contains($0) } ?? pattern.endIndex
    let isSuffix =
      !anchored && pattern.first == UInt8(ascii: "*") && !pattern.dropFirst().contains { special.contains($0) }
    return Rule(
      pattern: Array(pattern), negated: negated, directoriesOnly: directoriesOnly, anchored: anchored,
      literalCount: literal - pattern.startIndex, isSuffix: isSuffix)
  }

  /// Blanks at the end don't count unless a backslash precedes the first of them.
  private static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var end = line.startIndex
    var i = line.startIndex
    while i < line.endIndex {
      if line[i] == UInt8(ascii: "\\") {
        i += 1
        if i == line.endIndex { return line }
        i += 1
        end = i
      } else {
        i += 1
        if line[i - 1] != UInt8(ascii: " ") { end = i }
      }
    }
    return line[..<end]
  }
}
