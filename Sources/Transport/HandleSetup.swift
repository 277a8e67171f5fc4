import CCurl
import Glibc

/// Tells a libcurl handle what a client's settings and a request say.
struct HandleSetup {
  private let easy: UnsafeMutableRawPointer
  private var failed: Int32 = 0

  init(_ easy: UnsafeMutableRawPointer) { self.easy = easy }

  mutating func check(_ result: Int32) { if result != 0, failed == 0 { failed = result } }
  private mutating func set(_ option: CURLoption, _ value: Int) {
    check(ccurl_set_number(easy, option, value))
  }
  private mutating func set(_ option: CURLoption, _ value: String) {
    check(ccurl_set_text(easy, option, value))
  }

  mutating func basics(_ settings: ClientSettings, url: String, isTrusted: Bool) {
    set(CURLOPT_URL, url)
    set(CURLOPT_NOSIGNAL, 1)
    set(CURLOPT_FOLLOWLOCATION, 0)
    restrict(settings.protocols)
    set(CURLOPT_PATH_AS_IS, 1)
    set(CURLOPT_USERAGENT, settings.userAgent)
    set(CURLOPT_CONNECTTIMEOUT_MS, Int(settings.connectTimeout * 1000))
    set(CURLOPT_LOW_SPEED_LIMIT, 1)
    set(CURLOPT_LOW_SPEED_TIME, max(1, Int(settings.readTimeout.rounded(.up))))
    set(CURLOPT_TCP_KEEPALIVE, 1)
    if url.hasPrefix("https:") {
      set(CURLOPT_HTTP_VERSION, settings.usesHTTP2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1)
      // Better one connection with many streams than a handshake for each.
      if settings.usesHTTP2 { set(CURLOPT_PIPEWAIT, 1) }
      set(CURLOPT_SSL_VERIFYPEER, settings.verifiesCertificates ? 1 : 0)
      set(CURLOPT_SSL_VERIFYHOST, settings.verifiesCertificates ? 2 : 0)
      if let path = settings.authorities { authorities(path) }
      if isTrusted {
        if let certificate = settings.certificate { set(CURLOPT_SSLCERT, certificate) }
        if let key = settings.key { set(CURLOPT_SSLKEY, key) }
      }
    } else {
      set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
    }
    if let proxies = settings.proxies {
      // An empty text keeps the library from looking for one of its own.
      set(CURLOPT_PROXY, proxies.proxy(forScheme: String(url.prefix { $0 != ":" })) ?? "")
      set(CURLOPT_NOPROXY, proxies.exceptions)
      // What a proxy says is no answer of the server's.
      set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    }
  }

  /// The newer form of the option is text; older libraries know only numbers.
  private mutating func restrict(_ protocols: String) {
    if ccurl_set_text(easy, CURLOPT_PROTOCOLS_STR, protocols) == 0 { return }
    let bits = ["http": 1, "https": 2, "scp": 1 << 4, "sftp": 1 << 5]
    let mask = protocols.split(separator: ",").reduce(0) { $0 | (bits[String($1)] ?? 0) }
    // CURLOPT_PROTOCOLS, whose name the header warns of.
    set(CURLoption(181), mask)
  }

  private mutating func authorities(_ path: String) {
    var info = stat()
    let isDirectory = stat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFDIR
    set(isDirectory ? CURLOPT_CAPATH : CURLOPT_CAINFO, path)
  }

  /// - Returns: header lines.
  mutating func authentication(_ settings: ClientSettings, token: String?, isTrusted: Bool) -> [String] {
    guard isTrusted else { return [] }
    switch settings.authentication {
    case .none:
      if let netrc = settings.netrc {
        set(CURLOPT_NETRC, Int(CURL_NETRC_OPTIONAL.rawValue))
        set(CURLOPT_NETRC_FILE, netrc)
      }
      return []
    case .basic(let user, let password): credentials(user, password, 1)  // CURLAUTH_BASIC
    case .digest(let user, let password): credentials(user, password, 2)  // CURLAUTH_DIGEST
    case .bearer(let token): return ["Authorization: Bearer \(token)"]
    case .renewable: return token.map { ["Authorization: Bearer \($0)"] } ?? []
    case .header(let name, let value): return ["\(name): \(value)"]
    }
    return []
  }

  private mutating func credentials(_ user: String, _ password: String, _ kind: Int) {
    set(CURLOPT_USERNAME, user)
    set(CURLOPT_PASSWORD, password)
    set(CURLOPT_HTTPAUTH, kind)
  }

  /// Method, body and buffers.
  mutating func size(_ request: Request) {
    switch (request.method, request.body) {
    case ("GET", .none): set(CURLOPT_HTTPGET, 1)
    case ("HEAD", .none): set(CURLOPT_NOBODY, 1)
    case (let method, .none): set(CURLOPT_CUSTOMREQUEST, method)
    case (let method, let body):
      set(CURLOPT_UPLOAD, 1)
      if method != "PUT" { set(CURLOPT_CUSTOMREQUEST, method) }
      check(ccurl_set_size(easy, CURLOPT_INFILESIZE_LARGE, body.length))
      if body.length > 1 << 20 { _ = ccurl_set_number(easy, CURLOPT_UPLOAD_BUFFERSIZE, 512 << 10) }
    }
    // A handle that was last used for HTTP/2 may hold its old buffer still, and refuses another size.
    let size = request.expectedBytes > 1 << 20 ? 512 << 10 : 32 << 10
    _ = ccurl_set_number(easy, CURLOPT_BUFFERSIZE, size)
  }

  /// The caller frees it after the transfer.
  mutating func list(_ option: CURLoption, _ lines: [String]) throws -> UnsafeMutablePointer<curl_slist> {
    var list: UnsafeMutablePointer<curl_slist>?
    for line in lines {
      guard !line.utf8.contains(where: { $0 == 10 || $0 == 13 || $0 == 0 }) else {
        ccurl_list_free(list)
        throw TransportError(.badURL, message: "a header or command holds a line break")
      }
      guard let longer = ccurl_list_append(list, line) else {
        ccurl_list_free(list)
        throw TransportError(.other(27), message: "out of memory")
      }
      list = longer
    }
    guard let list else { throw TransportError(.other(43), message: "an empty list") }
    check(ccurl_set_list(easy, option, list))
    return list
  }

  func finish(_ request: Request) throws {
    if failed == 0 { return }
    throw TransportError(
      CurlFailure.cause(Int(failed)), method: request.method, url: request.url,
      message: "libcurl refuses an option: " + String(cString: ccurl_error_text(failed)))
  }
}
