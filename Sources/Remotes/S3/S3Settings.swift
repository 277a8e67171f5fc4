import Transport

/// Everything that the configuration says about an S3 remote (formats §1.6).
public struct S3Settings: Sendable {
  public enum Addressing: String, Sendable {
    /// Virtual host for AWS, path for an endpoint of one's own, as boto decides.
    case auto
    /// `https://bucket.host/key`
    case virtual
    /// `https://host/bucket/key`
    case path
  }

  public var name: String
  public var bucket: String
  /// Without slash at either end; may be empty.
  public var prefix: String
  public var credentials: CredentialSettings
  /// `endpointurl`; nil: AWS, unless the environment or the profile says otherwise.
  public var endpoint: String?
  public var addressing = Addressing.auto
  /// `use_ssl`, for endpoints without a scheme.
  public var usesTLS = true
  /// `ssl_verify`
  public var verifiesCertificates = true
  /// `ssl_verify` as a path, or `AWS_CA_BUNDLE`.
  public var authorities: String?
  /// `listobjects`: the older form of listing.
  public var usesOldListing = false
  public var readTimeout = 60.0
  public var connectTimeout = 60.0
  public var jobs = 16
  /// How fast bodies go and come.
  public var rate: RateLimit?
  public var encryption = S3Encryption()
  /// `acl`, `grant_…`: headers of every object made.
  public var access: [(name: String, value: String)] = []

  public init(name: String, bucket: String, prefix: String, credentials: CredentialSettings) {
    self.name = name
    self.bucket = bucket
    self.prefix = prefix
    self.credentials = credentials
  }

  /// `s3://bucket/prefix`; nil when there is no bucket in it.
  public static func place(of url: String) -> (bucket: String, prefix: String)? {
    let scheme = "s3://"
    guard url.utf8.starts(with: scheme.utf8) else { return nil }
    let rest = url.utf8.dropFirst(scheme.utf8.count)
    let bucket = rest.prefix { $0 != 0x2f }
    guard !bucket.isEmpty else { return nil }
    var prefix = rest[bucket.endIndex...].dropFirst()
    while prefix.last == 0x2f { prefix = prefix.dropLast() }
    return (String(Substring(bucket)), String(Substring(prefix)))
  }

  public var url: String { "s3://" + bucket + (prefix.isEmpty ? "" : "/" + prefix) }
}

/// What the server is to encrypt with.
public struct S3Encryption: Sendable {
  /// `sse`: `AES256`, `aws:kms`.
  public var algorithm: String?
  /// `sse_kms_key_id`
  public var keyID: String?
  /// `sse_customer_algorithm`
  public var customerAlgorithm: String?
  /// `sse_customer_key`, decoded. Sent with every request about an object.
  var customerKey: [UInt8]?

  public init() {}

  /// - Parameter text: the key in base 64, or its 32 bytes as they are.
  /// - Returns: false when it is neither.
  public mutating func setCustomerKey(_ text: String) -> Bool {
    let raw = Array(text.utf8)
    let decoded = Self.decodeBase64(raw)
    guard let key = decoded?.count == 32 ? decoded : raw.count == 32 ? raw : nil else { return false }
    customerKey = key
    return true
  }

  private static func decodeBase64(_ text: [UInt8]) -> [UInt8]? {
    var out: [UInt8] = []
    var word: UInt32 = 0
    var bits = 0
    for byte in text {
      let value: UInt8
      switch byte {
      case 0x41...0x5a: value = byte - 0x41
      case 0x61...0x7a: value = byte - 0x61 + 26
      case 0x30...0x39: value = byte - 0x30 + 52
      case 0x2b: value = 62
      case 0x2f: value = 63
      case 0x3d: continue
      default: return nil
      }
      word = word << 6 | UInt32(value)
      bits += 6
      if bits >= 8 {
        bits -= 8
        out.append(UInt8(truncatingIfNeeded: word >> UInt32(bits)))
      }
    }
    return out
  }
}
