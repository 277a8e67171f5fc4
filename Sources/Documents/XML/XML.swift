import CExpat

/// XML as servers answer with it (S3, WebDAV, STS): elements and text. Attributes, comments and instructions are
/// passed over; a document type is refused, and with it every entity but XML's own five.
///
/// Read by libexpat, which is opened on first use.
public enum XML {
  /// What a hostile document may not exceed.
  public struct Limits: Sendable {
    public var depth = 32
    public var bytes = 64 << 20
    public var elements = 2_000_000

    public init() {}
  }

  /// Reads a whole document, telling `reader` of each element.
  /// - Throws: ``XMLError``, and what `reader` throws.
  public static func scan(
    _ bytes: UnsafeRawBufferPointer, limits: Limits = Limits(), _ reader: any XMLReader
  ) throws {
    if bytes.count > limits.bytes { throw XMLError.tooLarge(limit: limits.bytes) }
    let state = XMLScan(reader, limits)
    try withExtendedLifetime(state) {
      var handlers = cairn_xml_handlers()
      handlers.context = Unmanaged.passUnretained(state).toOpaque()
      handlers.start = onStart
      handlers.end = onEnd
      handlers.text = onText
      guard let xml = cairn_xml_new(&handlers) else {
        throw XMLError.noLibrary(reason: String(cString: cairn_xml_reason()))
      }
      defer { cairn_xml_free(xml) }
      let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
      let result = Int(cairn_xml_feed(xml, start, bytes.count, 1))
      if let failure = state.failure { throw failure }
      switch result {
      case cairn_xml_ok: return
      case cairn_xml_doctype: throw XMLError.documentType
      default: throw XMLError.malformed(line: Int(cairn_xml_line(xml)))
      }
    }
  }

  public static func scan(_ bytes: [UInt8], limits: Limits = Limits(), _ reader: any XMLReader) throws {
    try bytes.withUnsafeBytes { try scan($0, limits: limits, reader) }
  }

  /// Reads a whole document into memory; for small answers.
  /// - Throws: ``XMLError``
  public static func load(_ bytes: [UInt8], limits: Limits = Limits()) throws -> XMLElement {
    let builder = XMLBuilder()
    try scan(bytes, limits: limits, builder)
    guard let root = builder.root else { throw XMLError.malformed(line: 1) }
    return root
  }

  /// Text with the characters escaped that XML gives a meaning.
  public static func escaped(_ text: String) -> String {
    var out = ""
    for character in text.unicodeScalars {
      switch character {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      case "\r": out += "&#13;"
      case "\n": out += "&#10;"
      case "\t": out += "&#9;"
      default: out.unicodeScalars.append(character)
      }
    }
    return out
  }
}

/// Why bytes are no document that we read.
public enum XMLError: Error, Equatable, Sendable {
  /// Not well-formed, or cut short.
  case malformed(line: Int)
  /// It declares a document type: the way to entities and to other files.
  case documentType
  case tooDeep(limit: Int)
  case tooLarge(limit: Int)
  case tooManyElements(limit: Int)
  /// libexpat can't be loaded.
  case noLibrary(reason: String)
}

/// Told of a document's elements in order.
public protocol XMLReader: AnyObject {
  func start(_ name: XMLName) throws
  /// A piece of text; one text may come in several.
  func text(_ bytes: UnsafeRawBufferPointer) throws
  func end(_ name: XMLName) throws
}

/// An element's name, lent for the time of a call.
public struct XMLName {
  private let start: UnsafePointer<UInt8>
  private let separator: Int?
  private let count: Int

  fileprivate init(_ text: UnsafePointer<CChar>) {
    start = UnsafeRawPointer(text).assumingMemoryBound(to: UInt8.self)
    var at = 0
    var found: Int?
    while start[at] != 0 {
      if start[at] == UInt8(ascii: "|") { found = at }
      at += 1
    }
    (count, separator) = (at, found)
  }

  private var localBytes: UnsafeBufferPointer<UInt8> {
    let from = separator.map { $0 + 1 } ?? 0
    return UnsafeBufferPointer(start: start + from, count: count - from)
  }

  /// The name without its namespace.
  public var local: String { String(decoding: localBytes, as: UTF8.self) }
  /// The namespace; empty for none.
  public var space: String {
    String(decoding: UnsafeBufferPointer(start: start, count: separator ?? 0), as: UTF8.self)
  }

  /// Whether the name without its namespace is this one.
  public static func ~= (name: StaticString, element: XMLName) -> Bool {
    let bytes = element.localBytes
    guard bytes.count == name.utf8CodeUnitCount else { return false }
    for i in 0..<bytes.count where bytes[i] != name.utf8Start[i] { return false }
    return true
  }
}

private final class XMLScan {
  let reader: any XMLReader
  let limits: XML.Limits
  var depth = 0
  var elements = 0
  var failure: (any Error)?

  init(_ reader: any XMLReader, _ limits: XML.Limits) {
    (self.reader, self.limits) = (reader, limits)
  }

  /// 0 to go on.
  func attempt(_ body: () throws -> Void) -> Int32 {
    do {
      try body()
      return 0
    } catch {
      failure = error
      return 1
    }
  }
}

private func scan(_ context: UnsafeMutableRawPointer?) -> XMLScan? {
  context.map { Unmanaged<XMLScan>.fromOpaque($0).takeUnretainedValue() }
}

private func onStart(_ context: UnsafeMutableRawPointer?, _ name: UnsafePointer<CChar>?) -> Int32 {
  guard let scan = scan(context), let name else { return 1 }
  return scan.attempt {
    scan.depth += 1
    scan.elements += 1
    if scan.depth > scan.limits.depth { throw XMLError.tooDeep(limit: scan.limits.depth) }
    if scan.elements > scan.limits.elements {
      throw XMLError.tooManyElements(limit: scan.limits.elements)
    }
    try scan.reader.start(XMLName(name))
  }
}

private func onEnd(_ context: UnsafeMutableRawPointer?, _ name: UnsafePointer<CChar>?) -> Int32 {
  guard let scan = scan(context), let name else { return 1 }
  scan.depth -= 1
  return scan.attempt { try scan.reader.end(XMLName(name)) }
}

private func onText(
  _ context: UnsafeMutableRawPointer?, _ text: UnsafePointer<CChar>?, _ length: Int
) -> Int32 {
  guard let scan = scan(context), let text else { return 1 }
  return scan.attempt { try scan.reader.text(UnsafeRawBufferPointer(start: text, count: length)) }
}
