import Hashing

/// What git-lfs leaves in git in place of a file (its specification, version 1).
public struct LargeFilePointer: Equatable, Sendable {
  /// SHA-256, in lower-case hexadecimal.
  public let sha256: String
  public let size: Int64

  static let mark = Array("version https://git-lfs.github.com/spec/v1\n".utf8)

  /// nil when the text is anything else.
  public init?(_ bytes: [UInt8]) {
    guard bytes.count < 1024, bytes.starts(with: Self.mark) else { return nil }
    var sha256: String?
    var size: Int64?
    for line in bytes.split(separator: 0x0A).dropFirst() {
      let words = line.split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
      guard words.count == 2 else { return nil }
      if words[0] == "oid", words[1].hasPrefix("sha256:") { sha256 = String(words[1].dropFirst(7)) }
      if words[0] == "size" { size = Int64(words[1]) }
    }
    let isHex = sha256?.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) } ?? false
    guard let sha256, let size, isHex, sha256.utf8.count == 64, size >= 0 else { return nil }
    self.sha256 = sha256
    self.size = size
  }

  /// Where git-lfs keeps the file itself, below its own directory.
  public var storedPath: String {
    "objects/\(sha256.prefix(2))/\(sha256.dropFirst(2).prefix(2))/\(sha256)"
  }
}
