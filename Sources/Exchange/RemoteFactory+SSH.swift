import Files
import Manifests
import Remotes
import Transport
import Workspace

extension RemoteFactory {
  /// Sessions at once when nothing else is said.
  private static let usualConnections = 2

  /// `ssh://[user@]host[:port]/path` with the options of formats §1.6; what the URL says gives way to them.
  func shell(_ config: ConfigRemote) throws -> SFTPRemote {
    guard let parts = URLText.parts(config.url), let path = URLText.decode(parts.path) else {
      throw ExchangeError.badOption(remote: config.name, option: "url", problem: "makes no sense")
    }
    try refuse(["version_aware", "worktree"], config)
    let options = config.options
    var settings = SSHSettings(
      host: parts.host.hasPrefix("[") ? String(parts.host.dropFirst().dropLast()) : parts.host,
      environment: repository.environment.variables)
    settings.port = options.integer("port") ?? parts.port
    settings.user = options.text("user") ?? parts.user.flatMap(URLText.decode)
    settings.password = options.text("password") ?? parts.password.flatMap(URLText.decode)
    settings.passphrase = options.text("passphrase")
    settings.keyFile = self.path(options.text("keyfile"))
    settings.usesAgent = options.flag("allow_agent")
    settings.usesKerberos = options.flag("gss_auth")
    settings.connectTimeout = options.integer("timeout")
    let asked = [jobs, config.jobs, options.integer("max_sessions")].compactMap { $0 }.min()
    return SFTPRemote(
      name: config.name, url: config.shownURL, settings: settings,
      root: Paths.normalize(path.isEmpty ? "/" : path),
      connections: min(asked ?? Self.usualConnections, Self.usualConnections * 4))
  }
}
