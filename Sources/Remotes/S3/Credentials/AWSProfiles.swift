import Files

/// The profiles of AWS's two files: `~/.aws/config` (sections `[profile x]`, `[sso-session x]`, `[services x]`) and
/// `~/.aws/credentials` (sections `[x]`). Settings nested below a key (`s3 =` and indented lines) are named
/// `s3.addressing_style`.
struct AWSProfiles: Sendable {
  typealias Section = [String: String]

  /// By profile.
  var config: [String: Section] = [:]
  var credentials: [String: Section] = [:]
  var ssoSessions: [String: Section] = [:]
  var services: [String: Section] = [:]

  let configPath: String
  let credentialsPath: String

  /// Files that are not there have no profiles.
  /// - Throws: `FileError`, ``CredentialError/badFile(path:line:)``
  init(configPath: String, credentialsPath: String) throws {
    self.configPath = configPath
    self.credentialsPath = credentialsPath
    for (name, section) in try Self.sections(configPath) {
      let words = name.split(whereSeparator: { $0 == " " || $0 == "\t" }).map { Self.unquoted(String($0)) }
      switch (words.first, words.count) {
      case ("default", 1): config["default", default: [:]].merge(section) { $1 }
      case ("profile", 2): config[words[1], default: [:]].merge(section) { $1 }
      case ("sso-session", 2): ssoSessions[words[1], default: [:]].merge(section) { $1 }
      case ("services", 2): services[words[1], default: [:]].merge(section) { $1 }
      default: continue
      }
    }
    for (name, section) in try Self.sections(credentialsPath) {
      credentials[name, default: [:]].merge(section) { $1 }
    }
  }

  func has(_ profile: String) -> Bool { config[profile] != nil || credentials[profile] != nil }

  /// A setting of a profile that isn't part of a key pair; the credentials file wins, as in AWS's own reader.
  func setting(_ name: String, of profile: String) -> String? {
    credentials[profile]?[name] ?? config[profile]?[name]
  }

  private static func sections(_ path: String) throws -> [(name: String, section: Section)] {
    guard let bytes = try FileSystem.readIfPresent(path) else { return [] }
    var sections: [(name: String, section: Section)] = []
    var parent: String?
    for (number, raw) in bytes.split(separator: 0x0a, omittingEmptySubsequences: false).enumerated() {
      let isIndented = raw.first == 0x20 || raw.first == 0x09
      let line = trimmed(String(decoding: raw, as: UTF8.self))
      if line.isEmpty || line.hasPrefix("#") || line.hasPrefix(";") { continue }
      if line.hasPrefix("[") {
        guard let end = line.firstIndex(of: "]") else {
          throw CredentialError.badFile(path: path, line: number + 1)
        }
        sections.append((trimmed(String(line[line.index(after: line.startIndex)..<end])), [:]))
        parent = nil
        continue
      }
      guard let equals = line.firstIndex(of: "="), !sections.isEmpty else {
        if isIndented, parent != nil { continue }
        throw CredentialError.badFile(path: path, line: number + 1)
      }
      let name = trimmed(String(line[..<equals])).lowercased()
      let value = trimmed(String(line[line.index(after: equals)...]))
      if isIndented, let parent {
        sections[sections.count - 1].section[parent + "." + name] = value
      } else {
        sections[sections.count - 1].section[name] = withoutComment(value)
        parent = value.isEmpty ? name : nil
      }
    }
    return sections
  }

  /// A comment begins with a blank and `#` or `;`.
  private static func withoutComment(_ value: String) -> String {
    let bytes = Array(value.utf8)
    for i in bytes.indices.dropFirst()
    where (bytes[i] == 0x23 || bytes[i] == 0x3b) && (bytes[i - 1] == 0x20 || bytes[i - 1] == 0x09) {
      return trimmed(String(decoding: bytes[..<i], as: UTF8.self))
    }
    return value
  }

  private static func unquoted(_ text: String) -> String {
    for quote in ["\"", "'"] where text.utf8.count >= 2 && text.hasPrefix(quote) && text.hasSuffix(quote) {
      return String(text.dropFirst().dropLast())
    }
    return text
  }

  private static func trimmed(_ text: String) -> String {
    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0d }
    var bytes = text.utf8[...]
    while let last = bytes.last, isBlank(last) { bytes = bytes.dropLast() }
    return String(Substring(bytes.drop(while: isBlank)))
  }
}
