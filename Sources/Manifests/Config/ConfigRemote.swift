import Documents

/// A remote as configured: its place and its options, `remote://` already followed.
public struct ConfigRemote: Equatable, Sendable {
  public let name: String
  /// An absolute path or a URL with another scheme than `remote`.
  public let url: String
  public let options: ConfigOptions

  /// The URL's scheme in lower case; nil for a path on this machine.
  public var scheme: String? {
    let scheme = ConfigPath.scheme(of: url)
    return scheme == "file" ? nil : scheme
  }

  /// The directory of a remote on this machine.
  public var localPath: String? {
    guard scheme == nil else { return nil }
    return url.utf8.starts(with: "file://".utf8)
      ? String(Substring(url.utf8.dropFirst("file://".utf8.count))) : url
  }

  public var jobs: Int? { options.integer("jobs") }
  public var checksumJobs: Int? { options.integer("checksum_jobs") }
  /// Re-hash what was downloaded.
  public var verify: Bool {
    options.flag("verify") ?? (scheme == "gdrive" || scheme == "oss")
  }
  public var isVersionAware: Bool { options.flag("version_aware") ?? false }
  public var isWorktree: Bool { options.flag("worktree") ?? false }
  /// For messages and logs: a password in the URL is hidden.
  public var shownURL: String { ConfigSecrets.redacted(url: url) }
}

extension Config {
  /// The names of all remotes, in the order they first appear, lowest level first.
  public var remoteNames: [String] {
    merged().sections.filter { $0.kind == "remote" }.compactMap(\.name)
  }

  /// A remote by name, or the default one when `name` is nil. `root` is for the message when there is none.
  public func remote(_ name: String?, root: String = "") throws(ConfigError) -> ConfigRemote {
    guard let name = name ?? core.remote else {
      throw .noDefaultRemote(root: root, hasRemotes: !remoteNames.isEmpty)
    }
    return try remote(name, in: merged(), seen: [])
  }

  /// What `remote://name/path` is on this machine, if that remote is a directory here.
  public func localPath(of url: String) -> String? {
    guard let name = Self.remoteName(in: url), let base = try? remote(name).localPath, base.hasPrefix("/")
    else { return nil }
    let rest = url.dropFirst("remote://".count + name.count).drop { $0 == "/" }
    return rest.isEmpty ? base : base + (base.hasSuffix("/") ? "" : "/") + rest
  }

  /// - Throws: ``ConfigError`` for `remote://name/path` whose remote isn't configured.
  public func checkRemote(in url: String) throws(ConfigError) {
    if let name = Self.remoteName(in: url) { _ = try remote(name) }
  }

  private static func remoteName(in url: String) -> String? {
    let scheme = "remote://"
    guard url.hasPrefix(scheme) else { return nil }
    return String(url.dropFirst(scheme.count).prefix { $0 != "/" })
  }

  private func remote(
    _ name: String, in merged: ConfigFile, seen: Set<String>
  ) throws(ConfigError) -> ConfigRemote {
    let name = name.lowercased()
    guard var section = merged["remote", name] else { throw .noSuchRemote(name) }
    guard let url = ConfigOptions(section).text("url") else {
      throw .incomplete(section.place, option: "url")
    }
    guard ConfigPath.scheme(of: url) == "remote" else {
      return ConfigRemote(name: name, url: url, options: ConfigOptions(section))
    }
    guard !seen.contains(name) else { throw .remoteCycle(name) }
    let rest = url.utf8.dropFirst("remote://".utf8.count)
    let head = rest.prefix { $0 != UInt8(ascii: "/") }
    let tail = rest[head.endIndex...].drop { $0 == UInt8(ascii: "/") }
    let base = try remote(String(Substring(head)), in: merged, seen: seen.union([name]))
    // What is set here wins over what is inherited.
    var options = base.options.section?.options ?? []
    for option in section.options where option.name != "url" {
      options.removeAll { $0.name == option.name }
      options.append(option)
    }
    let slash = base.url.utf8.last == UInt8(ascii: "/") ? "" : "/"
    let joined = tail.isEmpty ? base.url : base.url + slash + String(Substring(tail))
    section.options = options
    section["url"] = .text(joined)
    return ConfigRemote(name: name, url: joined, options: ConfigOptions(section))
  }

  /// The options of a database (`import-db`); nil when it isn't configured.
  public func database(_ name: String) -> ConfigOptions? {
    merged()["db", name].map { ConfigOptions($0) }
  }
}
