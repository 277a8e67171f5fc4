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

  /// `https://user:***@host/x?***` for a URL with a password or a query in it; any other text unchanged. A user without
  /// a password is a token with HTTP.
  public static func redacted(url: String) -> String {
    guard let scheme = ConfigPath.scheme(of: url) else { return url }
    let start = url.utf8.index(url.utf8.startIndex, offsetBy: scheme.utf8.count + 3)
    var shown = url[...]
    if let query = url.utf8[start...].firstIndex(of: UInt8(ascii: "?")), scheme.hasPrefix("http") {
      shown = url[...query] + "***"
    }
    let authority = shown.utf8[start...].prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
    guard let at = authority.lastIndex(of: UInt8(ascii: "@")) else { return String(shown) }
    if let colon = authority[..<at].firstIndex(of: UInt8(ascii: ":")) {
      return shown[...colon] + "***" + shown[at...]
    }
    return scheme.hasPrefix("http") ? shown[..<start] + "***" + shown[at...] : String(shown)
  }

  /// A message in which URLs may stand: each is shown without its secrets. Errors of programs that we run come with theirs.
  public static func redacted(text: String) -> String {
    guard text.contains("://") else { return text }
    var result = ""
    var word = ""
    for character in text {
      if character.isWhitespace || "'\"`()<>,".contains(character) {
        result += redacted(url: word) + String(character)
        word = ""
      } else {
        word.append(character)
      }
    }
    return result + redacted(url: word)
  }

  /// A command line for messages and logs: of `remote modify r password x` and the like without the value.
  public static func redacted(words: [String]) -> [String] {
    var isSecret = false
    return words.map { word in
      defer { isSecret = options.contains(where: { word == $0 || word.hasSuffix("." + $0) }) }
      return isSecret && !word.hasPrefix("-") ? "***" : redacted(url: word)
    }
  }
}
