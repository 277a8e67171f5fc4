import Documents
import Hashing

/// The hash written in an entry, under its key.
public struct RecordedDigest: Equatable, Sendable {
  /// Which key it stands under.
  public enum Kind: String, Sendable, CaseIterable {
    case md5
    /// Of repositories made with a strong hash.
    case sha256, blake3
    /// HTTP's ETag or Content-MD5.
    case checksum
    /// S3's ETag.
    case etag
  }

  public let kind: Kind
  /// The text; digests in lower case, `.dir` kept.
  public let text: String

  public init(_ kind: Kind, _ text: String) {
    self.kind = kind
    self.text = kind.algorithm != nil ? Self.lowercased(text) : text
  }

  /// The name of an object of ours.
  init(_ object: ObjectID) {
    let kind: Kind =
      switch object.algorithm {
      case .md5, .md5Dos2Unix: .md5
      case .sha256: .sha256
      case .blake3: .blake3
      }
    self.init(kind, object.description)
  }

  /// The first of md5, a strong digest, checksum and etag that has a value. A number counts as its digits, an empty text as none.
  init?(in mapping: Mapping) {
    for kind in Kind.allCases {
      switch mapping[kind.rawValue] {
      case .string(let text)? where !text.isEmpty: self.init(kind, text)
      case .int(let number)?: self.init(kind, String(number))
      case .bigInt(let digits)?: self.init(kind, digits)
      default: continue
      }
      return
    }
    return nil
  }

  private static func lowercased(_ text: String) -> String {
    text.utf8.contains { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 } ? text.lowercased() : text
  }
}

extension RecordedDigest.Kind {
  /// Of digests that name objects of ours.
  var algorithm: HashAlgorithm? {
    switch self {
    case .md5: .md5
    case .sha256: .sha256
    case .blake3: .blake3
    case .checksum, .etag: nil
    }
  }
}
