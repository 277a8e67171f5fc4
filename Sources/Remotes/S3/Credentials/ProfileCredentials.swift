import Documents
import Files

/// Credentials of a profile in AWS's files, by whatever the profile says.
struct ProfileCredentials {
  private let context: CredentialContext
  private var settings: CredentialSettings { context.settings }
  private var profiles: AWSProfiles { context.profiles }

  init(_ context: CredentialContext) { self.context = context }

  func load(_ profile: String) throws -> Credentials? { try load(profile, seen: []) }

  private func load(_ profile: String, seen: [String]) throws -> Credentials? {
    if let found = try assumed(profile, seen) { return found }
    if let found = try webIdentity(profile) { return found }
    if let found = try SSOCredentials(context).load(profile) { return found }
    return try plain(profile)
  }

  /// What the profile says without leading anywhere else.
  private func plain(_ profile: String) throws -> Credentials? {
    let file = settings.shown(profiles.credentialsPath)
    if let found = try pair(
      profiles.credentials[profile], "the credentials file \(file), profile '\(profile)'")
    {
      return found
    }
    if let found = try process(profile) { return found }
    return try pair(
      profiles.config[profile],
      "the config file \(settings.shown(profiles.configPath)), profile '\(profile)'")
  }

  private func pair(_ section: AWSProfiles.Section?, _ source: String) throws -> Credentials? {
    guard let section, let id = section["aws_access_key_id"] else { return nil }
    guard let secret = section["aws_secret_access_key"] else {
      throw CredentialError.incomplete(source: source, missing: "aws_secret_access_key")
    }
    return Credentials(
      keyID: id, secret: secret,
      sessionToken: section["aws_session_token"] ?? section["aws_security_token"], source: source)
  }

  // MARK: - Roles

  private func assumed(_ profile: String, _ seen: [String]) throws -> Credentials? {
    guard let role = profiles.setting("role_arn", of: profile),
      profiles.setting("web_identity_token_file", of: profile) == nil
    else { return nil }
    let origin = profiles.setting("source_profile", of: profile)
    let place = profiles.setting("credential_source", of: profile)
    guard origin != nil || place != nil else { return nil }
    if profiles.setting("mfa_serial", of: profile) != nil {
      throw CredentialError.unsupported(profile: profile, option: "mfa_serial")
    }
    let base: Credentials?
    if let origin {
      if !profiles.has(origin) { throw CredentialError.noSuchProfile(origin) }
      // A profile may name itself when it also has keys.
      if origin == profile {
        base = try plain(profile)
      } else {
        if seen.contains(origin) { throw CredentialError.profileCycle(origin) }
        base = try load(origin, seen: seen + [profile])
      }
    } else {
      base = try credentials(from: place ?? "", profile)
    }
    guard let base else {
      throw CredentialError.incomplete(
        source: "profile '\(profile)'",
        missing: origin.map { "credentials in profile '\($0)'" } ?? place ?? "")
    }
    return try SecurityTokens(context).assumeRole(
      role, session: profiles.setting("role_session_name", of: profile),
      externalID: profiles.setting("external_id", of: profile),
      duration: profiles.setting("duration_seconds", of: profile), with: base, profile: profile)
  }

  private func credentials(from source: String, _ profile: String) throws -> Credentials? {
    switch source {
    case "Environment": try EnvironmentCredentials(settings).load()
    case "Ec2InstanceMetadata": try MetadataCredentials(context).instance()
    case "EcsContainer": try MetadataCredentials(context).container()
    default: throw CredentialError.unsupported(profile: profile, option: "credential_source = \(source)")
    }
  }

  private func webIdentity(_ profile: String) throws -> Credentials? {
    let named = profiles.setting("web_identity_token_file", of: profile)
    let variable = settings.profile == nil ? settings.variable("AWS_WEB_IDENTITY_TOKEN_FILE") : nil
    guard let file = variable ?? named else { return nil }
    let own = profiles.setting("role_arn", of: profile)
    guard let role = (variable != nil ? settings.variable("AWS_ROLE_ARN") : nil) ?? own else {
      throw CredentialError.incomplete(source: "the web identity", missing: "role_arn")
    }
    let token = try FileSystem.read(settings.expanded(file))
    return try SecurityTokens(context).assumeRole(
      role, token: String(decoding: token, as: UTF8.self),
      session: settings.variable("AWS_ROLE_SESSION_NAME")
        ?? profiles.setting("role_session_name", of: profile))
  }

  // MARK: - credential_process

  private func process(_ profile: String) throws -> Credentials? {
    guard let command = profiles.setting("credential_process", of: profile) else { return nil }
    let fromCredentials = profiles.credentials[profile]?["credential_process"] != nil
    let isNamed = fromCredentials ? settings.credentialsPath != nil : settings.configPath != nil
    if isNamed, !settings.trustsPaths {
      throw CredentialError.processNotAllowed(
        profile: profile, file: fromCredentials ? profiles.credentialsPath : profiles.configPath)
    }
    var request = ChildProcess.Request(CommandWords.split(command))
    request.environment = settings.environment.map { "\($0.key)=\($0.value)" }
    request.output = .capture
    request.error = .capture
    request.standardInput = .null
    let result = try ChildProcess.run(request)
    guard result.exit.succeeded else {
      let said = String(decoding: result.error.prefix(300), as: UTF8.self)
      throw CredentialError.processFailed(profile: profile, why: said.isEmpty ? "\(result.exit)" : said)
    }
    guard let answer = (try? JSON.load(result.output))?.map, answer["Version"]?.int == 1,
      let id = answer["AccessKeyId"]?.string, let secret = answer["SecretAccessKey"]?.string
    else { throw CredentialError.processFailed(profile: profile, why: "its output is not understood") }
    return Credentials(
      keyID: id, secret: secret, sessionToken: answer["SessionToken"]?.string,
      expires: answer["Expiration"]?.string.flatMap { CalendarTime(iso: $0)?.seconds },
      source: "credential_process of profile '\(profile)'")
  }
}

/// A command line cut into words as a shell would: blanks, quotes, backslashes.
enum CommandWords {
  static func split(_ text: String) -> [String] {
    var words: [String] = []
    var word: [UInt8]?
    var quote: UInt8?
    var isEscaped = false
    for byte in text.utf8 {
      if isEscaped {
        word = (word ?? []) + [byte]
        isEscaped = false
      } else if let open = quote {
        if byte == open {
          quote = nil
        } else if byte == 0x5c, open == 0x22 {
          isEscaped = true
        } else {
          word = (word ?? []) + [byte]
        }
      } else {
        switch byte {
        case 0x22, 0x27:
          quote = byte
          word = word ?? []
        case 0x5c: isEscaped = true
        case 0x20, 0x09:
          if let done = word { words.append(String(decoding: done, as: UTF8.self)) }
          word = nil
        default: word = (word ?? []) + [byte]
        }
      }
    }
    if let done = word { words.append(String(decoding: done, as: UTF8.self)) }
    return words
  }
}
