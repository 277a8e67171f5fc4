import Synchronization

/// A text with `${…}` in it. The first `}` ends an expression, which doesn't cross lines; `\${` isn't one.
struct TemplateText: Sendable {
  enum Part: Sendable {
    case text(Substring)
    case reference(Reference)
  }

  let parts: [Part]

  /// The one expression that is the whole text; its value keeps its type.
  var whole: Reference? {
    if parts.count == 1, case .reference(let reference) = parts[0] { reference } else { nil }
  }
  var hasReferences: Bool {
    parts.contains { if case .reference = $0 { true } else { false } }
  }

  /// `nil` when nothing in the text looks like `${`.
  init?(_ text: String) throws(TemplateReason) {
    guard Self.mayHaveReferences(text) else { return nil }
    let bytes = text.utf8
    var parts: [Part] = []
    var start = bytes.startIndex
    var at = start
    while let dollar = bytes[at...].firstIndex(of: UInt8(ascii: "$")) {
      at = bytes.index(after: dollar)
      guard at < bytes.endIndex, bytes[at] == UInt8(ascii: "{"), !Self.isEscaped(dollar, in: bytes),
        let close = Self.close(in: bytes[at...])
      else { continue }
      if start < dollar { parts.append(.text(text[start..<dollar])) }
      parts.append(.reference(try Reference(text[bytes.index(after: at)..<close])))
      at = bytes.index(after: close)
      start = at
    }
    if start < bytes.endIndex { parts.append(.text(text[start...])) }
    self.parts = parts
  }

  /// Whether the text holds an expression, well-formed or not.
  static func isTemplate(_ text: String) -> Bool {
    do { return try TemplateText(text)?.hasReferences ?? false } catch { return true }
  }

  /// `\${` becomes `${`.
  static func unescaped(_ text: String) -> String {
    let bytes = text.utf8
    guard bytes.contains(UInt8(ascii: "\\")) else { return text }
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count)
    for byte in bytes {
      if byte == UInt8(ascii: "{"), out.count >= 2, out.last == UInt8(ascii: "$"),
        out[out.count - 2] == UInt8(ascii: "\\")
      {
        out.remove(at: out.count - 2)
      }
      out.append(byte)
    }
    return String(decoding: out, as: UTF8.self)
  }

  private static func mayHaveReferences(_ text: String) -> Bool {
    var previous: UInt8 = 0
    for byte in text.utf8 {
      if byte == UInt8(ascii: "{"), previous == UInt8(ascii: "$") { return true }
      previous = byte
    }
    return false
  }

  private static func isEscaped(_ dollar: String.Index, in bytes: String.UTF8View) -> Bool {
    dollar > bytes.startIndex && bytes[bytes.index(before: dollar)] == UInt8(ascii: "\\")
  }

  private static func close(in bytes: Substring.UTF8View) -> String.Index? {
    guard let end = bytes.firstIndex(where: { $0 == UInt8(ascii: "}") || $0 == UInt8(ascii: "\n") }),
      bytes[end] == UInt8(ascii: "}")
    else { return nil }
    return end
  }
}

/// Templates read before. The members of a group share their texts.
final class TemplateCache: Sendable {
  private let known = Mutex<[String: TemplateText?]>([:])

  func template(_ text: String) throws(TemplateReason) -> TemplateText? {
    if let found = known.withLock({ $0[text] }) { return found }
    let template = try TemplateText(text)
    known.withLock { _ = $0.updateValue(template, forKey: text) }
    return template
  }
}
