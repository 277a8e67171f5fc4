import CCurl
import CSystem

/// What one libcurl handle does at present. Used by one thread at a time, again and again.
final class TransferSlot {
  /// Of an answer that is no success so much is kept, and so much is read at all.
  private static let keptOfFailures = 64 << 10
  private static let readOfFailures = 1 << 20

  private(set) var easy: UnsafeMutableRawPointer
  private let errorText: UnsafeMutablePointer<CChar>
  private var lists: [UnsafeMutablePointer<curl_slist>] = []
  private var hostAnswer: KnownHostAnswer?

  private(set) var transfer: (any Transfer)?
  var attempt = 0
  /// A renewed token was refused once: it is not renewed again for this transfer.
  var hasRenewed = false
  /// The token that went with the request.
  private(set) var token: String?
  private(set) var request = Request("GET", "")
  private(set) var url = ""
  private(set) var hops = 0
  private(set) var head = ResponseHead()
  private(set) var failureBody: [UInt8] = []
  private(set) var received: Int64 = 0
  private(set) var sent: Int64 = 0
  private(set) var hasBegun = false
  /// What the transfer threw.
  private(set) var stopped: (any Error)?
  private(set) var isReceivingPaused = false
  private(set) var isSendingPaused = false
  private var isHTTP = true
  private var rate: RateLimit?

  init?() {
    guard let easy = ccurl_new() else { return nil }
    self.easy = easy
    errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
    errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
  }

  deinit {
    ccurl_free(easy)
    for list in lists { ccurl_list_free(list) }
    errorText.deallocate()
  }

  static func of(_ context: UnsafeMutableRawPointer) -> TransferSlot {
    Unmanaged<TransferSlot>.fromOpaque(context).takeUnretainedValue()
  }

  /// A transfer that is over is let go.
  func clear() {
    transfer = nil
    stopped = nil
    request = Request("GET", "")
    failureBody = []
  }

  /// Gets ready for an attempt.
  func prepare(_ transfer: any Transfer, _ request: Request, _ settings: ClientSettings) throws {
    self.transfer = transfer
    self.request = request
    hops = 0
    try aim(at: request.url, settings)
  }

  /// The same request goes on to where a redirect leads.
  func follow(to target: String, _ settings: ClientSettings) throws {
    hops += 1
    try aim(at: target, settings)
  }

  private func aim(at url: String, _ settings: ClientSettings) throws {
    guard let parts = URLText.parts(url) else {
      throw TransportError(.badURL, method: request.method, url: url, message: "not a URL")
    }
    self.url = url
    rate = settings.rate
    isHTTP = parts.scheme == "http" || parts.scheme == "https"
    head = ResponseHead()
    if !isHTTP { head.status = 200 }
    failureBody.removeAll()
    (received, sent) = (0, 0)
    (hasBegun, isReceivingPaused, isSendingPaused) = (false, false, false)
    stopped = nil
    errorText[0] = 0
    // A new handle for each request, which costs a microsecond: reset ones remember the last answer's headers, and before
    // 8.1 libcurl continues a header there that is freed, when the next answer begins with a continuation.
    guard let fresh = ccurl_new() else { throw TransportError(.other(27), message: "out of memory") }
    ccurl_free(easy)
    easy = fresh
    for list in lists { ccurl_list_free(list) }
    lists.removeAll(keepingCapacity: true)

    // To another origin than the request's own goes nothing that is secret.
    let origin = parts.origin
    let isHome = url == request.url || URLText.parts(request.url)?.origin == origin
    let isTrusted = isHome && request.isAuthenticated && (settings.origin ?? origin) == origin
    var setup = HandleSetup(easy)
    setup.basics(settings, url: url, isTrusted: isTrusted)
    setup.size(request)
    let headers = (settings.headers + request.headers).filter { isHome || !$0.isSecret }
    var lines = headers.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
    token = nil
    if isTrusted, case .renewable(let source) = settings.authentication { token = try source.current() }
    lines += setup.authentication(settings, token: token, isTrusted: isTrusted)
    // Would make every larger upload wait for a permission that many servers never give.
    lines.append("Expect:")
    if isHTTP { lists.append(try setup.list(CURLOPT_HTTPHEADER, lines)) }
    hostAnswer = nil
    for option in request.options {
      switch option {
      case .number(let name, let value): setup.check(ccurl_set_number(easy, name, value))
      case .text(let name, let value): setup.check(ccurl_set_text(easy, name, value))
      case .list(let name, let values): lists.append(try setup.list(name, values))
      case .knownHost(let answer):
        let held = KnownHostAnswer(answer)
        hostAnswer = held
        setup.check(
          ccurl_set_known_host(easy, curlAsksAboutHost, Unmanaged.passUnretained(held).toOpaque()))
      }
    }
    setup.check(ccurl_set_error_buffer(easy, errorText))
    setup.check(
      ccurl_set_callbacks(
        easy, curlReceives, curlReceivesHeader, curlSends, curlSeeks,
        Unmanaged.passUnretained(self).toOpaque()))
    try setup.finish(request)
  }

  // MARK: What the callbacks do

  func receiveHeader(_ line: UnsafeRawBufferPointer) {
    if isHTTP, !hasBegun { head.add(line) }
  }

  /// - Returns: what the callback returns.
  func receive(_ bytes: UnsafeRawBufferPointer) -> Int {
    guard let transfer else { return 0 }
    guard (200..<300).contains(head.status) else {
      received += Int64(bytes.count)
      let room = Self.keptOfFailures - failureBody.count
      failureBody += bytes.prefix(max(0, room))
      return received > Int64(Self.readOfFailures) ? 0 : bytes.count
    }
    if let rate, rate.wait > 0 {
      isReceivingPaused = true
      return Int(CURL_WRITEFUNC_PAUSE)
    }
    do {
      try begin()
      if try !transfer.receive(bytes) {
        isReceivingPaused = true
        return Int(CURL_WRITEFUNC_PAUSE)
      }
      received += Int64(bytes.count)
      rate?.spend(Int64(bytes.count))
      return bytes.count
    } catch {
      stopped = error
      return 0
    }
  }

  func begin() throws {
    guard !hasBegun else { return }
    hasBegun = true
    try transfer?.begin(head)
  }

  func send(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let left = request.body.length - sent
    guard left > 0 else { return 0 }
    if let rate, rate.wait > 0 {
      isSendingPaused = true
      return Int(CURL_READFUNC_PAUSE)
    }
    let room = UnsafeMutableRawBufferPointer(rebasing: buffer[..<Int(min(left, Int64(buffer.count)))])
    do {
      let count: Int
      switch request.body {
      case .none: count = 0
      case .bytes(let bytes):
        room.copyBytes(from: bytes[Int(sent)..<Int(sent) + room.count])
        count = room.count
      case .file(let descriptor, let offset, _):
        count = sys_pread(descriptor, room.baseAddress, room.count, offset + sent)
        if count <= 0 { throw BodyError.short(errno: Int32(-count)) }
      case .source(let source):
        guard let some = try source.read(at: sent, into: room) else {
          isSendingPaused = true
          return Int(CURL_READFUNC_PAUSE)
        }
        if some <= 0 { throw BodyError.short(errno: 0) }
        count = some
      }
      sent += Int64(count)
      rate?.spend(Int64(count))
      return count
    } catch {
      stopped = error
      return Int(CURL_READFUNC_ABORT)
    }
  }

  func seek(to offset: Int64) { sent = offset }

  /// Lets a paused transfer try again.
  func resume() {
    guard isReceivingPaused || isSendingPaused else { return }
    (isReceivingPaused, isSendingPaused) = (false, false)
    _ = ccurl_pause(easy, Int32(CURLPAUSE_CONT))
  }

  var isPaused: Bool { isReceivingPaused || isSendingPaused }

  // MARK: How it ended

  func response() -> Response {
    Response(
      head: head, body: failureBody, wholeURL: url, received: received, sent: sent,
      seconds: Double(ccurl_size(easy, CURLINFO_TOTAL_TIME_T)) / 1e6, attempts: attempt)
  }

  func redirectTarget() -> String? { ccurl_text(easy, CURLINFO_REDIRECT_URL).map { String(cString: $0) } }

  func failure(_ code: Int) -> TransportError {
    let text = errorText[0] != 0 ? String(cString: errorText) : String(cString: ccurl_error_text(Int32(code)))
    // The library's number for that is the one of an unknown scheme.
    let isGarbage = code == 1 && text.hasPrefix("Received HTTP/0.9")
    // So is that of a proxy which refuses a tunnel: a connection that broke off.
    let isProxy = code == 56 && text.contains("CONNECT")
    return TransportError(
      isGarbage ? .badAnswer : isProxy ? .proxy : CurlFailure.cause(code), method: request.method, url: url,
      message: text,
      status: head.status == 0 || !isHTTP ? nil : head.status, retryAfter: RetryAfter.seconds(head))
  }
}

/// A file that became shorter while it was sent.
enum BodyError: Error {
  case short(errno: Int32)
}
