import Testing

@testable import Manifests

@Suite struct ConfigSchemaTests {
  static let remotes = """
    ['remote "ssh"']
        url = ssh://h
    ['remote "http"']
        url = https://h
    ['remote "s3"']
        url = S3://b
    ['remote "l"']
        url = /b
    ['remote "hdfs"']
        url = hdfs://h
    ['remote "r"']
        url = remote://l

    """

  /// The peer's answers to `config NAME VALUE`; nil where it takes the value.
  @Test(
    arguments: [
      ("core.autostage", "maybe", "expected true or false for dictionary value @ data['core']['autostage']"),
      ("core.interactive", "TRUE", nil), ("core.interactive", "1", "expected true or false"),
      (
        "core.checksum_jobs", "0",
        "value must be at least 1 for dictionary value @ data['core']['checksum_jobs']"
      ),
      ("core.checksum_jobs", "1.5", "expected int for dictionary value @"), ("core.checksum_jobs", "+4", nil),
      ("core.experiments", "true", nil),
      ("core.bogus", "1", "extra keys not allowed @ data['core']['bogus']"),
      ("nosection.x", "1", "extra keys not allowed @ data['nosection']"),
      (
        "cache.type", "reflink,foo",
        "Unsupported cache type(s): foo for dictionary value @ data['cache']['type']"
      ),
      ("cache.type", "foo, bar", "Unsupported cache type(s): foo, bar for"),
      ("cache.type", "", "Unsupported cache type(s):  for"),
      ("cache.type", "reflink, copy", nil), ("cache.type", "Reflink", "Unsupported cache type(s): Reflink"),
      ("cache.shared", "x", "expected one of group for dictionary value @ data['cache']['shared']"),
      ("cache.shared", "GROUP", nil),
      ("cache.s3", "x", nil), ("state.row_limit", "0", "value must be at least 1"),
      ("state.row_cleanup_quota", "101", "value must be at most 100"),
      ("remote.ssh.port", "-1", nil), ("remote.ssh.jobs", "0", "value must be at least 1"),
      ("remote.ssh.type", "copy", nil),
      ("remote.http.read_timeout", "-1", "value must be at least 0"),
      ("remote.http.read_timeout", "1e3", nil),
      ("remote.http.read_timeout", "nan", "value must be at least 0"),
      ("remote.http.read_timeout", "0x1p3", "expected float"),
      (
        "remote.http.auth", "weird",
        "expected one of basic, digest, custom for dictionary value @ data['remote']['http']['auth']"
      ),
      ("remote.http.auth", "BASIC", nil), ("remote.s3.cache_regions", "true", "expected bool"),
      ("remote.s3.shared", "group", "extra keys not allowed @ data['remote']['s3']['shared']"),
      ("remote.l.shared", "group", nil),
      ("remote.hdfs.verify", "true", "extra keys not allowed"), ("remote.r.bogus", "x", nil),
      (
        "remote.l.url", "gopher://x/y",
        "Unsupported URL type gopher:// for dictionary value @ data['remote']['l']"
      ),
      ("remote.l.url", "file://../x", "Unsupported URL type file://"), ("remote.l.url", "x:y", nil),
      ("remote.new.jobs", "1", "expected 'url' for dictionary value @ data['remote']['new']"),
      ("db.d.username", "x", nil), ("db.d.foo", "x", "extra keys not allowed @ data['db']['d']['foo']"),
      ("parsing.bool", "x", "expected one of store_true, boolean_optional"),
      ("parsing.list", "x", "expected one of nargs, append"),
      ("feature.machine", "x", "expected true or false"), ("studio.token", "x", nil),
    ] as [(String, String, String?)])
  func checksValues(name: String, value: String, message: String?) throws {
    var files = ConfigFiles(repository: Self.remotes)
    let address = try #require(ConfigAddress(name))
    let set = { (config: inout Config) throws(ConfigError) in
      try config.set(address, to: value, at: .repository, from: "/p/r")
    }
    guard let message else {
      try files.edit(set)
      return
    }
    let error = #expect(throws: ConfigError.self) { try files.edit(set) }
    #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
    #expect(files[.repository] == Self.remotes)
  }

  @Test(arguments: [
    ("remote = x\n[core]\n", "expected a dictionary for dictionary value @ data['remote']"),
    ("[remote]\nurl = x\n", "expected a dictionary for dictionary value @ data['remote']['url']"),
    ("[core]\n[[sub]]\nx = y\n", "extra keys not allowed @ data['core']['sub']"),
    ("[remote x]\nurl = y\n", "extra keys not allowed @ data['remote x']"),
    ("['foo \"q\"']\n", "extra keys not allowed @ data['foo \"q\"']"),
    ("['remote \"Q\"']\nbogus = 1\nuser = 2\n", "expected 'url' for dictionary value @ data['remote']['q']"),
    ("['remote \"Q\"']\nuser = 2\n[core]\nbogus=1\n", "extra keys not allowed @ data['core']['bogus']"),
    (
      "['remote \"q\"']\nurl = s3://b\nregion = a, b\n",
      "expected str for dictionary value @ data['remote']['q']['region']"
    ),
    (
      "[hydra]\nconfig_dir = x\nconfig_module = y\n",
      "two or more values in the same group of exclusion 'config_source' @ data['hydra'][<config_source>]"
    ),
  ])
  func checksFiles(text: String, message: String) throws {
    let config = try ConfigFiles(repository: text).load()
    let error = #expect(throws: ConfigError.self) { try config.validate() }
    #expect(error?.message == message)
  }

  /// Options that name a place and options that hold a secret.
  @Test func marksOptions() {
    #expect(ConfigSchema.isPath(section: "remote", option: "keyfile"))
    #expect(ConfigSchema.isPath(section: "remote", option: "gdrive_user_credentials_file"))
    #expect(ConfigSchema.isPath(section: "cache", option: "dir"))
    #expect(!ConfigSchema.isPath(section: "state", option: "dir"))
    #expect(!ConfigSchema.isPath(section: "remote", option: "ssl_verify"))
    #expect(!ConfigSchema.isPath(section: "db", option: "url"))
  }
}
