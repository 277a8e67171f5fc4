import Manifests
import Remotes
import Workspace

/// What an S3 remote's section says (formats §1.6), as settings.
struct S3Configuration {
  private let config: ConfigRemote
  private let repository: Repository

  init(_ config: ConfigRemote, _ repository: Repository) {
    self.config = config
    self.repository = repository
  }

  /// - Parameter jobs: wins over the configured ones.
  /// - Throws: ``ExchangeError/badOption(remote:option:problem:)``
  func settings(jobs: Int?) throws -> S3Settings {
    let options = config.options
    guard let place = S3Settings.place(of: config.url) else {
      throw bad("url", "names no bucket")
    }
    var settings = S3Settings(
      name: config.name, bucket: place.bucket, prefix: place.prefix, credentials: try credentials())
    settings.endpoint = options.text("endpointurl")
    settings.usesTLS = options.flag("use_ssl") ?? true
    settings.usesOldListing = options.flag("listobjects") ?? false
    settings.authorities = repository.environment["AWS_CA_BUNDLE"]
    if let text = options.text("ssl_verify") {
      if let flag = options.flag("ssl_verify") {
        settings.verifiesCertificates = flag
      } else {
        settings.authorities = text
      }
    }
    if let seconds = options.number("read_timeout") { settings.readTimeout = seconds }
    if let seconds = options.number("connect_timeout") { settings.connectTimeout = seconds }
    if let jobs = jobs ?? config.jobs { settings.jobs = max(1, jobs) }
    try setEncryption(&settings)
    try setAccess(&settings)
    return settings
  }

  private func bad(_ option: String, _ problem: String) -> ExchangeError {
    .badOption(remote: config.name, option: option, problem: problem)
  }

  private func credentials() throws -> CredentialSettings {
    let options = config.options
    let environment = repository.environment
    var credentials = CredentialSettings(home: environment.home, environment: environment.variables)
    credentials.keyID = options.text("access_key_id")
    credentials.secret = options.text("secret_access_key")
    credentials.sessionToken = options.text("session_token")
    credentials.profile = options.text("profile")
    credentials.credentialsPath = options.text("credentialpath")
    credentials.configPath = options.text("configpath")
    credentials.isAnonymous = options.flag("allow_anonymous_login") ?? false
    credentials.region = options.text("region")
    credentials.trustsPaths = ["credentialpath", "configpath"].allSatisfy { option in
      guard options.text(option) != nil else { return true }
      // What the repository itself says is not the user's word; nor what comes by another remote's name.
      let address = ConfigAddress("remote", name: config.name, option)
      return repository.config.find(address).map { $0.level != .repository } ?? false
    }
    return credentials
  }

  private func setEncryption(_ settings: inout S3Settings) throws {
    let options = config.options
    settings.encryption.algorithm = options.text("sse")
    settings.encryption.keyID = options.text("sse_kms_key_id")
    settings.encryption.customerAlgorithm = options.text("sse_customer_algorithm")
    guard let key = options.text("sse_customer_key") else { return }
    if settings.encryption.keyID != nil {
      throw bad("sse_customer_key", "and 'sse_kms_key_id' exclude each other")
    }
    guard settings.encryption.setCustomerKey(key) else {
      throw bad("sse_customer_key", "is no key of 32 bytes in base 64")
    }
  }

  private func setAccess(_ settings: inout S3Settings) throws {
    let options = config.options
    let grants = [
      ("grant_read", "x-amz-grant-read"), ("grant_read_acp", "x-amz-grant-read-acp"),
      ("grant_write_acp", "x-amz-grant-write-acp"), ("grant_full_control", "x-amz-grant-full-control"),
    ]
    for (option, header) in grants {
      if let value = options.text(option) { settings.access.append((header, value)) }
    }
    guard let acl = options.text("acl") else { return }
    if !settings.access.isEmpty { throw bad("acl", "and 'grant_…' exclude each other") }
    settings.access.append(("x-amz-acl", acl))
  }
}
