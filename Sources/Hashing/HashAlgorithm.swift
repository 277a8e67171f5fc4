/// How an object's name is computed from its bytes.
public enum HashAlgorithm: UInt8, Sendable, CaseIterable {
  case md5
  /// DVC 2.x: md5 after CRLF became LF in chunks that look like text (formats §2.7).
  case md5Dos2Unix
  case sha256

  /// Bytes in a digest.
  public var byteCount: Int { self == .sha256 ? 32 : 16 }
  /// The name written in files (`hash: md5`).
  public var name: String {
    switch self {
    case .md5: "md5"
    case .md5Dos2Unix: "md5-dos2unix"
    case .sha256: "sha256"
    }
  }
}
