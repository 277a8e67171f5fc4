import CSystem
import Documents
import Hashing
import Synchronization
import Transport

/// One bucket as it is spoken to: where it is, who signs, and what was learnt on the way (its region, how far our
/// clock is off). For any thread.
final class S3Service: Sendable {
  let settings: S3Settings
  let chain: CredentialChain
  private let endpoint: EndpointURL?
  private let state: Mutex<State>
  private let now: @Sendable () -> Int64

  private struct State {
    var place: S3Place
    var signer: SigV4
    /// What to add to our clock, in seconds.
    var clockOffset: Int64 = 0
    var bucket = Bucket.unknown
  }

  /// Whether the bucket was seen to be there: an object's 404 doesn't tell.
  private enum Bucket { case unknown, there, missing(String) }

  /// - Throws: `TransportError` for an endpoint that is no URL; ``CredentialError`` and `FileError` for AWS's files.
  init(
    _ settings: S3Settings, http: any CredentialHTTP,
    now: @escaping @Sendable () -> Int64 = { sys_realtime_ns() / 1_000_000_000 }
  ) throws {
    var settings = settings
    let user = settings.credentials
    let profiles = try user.profiles()
    let profile = S3Profile(profiles, user)
    let region = AWSRegion.resolve(user, profiles) ?? AWSRegion.fallback
    let url = settings.endpoint ?? profile.endpoint
    do {
      endpoint = try url.map { text throws(EndpointURL.Malformed) in
        try EndpointURL(text, isSecureByDefault: settings.usesTLS)
      }
    } catch {
      throw TransportError(.badURL, url: error.url, message: "the endpoint is no http(s) URL")
    }
    if settings.addressing == .auto, let style = profile.addressing { settings.addressing = style }
    self.settings = settings
    chain = CredentialChain(user, http: http, now: now)
    self.now = now
    state = Mutex(
      State(
        place: S3Place(
          bucket: settings.bucket, region: region, endpoint: endpoint, addressing: settings.addressing,
          usesTLS: settings.usesTLS), signer: SigV4(region: region, service: "s3")))
  }

  var place: S3Place { state.withLock { $0.place } }
  var region: String { state.withLock { $0.signer.region } }
  var clockOffset: Int64 { state.withLock { $0.clockOffset } }

  /// The whole key of something in the remote.
  func key(_ relative: String) -> String {
    settings.prefix.isEmpty ? relative : relative.isEmpty ? settings.prefix : settings.prefix + "/" + relative
  }

  /// - Parameter key: the whole one; nil for the bucket itself.
  func url(_ key: String?, query: [(name: String, value: String)] = []) -> String {
    let place = place
    let path = place.base + place.root + PercentCoding.encode(key ?? "", keepSlash: true)
    return query.isEmpty ? path : path + "?" + SigV4.query(query)
  }

  func request(
    _ method: String, _ key: String?, query: [(name: String, value: String)] = [], headers: [Header] = [],
    body: Body = .none, expectedBytes: Int64 = 0
  ) -> Request {
    Request(
      method, url(key, query: query), headers: headers, body: body, expectedBytes: expectedBytes,
      isAuthenticated: false, followsRedirects: false)
  }

  // MARK: - Signing

  /// Signs a request as it is. Called for every attempt.
  func sign(_ request: inout Request) throws {
    if case .missing(let words) = state.withLock({ $0.bucket }) {
      throw TransportError(.denied, method: request.method, url: request.url, message: words, status: 404)
    }
    guard let credentials = try chain.credentials() else { return }
    let (signer, offset) = state.withLock { ($0.signer, $0.clockOffset) }
    let (host, path, query) = Self.parts(request.url)
    var headers = [(name: "host", value: host)]
    var hasDigest = false
    for header in request.headers {
      let name = header.name.lowercased()
      if name == "content-md5" { hasDigest = true }
      headers.append((name, header.value))
    }
    let signed = SigV4.Request(
      method: request.method, path: path, canonicalQuery: query, headers: headers,
      payload: Self.payload(request.body, hasDigest: hasDigest))
    for header in signer.headers(
      for: signed, credentials: credentials, at: CalendarTime(seconds: now() + offset))
    {
      request.headers.append(Header(header.name, header.value, isSecret: true))
    }
  }

  /// A body with a signed md5 needs no second hash.
  private static func payload(_ body: Body, hasDigest: Bool) -> String {
    switch body {
    case .none: SigV4.emptyPayload
    case .bytes(let bytes):
      hasDigest ? SigV4.unsignedPayload : Hash.digest(bytes, .sha256).hex(byteCount: 32)
    case .file, .source: SigV4.unsignedPayload
    }
  }

  private static func parts(_ url: String) -> (host: String, path: String, query: String) {
    let bytes = url.utf8
    let start = bytes.index(bytes.startIndex, offsetBy: url.hasPrefix("https://") ? 8 : 7)
    let slash = bytes[start...].firstIndex(of: 0x2f) ?? bytes.endIndex
    let mark = bytes[slash...].firstIndex(of: 0x3f) ?? bytes.endIndex
    let query = mark == bytes.endIndex ? "" : String(url[bytes.index(after: mark)...])
    return (String(url[start..<slash]), String(url[slash..<mark]), query)
  }

  // MARK: - What answers teach

  /// Whether a failed answer is worth another attempt, after what it taught us. nil: as its status says.
  func learn(from response: Response, method: String, check: () -> Response?) -> Bool? {
    if response.isSuccess {
      state.withLock { $0.bucket = .there }
      return nil
    }
    if response.status == 404 { return learnOfBucket(response, check) }
    let answer = S3Answer(response)
    switch answer.code {
    case "SlowDown", "InternalError", "ServiceUnavailable", "Throttling", "RequestLimitExceeded",
      "RequestTimeout", "OperationAborted", "ConditionalRequestConflict", "XMinioServerNotInitialized":
      return true
    case "ExpiredToken", "TokenRefreshRequired", "RequestExpired": return renew()
    default: break
    }
    if let region = answer.region, move(to: region, status: response.status, code: answer.code) {
      return true
    }
    if [400, 403].contains(response.status), response.attempts <= 2 {
      if correctClock(response, answer) { return true }
      // The answer to HEAD has no words; a token may have run out.
      if method == "HEAD", answer.code.isEmpty, response.status == 400 { return renew() }
    }
    return nil
  }

  private func learnOfBucket(_ response: Response, _ check: () -> Response?) -> Bool? {
    if case .unknown = state.withLock({ $0.bucket }) {} else { return nil }
    var answer = S3Answer(response)
    if answer.code == "NoSuchKey" {
      state.withLock { $0.bucket = .there }
      return nil
    }
    if answer.code.isEmpty, let second = check() {
      if second.status != 404 {
        state.withLock { $0.bucket = .there }
        return nil
      }
      answer = S3Answer(second)
    }
    guard answer.code == "NoSuchBucket" else { return nil }
    state.withLock { $0.bucket = .missing(answer.words) }
    return true
  }

  /// - Returns: whether there are other credentials now.
  private func renew() -> Bool {
    guard let old = try? chain.credentials() else { return false }
    chain.reject(old)
    guard let new = try? chain.credentials() else { return false }
    return new.keyID != old.keyID || new.sessionToken != old.sessionToken
  }

  private func move(to region: String, status: Int, code: String) -> Bool {
    guard [301, 307, 400].contains(status) || code == "AuthorizationHeaderMalformed",
      !region.isEmpty, region.utf8.allSatisfy({ $0 != 0x2f && $0 > 0x20 && $0 < 0x7f })
    else { return false }
    return state.withLock { state in
      guard region != state.signer.region else { return false }
      state.signer = SigV4(region: region, service: "s3")
      // Only AWS has other hosts for other regions, and only hosts of AWS are made here.
      let isName = region.utf8.allSatisfy {
        (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2d
      }
      if endpoint == nil, isName {
        state.place = S3Place(
          bucket: settings.bucket, region: region, endpoint: nil, addressing: settings.addressing,
          usesTLS: settings.usesTLS)
      }
      return true
    }
  }

  private func correctClock(_ response: Response, _ answer: S3Answer) -> Bool {
    guard answer.code == "RequestTimeTooSkewed" || (answer.code.isEmpty && response.status == 403),
      let server = response.header("date").flatMap({ CalendarTime(http: $0)?.seconds })
    else { return false }
    return state.withLock { state in
      let offset = server - now()
      guard abs(offset - state.clockOffset) > 240 else { return false }
      state.clockOffset = offset
      return true
    }
  }

  // MARK: - Failures

  /// What a failed answer means, as an error whose message tells a person what to do about it.
  func failure(_ response: Response, method: String) -> TransportError {
    let answer = S3Answer(response)
    var words = answer.words
    if words.isEmpty { words = HTTPStatus.text(response.status) }
    if let hint = S3Hints.hint(response.status, answer, method: method, self) { words += "; " + hint }
    let isFinal = answer.isFinalForAll || (response.status == 403 && answer.code.isEmpty)
    return TransportError(
      isFinal ? .denied : .status(response.status), method: method, url: response.url, message: words,
      status: response.status, detail: answer.requestID.map { "request \($0)" } ?? "")
  }
}

/// What AWS's files say about S3 itself.
private struct S3Profile {
  var endpoint: String?
  var addressing: S3Settings.Addressing?

  init(_ profiles: AWSProfiles, _ user: CredentialSettings) {
    let profile = user.profileName
    if !user.flag("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") {
      let services = profiles.setting("services", of: profile).flatMap { profiles.services[$0] }
      endpoint =
        user.variable("AWS_ENDPOINT_URL_S3") ?? user.variable("AWS_ENDPOINT_URL")
        ?? services?["s3.endpoint_url"] ?? profiles.setting("endpoint_url", of: profile)
    }
    addressing = profiles.setting("s3.addressing_style", of: profile).flatMap(S3Settings.Addressing.init)
  }
}
