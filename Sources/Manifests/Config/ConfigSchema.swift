/// Which sections and options there are, and what they take (formats §1.6).
enum ConfigSchema {
  enum Kind: Equatable, Sendable {
    case text
    /// Text or a list of texts.
    case anything
    /// A place on disk, relative to the config file.
    case path
    /// A path or URL.
    case url
    /// `true` or `false` in any case.
    case flag
    case integer(from: Int? = nil, to: Int? = nil)
    /// A number from 0 up.
    case number
    /// A number of bytes, with or without a unit: `512K`.
    case bytes
    case choice([String])
    case linkTypes
    /// The peer's schema can't be met by anything a file can hold.
    case impossible
  }

  /// Sections without a name.
  static let sections: [String: [String: Kind]] = [
    "core": [
      "remote": .anything, "checksum_jobs": .integer(from: 1), "interactive": .flag, "analytics": .flag,
      "hardlink_lock": .flag, "no_scm": .flag, "autostage": .flag, "check_update": .flag,
      "site_cache_dir": .text, "experiments": .flag, "machine": .anything,
      // Ours: DVC refuses a project with it by name, as it must.
      "hash": .choice(["md5", "sha256", "blake3"]),
    ],
    "cache": [
      "dir": .path, "type": .linkTypes, "shared": .choice(["group"]), "slow_link_warning": .flag,
      "verify": .flag, "protected": .flag, "local": .text, "s3": .text, "gs": .text, "hdfs": .text,
      "webhdfs": .text, "ssh": .text, "azure": .text,
    ],
    "state": ["dir": .text, "row_limit": .integer(from: 1), "row_cleanup_quota": .integer(from: 0, to: 100)],
    "index": ["dir": .text],
    "plots": ["html_template": .text, "auto_open": .flag, "out_dir": .text],
    "exp": [
      "auto_push": .flag, "git_remote": .text, "code": .text, "data": .text, "models": .text,
      "metrics": .text, "params": .text, "plots": .text, "live": .text,
    ],
    "parsing": ["bool": .choice(["store_true", "boolean_optional"]), "list": .choice(["nargs", "append"])],
    "hydra": [
      "enabled": .flag, "config_dir": .text, "config_module": .text, "config_name": .text,
      "plugins_path": .text,
    ],
    "studio": ["token": .text, "url": .text, "repo_url": .text, "offline": .flag],
    "feature": ["machine": .flag],
  ]

  /// What `config.cairn` may hold.
  static let own: [String: [String: Kind]] = [
    "core": ["durability": .choice(["none", "batch", "full"]), "rate_limit": .bytes]
  ]

  /// Sections whose title is `kind "name"`. `machine` is obsolete and not looked into.
  static let namedSections = ["remote", "db", "machine"]

  static let database: [String: Kind] = ["url": .text, "username": .text, "password": .text]

  /// What the file system can't do without: every remote has these.
  private static let common: [String: Kind] = [
    "url": .url, "jobs": .integer(from: 1), "checksum_jobs": .integer(from: 1), "worktree": .flag,
    "version_aware": .flag, "no_traverse": .flag,
  ]

  /// The options of a remote by its URL's scheme; nil for a scheme nobody serves. A `remote://` URL takes the
  /// options of whatever it leads to, so all are let through: `.some(nil)`.
  static func remote(scheme: String?) -> [String: Kind]?? {
    guard scheme != "remote" else { return .some(nil) }
    guard let own = remotes[Self.family[scheme ?? "file"] ?? scheme ?? "file"] else { return nil }
    return .some(common.merging(own) { $1 })
  }

  private static let family = ["https": "http", "webdavs": "webdav", "sftp": "ssh"]

  private static let remotes: [String: [String: Kind]] = [
    "file": [
      "verify": .flag, "type": .linkTypes, "shared": .choice(["group"]), "slow_link_warning": .flag,
      "protected": .flag,
    ],
    "s3": [
      "verify": .flag, "region": .text, "profile": .text, "credentialpath": .path, "configpath": .path,
      "endpointurl": .text, "access_key_id": .text, "secret_access_key": .text, "session_token": .text,
      "listobjects": .flag, "use_ssl": .flag, "allow_anonymous_login": .flag, "ssl_verify": .text,
      "sse": .text, "sse_kms_key_id": .text, "sse_customer_algorithm": .text, "sse_customer_key": .text,
      "acl": .text, "grant_read": .text, "grant_read_acp": .text, "grant_write_acp": .text,
      "grant_full_control": .text, "cache_regions": .impossible, "read_timeout": .integer(),
      "connect_timeout": .integer(),
    ],
    "gs": [
      "verify": .flag, "projectname": .text, "credentialpath": .path, "endpointurl": .text,
      "allow_anonymous_login": .flag,
    ],
    "ssh": [
      "verify": .flag, "type": .linkTypes, "port": .integer(), "user": .text, "password": .text,
      "ask_password": .flag, "passphrase": .text, "ask_passphrase": .flag, "keyfile": .path,
      "timeout": .integer(), "gss_auth": .flag, "allow_agent": .flag, "max_sessions": .integer(),
    ],
    "http": [
      "verify": .flag, "auth": .choice(["basic", "digest", "custom"]), "custom_auth_header": .text,
      "user": .text, "password": .text, "ask_password": .flag, "ssl_verify": .text, "method": .text,
      "connect_timeout": .number, "read_timeout": .number,
    ],
    "webdav": [
      "verify": .flag, "user": .text, "password": .text, "ask_password": .flag, "token": .text,
      "bearer_token_command": .text, "custom_auth_header": .text, "cert_path": .path, "key_path": .path,
      "timeout": .integer(), "ssl_verify": .text,
    ],
    "azure": [
      "verify": .flag, "connection_string": .text, "sas_token": .text, "account_name": .text,
      "account_key": .text, "tenant_id": .text, "client_id": .text, "client_secret": .text,
      "allow_anonymous_login": .flag, "exclude_environment_credential": .flag,
      "exclude_visual_studio_code_credential": .flag, "exclude_shared_token_cache_credential": .flag,
      "exclude_managed_identity_credential": .flag, "timeout": .integer(), "read_timeout": .integer(),
      "connection_timeout": .integer(),
    ],
    "hdfs": ["user": .text, "kerb_ticket": .text, "replication": .integer()],
    "webhdfs": [
      "verify": .flag, "kerberos": .flag, "kerberos_principal": .text, "proxy_to": .text,
      "ssl_verify": .text, "token": .text, "use_https": .flag, "user": .text, "password": .text,
      "data_proxy_target": .text,
    ],
    "oss": ["verify": .flag, "oss_key_id": .text, "oss_key_secret": .text, "oss_endpoint": .text],
    "gdrive": [
      "verify": .flag, "profile": .text, "gdrive_use_service_account": .flag, "gdrive_client_id": .text,
      "gdrive_client_secret": .text, "gdrive_user_credentials_file": .path,
      "gdrive_service_account_user_email": .text, "gdrive_service_account_json_file_path": .path,
      "gdrive_trash_only": .flag, "gdrive_acknowledge_abuse": .flag,
    ],
  ]

  /// Whether an option holds a place on disk, whatever the remote.
  static func isPath(section: String, option: String) -> Bool {
    switch section {
    case "cache": return option == "dir"
    case "remote": return option == "url" || remotePaths.contains(option)
    default: return false
    }
  }

  private static let remotePaths: Set<String> = Set(
    remotes.values.flatMap { $0.filter { $0.value == .path }.keys })
}
