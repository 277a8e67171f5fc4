import Hashing
import Synchronization

/// AWS Signature Version 4. A request is put into a canonical form, hashed, and the hash signed with a key made of
/// the secret, the day, the region and the service.
///
/// S3 wants each path encoded once; other services twice, which makes no difference for the `/` that they are
/// asked with here.
final class SigV4: Sendable {
  /// What is signed instead of the hash of a body that isn't hashed (S3 over TLS; the body is checked by its md5).
  static let unsignedPayload = "UNSIGNED-PAYLOAD"
  static let emptyPayload = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

  let region: String
  let service: String
  private let key = Mutex<(day: String, secret: String, key: [UInt8])?>(nil)

  init(region: String, service: String) {
    self.region = region
    self.service = service
  }

  /// What is to be signed.
  struct Request {
    var method: String
    /// Percent-encoded, with its leading slash.
    var path: String
    /// As ``SigV4/query(_:)`` makes it.
    var canonicalQuery = ""
    /// Names in lower case; `host` must be among them. All are signed.
    var headers: [(name: String, value: String)]
    /// The hex sha256 of the body, or ``unsignedPayload``.
    var payload: String
  }

  /// The headers that make a request signed: `x-amz-date`, `x-amz-security-token`, `authorization` (and for S3
  /// `x-amz-content-sha256`).
  func headers(
    for request: Request, credentials: Credentials, at time: CalendarTime
  ) -> [(name: String, value: String)] {
    var added = [(name: "x-amz-date", value: time.basic)]
    if service == "s3" { added.append(("x-amz-content-sha256", request.payload)) }
    if let token = credentials.sessionToken { added.append(("x-amz-security-token", token)) }
    let signature = sign(request, added, credentials, time)
    added.append(("authorization", signature))
    return added
  }

  private func sign(
    _ request: Request, _ added: [(name: String, value: String)], _ credentials: Credentials,
    _ time: CalendarTime
  ) -> String {
    let headers = (request.headers + added).sorted { $0.name < $1.name }
    let names = headers.map(\.name).joined(separator: ";")
    var text: [UInt8] = []
    text.reserveCapacity(1_024)
    text += request.method.utf8
    text.append(0x0a)
    text += request.path.utf8
    text.append(0x0a)
    text += request.canonicalQuery.utf8
    text.append(0x0a)
    for header in headers {
      text += header.name.utf8
      text.append(0x3a)
      Self.appendTrimmed(header.value, to: &text)
      text.append(0x0a)
    }
    text.append(0x0a)
    text += names.utf8
    text.append(0x0a)
    text += request.payload.utf8

    let scope = "\(time.basicDate)/\(region)/\(service)/aws4_request"
    let hash = Hash.digest(text, .sha256).hex(byteCount: 32)
    let toSign = "AWS4-HMAC-SHA256\n\(time.basic)\n\(scope)\n\(hash)"
    let signature = Hash.hmacSHA256(key: signingKey(credentials.secret, time.basicDate), toSign.utf8)
    return "AWS4-HMAC-SHA256 Credential=\(credentials.keyID)/\(scope), SignedHeaders=\(names), Signature="
      + signature.hex(byteCount: 32)
  }

  /// The canonical query, which is also the one to send: encoded, sorted by encoded name, then value.
  static func query(_ items: [(name: String, value: String)]) -> String {
    var out: [UInt8] = []
    let encoded = items.map { (PercentCoding.encode($0.name), PercentCoding.encode($0.value)) }
    for (i, item) in encoded.sorted(by: <).enumerated() {
      if i > 0 { out.append(0x26) }
      out += item.0.utf8
      out.append(0x3d)
      out += item.1.utf8
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// Without blanks around it, several inside as one.
  private static func appendTrimmed(_ value: String, to out: inout [UInt8]) {
    var pending = false
    var any = false
    for byte in value.utf8 {
      if byte == 0x20 || byte == 0x09 {
        pending = any
      } else {
        if pending { out.append(0x20) }
        out.append(byte)
        (pending, any) = (false, true)
      }
    }
  }

  /// Good for a day.
  private func signingKey(_ secret: String, _ day: String) -> [UInt8] {
    if let known = key.withLock({ $0 }), known.day == day, known.secret == secret { return known.key }
    var made = Array("AWS4".utf8) + Array(secret.utf8)
    for part in [day, region, service, "aws4_request"] {
      let digest = Hash.hmacSHA256(key: made, part.utf8)
      made = (0..<32).map { digest[$0] }
    }
    let result = made
    key.withLock { $0 = (day, secret, result) }
    return result
  }
}
