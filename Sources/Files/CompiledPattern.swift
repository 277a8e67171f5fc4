import Glibc

/// A pattern ready to match, in the cheapest form that does. Bytes throughout; `*`, `?` and `[...]` never
/// match a slash.
struct CompiledPattern: Sendable {
  private enum Form: UInt8 { case never, any, literal, prefix, suffix, general }

  /// The index of the line in its file.
  let rule: Int
  let directoryOnly: Bool
  /// Without a slash: looks at the last name only.
  private let onName: Bool
  private let form: Form
  private let literal: [UInt8]
  private let wildcard: Wildcard

  private init(rule: Int, directoryOnly: Bool, onName: Bool, wildcard: Wildcard?) {
    self.rule = rule
    self.directoryOnly = directoryOnly
    self.onName = onName
    let parsed = wildcard ?? Wildcard()
    let shape = wildcard == nil ? (Form.never, []) : Self.shape(of: parsed, onName: onName)
    form = shape.0
    literal = shape.1
    self.wildcard = parsed
  }

  /// Usually one; two where a dialect gives a line two meanings.
  /// - Parameters:
  ///   - pattern: without `!`.
  ///   - isAtRoot: whether the file lies at the root of its tree.
  static func compile(
    _ pattern: ArraySlice<UInt8>, rule: Int, isAtRoot: Bool, dialect: IgnoreDialect
  ) -> [CompiledPattern] {
    var body = pattern
    let directoryOnly = body.last == Paths.slash
    if directoryOnly { body.removeLast() }
    let isRooted = body.first == Paths.slash
    if isRooted { body.removeFirst() }
    let onName = !isRooted && !body.contains(Paths.slash)
    let wildcard = body.isEmpty ? nil : Wildcard(body, onName: onName, dialect: dialect)
    if dialect == .dvc, isAtRoot, directoryOnly, !isRooted, wildcard?.matchesEverything == true { return [] }
    var result = [
      CompiledPattern(rule: rule, directoryOnly: directoryOnly, onName: onName, wildcard: wildcard)
    ]
    var directory = body
    while dialect == .dvc, directory.suffix(3).elementsEqual("/**".utf8) { directory.removeLast(3) }
    if !directory.isEmpty, directory.count < body.count {
      let wildcard = Wildcard(directory, onName: false, dialect: dialect)
      result.append(CompiledPattern(rule: rule, directoryOnly: true, onName: false, wildcard: wildcard))
    }
    return result
  }

  private static func shape(of wildcard: Wildcard, onName: Bool) -> (Form, [UInt8]) {
    let tokens = wildcard.tokens
    func bytes(_ slice: ArraySlice<Wildcard.Token>) -> [UInt8]? {
      var bytes: [UInt8] = []
      for token in slice {
        guard case .byte(let byte) = token else { return nil }
        bytes.append(byte)
      }
      return bytes
    }
    if let all = bytes(tokens[...]) { return (.literal, all) }
    guard onName else { return (.general, []) }
    if tokens == [.star] { return (.any, []) }
    if tokens.first == .star, let end = bytes(tokens.dropFirst()) { return (.suffix, end) }
    if tokens.last == .star, let start = bytes(tokens.dropLast()) { return (.prefix, start) }
    return (.general, [])
  }

  /// - Parameters:
  ///   - path: relative to the pattern's base.
  ///   - name: its last part.
  @inline(__always)
  func matches(
    _ path: UnsafeBufferPointer<UInt8>, name: UnsafeBufferPointer<UInt8>, isDirectory: Bool
  ) -> Bool {
    if directoryOnly, !isDirectory { return false }
    let text = onName ? name : path
    switch form {
    case .never: return false
    case .any: return true
    case .literal: return text.count == literal.count && same(text.baseAddress)
    case .prefix: return text.count >= literal.count && same(text.baseAddress)
    case .suffix:
      return text.count >= literal.count && same(text.baseAddress.map { $0 + (text.count - literal.count) })
    case .general: return wildcard.matches(text)
    }
  }

  @inline(__always)
  private func same(_ text: UnsafePointer<UInt8>?) -> Bool {
    guard let text else { return literal.isEmpty }
    return literal.withUnsafeBufferPointer {
      $0.baseAddress.map { memcmp($0, text, literal.count) == 0 } ?? true
    }
  }

  @inline(__always)
  static func name(of path: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    var start = path.count
    while start > 0, path[start - 1] != Paths.slash { start -= 1 }
    return UnsafeBufferPointer(rebasing: path[start...])
  }
}
