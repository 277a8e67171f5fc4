import Files
import Manifests
import Remotes
import Transport
import Workspace

/// Remotes on web servers, from their configuration (formats §1.6).
extension RemoteFactory {
  func http(_ config: ConfigRemote) throws -> any Remote {
    try refuse(["version_aware", "worktree"], config)
    let options = config.options
    let base = try base(config)
    var settings = try settings(config, base)
    // aiohttp's defaults, as the peer has them: none to connect would be for ever.
    settings.connectTimeout = options.number("connect_timeout") ?? 60
    settings.readTimeout = options.number("read_timeout") ?? 60
    switch options.text("auth")?.lowercased() {
    case "custom":
      guard let header = options.text("custom_auth_header") else {
        throw ExchangeError.badOption(
          remote: config.name, option: "custom_auth_header", problem: "is needed for 'auth = custom'")
      }
      settings.authentication = .header(name: header, value: try secret(config, "password", header))
    case "digest":
      let user = try user(config, base)
      settings.authentication = .digest(
        user: user, password: try base.password ?? secret(config, "password", user))
    case "basic":
      let user = try user(config, base)
      settings.authentication = .basic(
        user: user, password: try base.password ?? secret(config, "password", user))
    default:
      if let user = options.text("user") ?? base.user {
        settings.authentication = .basic(
          user: user, password: try base.password ?? optionalSecret(config, "password", user) ?? "")
      }
    }
    let method = (options.text("method") ?? "POST").uppercased()
    guard ["POST", "PUT", "PATCH"].contains(method) else {
      throw ExchangeError.badOption(
        remote: config.name, option: "method", problem: "'\(method)' stores nothing on a server")
    }
    return WebRemote(
      name: config.name, url: config.shownURL, dialect: HTTPDialect(base: base, method: method),
      settings: settings, jobs: jobs ?? config.jobs)
  }

  func webDAV(_ config: ConfigRemote) throws -> any Remote {
    try refuse(["version_aware", "worktree"], config)
    let options = config.options
    let base = try base(config)
    var settings = try settings(config, base)
    if let timeout = options.number("timeout") {
      settings.connectTimeout = timeout
      settings.readTimeout = timeout
    }
    settings.certificate = try file("cert_path", config)
    settings.key = try file("key_path", config)
    if let command = options.text("bearer_token_command") {
      let token = token(config, command)
      // A command that fails is better known before anything is sent.
      _ = try token.current()
      settings.authentication = .renewable(token)
    } else if let token = options.text("token") {
      settings.authentication = .bearer(token)
    } else if let user = options.text("user") ?? base.user {
      settings.authentication = .basic(
        user: user, password: try base.password ?? optionalSecret(config, "password", user) ?? "")
    } else if let header = options.text("custom_auth_header") {
      settings.authentication = .header(name: header, value: try secret(config, "password", header))
    }
    return WebRemote(
      name: config.name, url: config.shownURL, dialect: WebDAVDialect(base: base), settings: settings,
      jobs: jobs ?? config.jobs)
  }

  private func base(_ config: ConfigRemote) throws -> WebBase {
    guard let base = WebBase(config.url) else {
      throw ExchangeError.badOption(remote: config.name, option: "url", problem: "is no URL")
    }
    return base
  }

  /// What all of them share.
  func settings(_ config: ConfigRemote, _ base: WebBase) throws -> ClientSettings {
    var settings = ClientSettings(origin: base.origin)
    settings.rate = rate
    let environment = repository.environment
    settings.authorities = environment["REQUESTS_CA_BUNDLE"] ?? environment["SSL_CERT_FILE"]
    settings.proxies = ProxySettings(environment: environment.variables)
    let netrc = environment["NETRC"] ?? environment.home + "/.netrc"
    if FileSystem.exists(netrc) { settings.netrc = netrc }
    if let text = config.options.text("ssl_verify") {
      switch text.lowercased() {
      case "true", "yes", "on", "1": break
      case "false", "no", "off", "0": settings.verifiesCertificates = false
      default:
        let authorities = path(text) ?? text
        guard FileSystem.exists(authorities) else {
          throw ExchangeError.badOption(
            remote: config.name, option: "ssl_verify", problem: "names no file or directory: '\(authorities)'"
          )
        }
        settings.authorities = authorities
      }
    }
    return settings
  }

  /// Paths in the configuration count from its directory.
  func path(_ text: String?) -> String? {
    guard let text else { return nil }
    if text == "~" || text.hasPrefix("~/") { return repository.environment.home + text.dropFirst(1) }
    return Paths.absolute(text, in: repository.dotDirectory)
  }

  /// A file that an option names, which must be there.
  private func file(_ option: String, _ config: ConfigRemote) throws -> String? {
    guard let path = path(config.options.text(option)) else { return nil }
    guard FileSystem.exists(path) else {
      throw ExchangeError.badOption(remote: config.name, option: option, problem: "names no file: '\(path)'")
    }
    return path
  }

  private func user(_ config: ConfigRemote, _ base: WebBase) throws -> String {
    if let user = config.options.text("user") ?? base.user { return user }
    throw ExchangeError.badOption(remote: config.name, option: "user", problem: "is needed to log in")
  }

  /// A secret option, asked for when `ask_<option>` says so.
  func optionalSecret(_ config: ConfigRemote, _ option: String, _ user: String) throws -> String? {
    if let value = config.options.text(option) { return value }
    guard config.options.flag("ask_" + option) == true else { return nil }
    let prompt = "Enter a \(option) for host '\(config.shownURL)' user '\(user)':"
    guard let answer = repository.environment.askSecret?(prompt) else {
      throw ExchangeError.badOption(
        remote: config.name, option: "ask_" + option, problem: "needs a terminal to ask on")
    }
    return answer
  }

  private func secret(_ config: ConfigRemote, _ option: String, _ user: String) throws -> String {
    if let value = try optionalSecret(config, option, user) { return value }
    throw ExchangeError.badOption(remote: config.name, option: option, problem: "is needed to log in")
  }

  /// What a command of the user's prints is the token; it is run again when the server no longer takes it.
  private func token(_ config: ConfigRemote, _ command: String) -> BearerToken {
    let name = config.name
    let (root, variables) = (repository.root, repository.environment.variables)
    return BearerToken {
      var request = ChildProcess.Request(["/bin/sh", "-c", command], directory: root)
      request.environment = variables.map { "\($0.key)=\($0.value)" }
      request.output = .capture
      let result = try ChildProcess.run(request)
      let token = String(decoding: result.output, as: UTF8.self).filter { !$0.isNewline }
      guard result.exit.succeeded, !token.isEmpty else {
        throw ExchangeError.badOption(
          remote: name, option: "bearer_token_command", problem: "failed or printed nothing")
      }
      return token
    }
  }
}
