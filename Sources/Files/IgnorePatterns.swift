/// The rules of one ignore file, compiled. Immutable; copies are cheap.
public struct IgnorePatterns: Sendable {
  /// The directory the patterns are relative to, itself relative to the root of the ``IgnoreStack``.
  public let base: String
  public let rules: [IgnoreRule]
  let compiled: [CompiledPattern]
  let baseBytes: [UInt8]
  let dialect: IgnoreDialect
  let hasNegation: Bool

  /// Reads an ignore file. A line that can never match (`[a`, `a\`) stays without effect.
  public init(text: [UInt8], source: String, base: String = "", dialect: IgnoreDialect = .dvc) {
    var lines = text[...]
    if lines.starts(with: [0xEF, 0xBB, 0xBF]) { lines = lines.dropFirst(3) }
    var rules: [IgnoreRule] = []
    var compiled: [CompiledPattern] = []
    for (index, line) in lines.split(separator: 10, omittingEmptySubsequences: false).enumerated() {
      let line = dialect == .dvc ? Self.stripped(line) : Self.trimmed(line)
      guard let first = line.first, first != UInt8(ascii: "#") else { continue }
      let isNegated = first == UInt8(ascii: "!")
      let rule = IgnoreRule(
        source: source, line: index + 1, text: String(decoding: line, as: UTF8.self), isNegated: isNegated)
      let pattern = isNegated ? line.dropFirst() : line
      compiled += CompiledPattern.compile(
        pattern, rule: rules.count, isAtRoot: base.isEmpty, dialect: dialect)
      rules.append(rule)
    }
    self.base = base
    self.rules = rules
    self.compiled = compiled
    self.baseBytes = Array(base.utf8)
    self.dialect = dialect
    self.hasNegation = rules.contains { $0.isNegated }
  }

  public init(text: String, source: String, base: String = "", dialect: IgnoreDialect = .dvc) {
    self.init(text: Array(text.utf8), source: source, base: base, dialect: dialect)
  }

  /// Python's `strip`, as far as ASCII goes.
  private static func stripped(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    func isBlank(_ byte: UInt8) -> Bool {
      byte == 32 || (byte >= 9 && byte <= 13) || (byte >= 28 && byte <= 31)
    }
    var line = line.drop(while: isBlank)
    while let last = line.last, isBlank(last) { line.removeLast() }
    return line
  }

  /// Without the CR of a CRLF and without blanks at the end that no backslash holds.
  private static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var line = line.last == 13 ? line.dropLast() : line
    var keep = line.startIndex
    var i = line.startIndex
    while i < line.endIndex {
      if line[i] == UInt8(ascii: "\\") {
        i += 2
        keep = min(i, line.endIndex)
      } else {
        i += 1
        if line[i - 1] != 32 { keep = i }
      }
    }
    line = line[line.startIndex..<keep]
    return line
  }

  /// The last rule that matches a path relative to the root; nil when none does.
  /// - Parameter ancestors: whether rules also speak for what is below their matches.
  @inline(__always)
  func match(_ path: UnsafeBufferPointer<UInt8>, isDirectory: Bool, ancestors: Bool) -> Int? {
    guard let inside = relative(path) else { return nil }
    let name = CompiledPattern.name(of: inside)
    var index = compiled.count
    while index > 0 {
      index -= 1
      if compiled[index].matches(inside, name: name, isDirectory: isDirectory) { return compiled[index].rule }
      if ancestors, matchesAncestor(compiled[index], of: inside, isDirectory) { return compiled[index].rule }
    }
    return nil
  }

  /// The rule to name for a match: the peer names the first of a run of lines of the same kind.
  func namedRule(_ found: Int, _ path: UnsafeBufferPointer<UInt8>, isDirectory: Bool) -> IgnoreRule {
    guard dialect == .dvc, let inside = relative(path) else { return rules[found] }
    var first = found
    for pattern in compiled.reversed() where pattern.rule < found {
      if rules[pattern.rule].isNegated != rules[found].isNegated { break }
      if pattern.matches(inside, name: CompiledPattern.name(of: inside), isDirectory: isDirectory)
        || matchesAncestor(pattern, of: inside, isDirectory)
      {
        first = pattern.rule
      }
    }
    return rules[first]
  }

  /// Whether the pattern matches a directory above the path; one for directories speaks for directories only.
  private func matchesAncestor(
    _ pattern: CompiledPattern, of path: UnsafeBufferPointer<UInt8>, _ isDirectory: Bool
  ) -> Bool {
    if pattern.directoryOnly, !isDirectory { return false }
    var i = path.count - 1
    while i > 0 {
      if path[i] == Paths.slash {
        let parent = UnsafeBufferPointer(rebasing: path[..<i])
        if pattern.matches(parent, name: CompiledPattern.name(of: parent), isDirectory: true) { return true }
      }
      i -= 1
    }
    return false
  }

  /// The part below the base; nil for what isn't below it.
  @inline(__always)
  private func relative(_ path: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8>? {
    let count = baseBytes.count
    if count == 0 { return path.isEmpty ? nil : path }
    guard path.count > count + 1, path[count] == Paths.slash else { return nil }
    for i in 0..<count where path[i] != baseBytes[i] { return nil }
    return UnsafeBufferPointer(rebasing: path[(count + 1)...])
  }
}
