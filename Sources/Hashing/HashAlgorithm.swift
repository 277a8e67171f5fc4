/// How an object's name is computed from its bytes.
public enum HashAlgorithm: UInt8, Sendable, CaseIterable {
  case md5
  /// DVC 2.x: md5 after CRLF became LF in chunks that look like text (formats §2.7).
  case md5Dos2Unix
  case sha256
  case blake3

  /// Bytes in a digest.
  public var byteCount: Int { isStrong ? 32 : 16 }
  /// The name written in files (`hash: md5`).
  public var name: String {
    switch self {
    case .md5: "md5"
    case .md5Dos2Unix: "md5-dos2unix"
    case .sha256: "sha256"
    case .blake3: "blake3"
    }
  }
  /// The key that a digest stands under in `.dvc` files, lock files and directory objects.
  public var key: String { self == .md5Dos2Unix ? Self.md5.name : name }
  /// What names a directory object: never with the text rule of DVC 2.x.
  public var forTrees: HashAlgorithm { self == .md5Dos2Unix ? .md5 : self }
  /// Nobody can make two contents of one name. No other program reads such repositories.
  public var isStrong: Bool { self == .sha256 || self == .blake3 }
}
