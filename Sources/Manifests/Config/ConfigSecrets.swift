/// The one table of options that hold secrets: never shown in logs, kept in files only the owner may read.
public enum ConfigSecrets {
  /// Options of remotes and databases, and `studio.token`.
  public static let options: Set<String> = [
    "password", "passphrase", "secret_access_key", "session_token", "sse_customer_key", "connection_string",
    "sas_token", "account_key", "client_secret", "token", "oss_key_secret", "gdrive_client_secret",
  ]

  /// Whether the option's value must stay private. URLs are secret when they carry a password.
  public static func holds(_ option: String, _ value: String) -> Bool {
    options.contains(option) || option == "url" && redacted(url: value) != value
  }

  /// `https://user:***@host/x` for a URL with a password in it; any other text unchanged.
  public static func redacted(url: String) -> String {
    guard let scheme = ConfigPath.scheme(of: url) else { return url }
    let start = url.utf8.index(url.utf8.startIndex, offsetBy: scheme.utf8.count + 3)
    let authority = url.utf8[start...].prefix { $0 != UInt8(ascii: "/") }
    guard let at = authority.lastIndex(of: UInt8(ascii: "@")),
      let colon = authority[..<at].firstIndex(of: UInt8(ascii: ":"))
    else { return url }
    return url[...colon] + "***" + url[at...]
  }
}
