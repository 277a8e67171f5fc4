import Transport

/// The network for ``CredentialChain``. Metadata services are asked directly, whatever proxy there is.
struct TransportCredentialHTTP: CredentialHTTP {
  /// `AWS_CA_BUNDLE`
  let authorities: String?

  init(authorities: String? = nil) { self.authorities = authorities }

  func send(_ request: CredentialRequest, timeout: Double) throws -> (status: Int, body: [UInt8]) {
    var settings = ClientSettings()
    settings.connectTimeout = min(timeout, 10)
    settings.readTimeout = timeout
    settings.usesHTTP2 = false
    settings.authorities = authorities
    settings.retry = timeout < 10 ? .none : RetryPolicy(tries: 3)
    if !request.url.hasPrefix("https:") { settings.proxies = ProxySettings(environment: [:]) }
    let headers = request.headers.map { Header($0.key, $0.value, isSecret: true) }
    let response = try HTTPClient(settings).send(
      Request(
        request.method, request.url, headers: headers,
        body: request.body.isEmpty && request.method == "GET" ? .none : .bytes(request.body),
        isAuthenticated: false, followsRedirects: false), limit: 1 << 20)
    return (response.status, response.body)
  }
}
