/// The words of SFTP version 3 (draft-ietf-secsh-filexfer-02), which is what OpenSSH and most others speak.
enum SFTPKind {
  static let initialize: UInt8 = 1
  static let version: UInt8 = 2
  static let open: UInt8 = 3
  static let close: UInt8 = 4
  static let read: UInt8 = 5
  static let write: UInt8 = 6
  static let openDirectory: UInt8 = 11
  static let readDirectory: UInt8 = 12
  static let remove: UInt8 = 13
  static let makeDirectory: UInt8 = 14
  static let stat: UInt8 = 17
  static let rename: UInt8 = 18
  static let status: UInt8 = 101
  static let handle: UInt8 = 102
  static let data: UInt8 = 103
  static let name: UInt8 = 104
  static let attributes: UInt8 = 105
  static let extended: UInt8 = 200
  static let extendedReply: UInt8 = 201
}

/// Status codes of answers.
public enum SFTPStatus {
  public static let ok: UInt32 = 0
  public static let endOfFile: UInt32 = 1
  public static let noSuchFile: UInt32 = 2
  public static let permissionDenied: UInt32 = 3
  public static let failure: UInt32 = 4
  public static let connectionLost: UInt32 = 7
  public static let unsupported: UInt32 = 8
}

/// What a server says of a file.
public struct SFTPAttributes: Sendable, Equatable {
  public var size: Int64?
  /// With the type bits.
  public var mode: UInt32?

  public var isDirectory: Bool { mode.map { $0 & 0o170000 == 0o040000 } ?? false }
  public var isFile: Bool { mode.map { $0 & 0o170000 == 0o100000 } ?? true }
}

/// Builds packets one after another in one buffer.
struct SFTPWriter {
  private(set) var bytes: [UInt8] = []
  /// Bytes of `bytes` that are sent already.
  private(set) var sent = 0
  private var start = 0
  private static let mostSent = 1 << 20

  var waiting: Int { bytes.count - sent }

  mutating func begin(_ kind: UInt8) {
    start = bytes.count
    word(0)
    bytes.append(kind)
  }

  /// Sets the packet's length.
  mutating func end() {
    let length = UInt32(bytes.count - start - 4)
    for i in 0..<4 { bytes[start + i] = UInt8(truncatingIfNeeded: length >> UInt32(24 - 8 * i)) }
  }

  mutating func word(_ value: UInt32) {
    for i in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: value >> UInt32(24 - 8 * i))) }
  }

  mutating func long(_ value: Int64) {
    word(UInt32(truncatingIfNeeded: value >> 32))
    word(UInt32(truncatingIfNeeded: value))
  }

  mutating func text(_ text: String) {
    word(UInt32(text.utf8.count))
    bytes += text.utf8
  }

  mutating func data(_ data: UnsafeRawBufferPointer) {
    word(UInt32(data.count))
    bytes.append(contentsOf: data)
  }

  mutating func data(_ data: [UInt8]) { data.withUnsafeBytes { self.data($0) } }

  mutating func took(_ count: Int) {
    sent += count
    // While something always waits, what is sent would pile up.
    guard sent == bytes.count || (sent >= Self.mostSent && sent >= bytes.count / 2) else { return }
    bytes.removeFirst(sent)
    sent = 0
  }
}

/// Reads one packet. What isn't there gives nil, never a crash.
struct SFTPReader {
  private var rest: UnsafeRawBufferPointer

  init(_ bytes: UnsafeRawBufferPointer) { rest = bytes }

  mutating func byte() -> UInt8? {
    guard let first = rest.first else { return nil }
    rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst())
    return first
  }

  mutating func word() -> UInt32? {
    guard rest.count >= 4 else { return nil }
    let value = rest.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(4))
    return value
  }

  mutating func long() -> UInt64? {
    guard let high = word(), let low = word() else { return nil }
    return UInt64(high) << 32 | UInt64(low)
  }

  mutating func data() -> UnsafeRawBufferPointer? {
    guard let length = word(), Int(length) <= rest.count else { return nil }
    defer { rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(Int(length))) }
    return UnsafeRawBufferPointer(rebasing: rest.prefix(Int(length)))
  }

  mutating func text() -> String? { data().map { String(decoding: $0, as: UTF8.self) } }

  mutating func attributes() -> SFTPAttributes? {
    guard let flags = word() else { return nil }
    var result = SFTPAttributes()
    if flags & 1 != 0 {
      guard let size = long(), let size = Int64(exactly: size) else { return nil }
      result.size = size
    }
    if flags & 2 != 0, long() == nil { return nil }  // owner and group
    if flags & 4 != 0 {
      guard let mode = word() else { return nil }
      result.mode = mode
    }
    if flags & 8 != 0, long() == nil { return nil }  // times
    if flags & 0x8000_0000 != 0 {
      guard let count = word() else { return nil }
      for _ in 0..<count where data() == nil || data() == nil { return nil }
    }
    return result
  }
}

/// An answer to one request. Its bytes may be used only while it is handled.
public enum SFTPReply {
  case status(code: UInt32, message: String)
  case handle([UInt8])
  case data(UnsafeRawBufferPointer)
  case names([(name: String, attributes: SFTPAttributes)])
  case attributes(SFTPAttributes)
  /// To a request that is no part of version 3.
  case extended

  /// nil for an answer that makes no sense.
  init?(_ kind: UInt8, _ reader: inout SFTPReader) {
    switch kind {
    case SFTPKind.status:
      guard let code = reader.word() else { return nil }
      self = .status(code: code, message: reader.text() ?? "")
    case SFTPKind.handle:
      guard let handle = reader.data(), handle.count <= 256 else { return nil }
      self = .handle(Array(handle))
    case SFTPKind.data:
      guard let data = reader.data() else { return nil }
      self = .data(data)
    case SFTPKind.name:
      guard let count = reader.word(), count <= 1 << 16 else { return nil }
      var names: [(String, SFTPAttributes)] = []
      for _ in 0..<count {
        guard let name = reader.text(), reader.data() != nil, let attributes = reader.attributes() else {
          return nil
        }
        names.append((name, attributes))
      }
      self = .names(names)
    case SFTPKind.attributes:
      guard let attributes = reader.attributes() else { return nil }
      self = .attributes(attributes)
    case SFTPKind.extendedReply: self = .extended
    default: return nil
    }
  }
}
