import Testing

@testable import Manifests

@Suite struct ConfigTests {
  @Test func laterLevelsWinOptionByOption() throws {
    let config = try ConfigFiles(
      system: "[core]\nremote = s\nchecksum_jobs = 2\n['remote \"s\"']\nurl = store\n",
      global: "[core]\nREMOTE = G\nautostage = True\n",
      repository: "[core]\nautostage = false\n['remote \"S\"']\njobs = 3\n",
      local: "['remote \"s\"']\nurl = ~/x\n"
    ).load()
    try config.validate()
    #expect(config.core.remote == "g")
    #expect(config.core.checksumJobs == 2)
    #expect(!config.core.autostage)
    let remote = try config.remote("S")
    #expect(remote.url == "/home/u/x")
    #expect(remote.jobs == 3)
    #expect(config.remoteNames == ["s"])
  }

  @Test func defaultsWithoutFiles() throws {
    let config = try ConfigFiles().load()
    #expect(config.core == Config.Core())
    #expect(config.core.analytics)
    #expect(config.cache.directory == "/p/r/.dvc/cache")
    #expect(config.cache.linkTypes == [.reflink, .copy])
    #expect(config.plots.outputDirectory == "dvc_plots")
    #expect(config.experiments.gitRemote == "origin")
    #expect(Config().cache.directory == nil)
    #expect(throws: ConfigError.noDefaultRemote(root: "/p/r", hasRemotes: false)) {
      try config.remote(nil, root: "/p/r")
    }
    #expect(throws: ConfigError.noSuchRemote("nope")) { try config.remote("nope") }
  }

  @Test func readsTypedValues() throws {
    let config = try ConfigFiles(
      repository: """
        [cache]
        type = "hardlink, symlink"
        shared = GROUP
        dir = ../../c/
        slow_link_warning = FALSE
        [core]
        no_scm = True
        checksum_jobs = " 1_0"
        [parsing]
        bool = boolean_optional
        list = append
        [hydra]
        enabled = true
        [exp]
        auto_push = true
        [plots]
        html_template = t.html
        """
    ).load()
    try config.validate()
    #expect(config.cache.linkTypes == [.hardlink, .symlink])
    #expect(config.cache.isShared && !config.cache.slowLinkWarning)
    #expect(config.cache.directory == "/p/c")
    #expect(config.core.noSCM && config.core.checksumJobs == 10)
    #expect(config.flagStyle == FlagStyle(negatesFalse: true, repeatsKeys: true))
    #expect(config.hydra.enabled && config.hydra.configName == "config")
    #expect(config.experiments.autoPush)
    #expect(config.plots.htmlTemplate == "t.html")
  }

  @Test(arguments: [
    ("../x/../y/./z/", "/p/r/y/z"), ("/q/../w/", "/q/../w/"), ("~/z/../y", "/home/u/z/../y"),
    ("./", "/p/r/.dvc"),
    ("~foo/x", "/p/r/.dvc/~foo/x"), ("s3:/x", "/p/r/.dvc/s3:/x"), ("h//y", "/p/r/.dvc/h/y"),
    ("s3://b/../c", "s3://b/../c"),
    ("file:///x/y", "file:///x/y"), ("S3://b", "S3://b"), ("C:\\x", "/p/r/.dvc/C:\\x"),
    ("../../../../..", "/"),
  ])
  func resolvesPaths(value: String, resolved: String) throws {
    let config = try ConfigFiles(repository: "['remote \"a\"']\nurl = \(value)\n").load()
    #expect(config.find(ConfigAddress("remote", name: "A", "url"))?.text == resolved)
  }

  @Test func followsRemotes() throws {
    let config = try ConfigFiles(
      repository: """
        ['remote "a"']
        url = ../s
        ['remote "b"']
        url = remote://a/sub//x
        ['remote "s"']
        url = s3://b/p
        region = eu
        profile = me
        ['remote "t"']
        url = remote://S
        region = us
        ['remote "u"']
        url = remote://t/deep/
        ['remote "m"']
        url = remote://n/x
        ['remote "n"']
        url = remote://m
        ['remote "z"']
        url = remote://nope/x
        ['remote "f"']
        url = file:///x
        """
    ).load()
    try config.validate()
    #expect(try config.remote("b").url == "/p/r/s/sub//x")
    #expect(try config.remote("b").localPath == "/p/r/s/sub//x")
    let t = try config.remote("t")
    #expect(t.url == "s3://b/p" && t.scheme == "s3" && t.localPath == nil)
    #expect(t.options.text("region") == "us" && t.options.text("profile") == "me")
    #expect(try config.remote("u").url == "s3://b/p/deep/")
    #expect(try config.remote("u").options.text("region") == "us")
    #expect(throws: ConfigError.remoteCycle("m")) { try config.remote("m") }
    #expect(throws: ConfigError.noSuchRemote("nope")) { try config.remote("z") }
    #expect(try config.remote("f").localPath == "/x")
  }

  @Test func findsValuesAndTheirFiles() throws {
    let config = try ConfigFiles(
      repository: "[cache]\ntype = reflink, copy\n[core]\nremote = a\n['remote \"a\"']\nurl = x\n",
      local: "[core]\nremote = b\n"
    ).load()
    let found = config.find(ConfigAddress("core", "remote"))
    #expect(found?.text == "b" && found?.path == "/p/r/.dvc/config.local")
    #expect(try config.find(ConfigAddress("core", "remote"), at: .repository).text == "a")
    #expect(config.find(ConfigAddress("cache", "type"))?.text == "['reflink', 'copy']")
    #expect(config.find(ConfigAddress("core", "nothing")) == nil)
    #expect(
      try config.list().map { "\($0.address)=\($0.text)" } == [
        "remote.a.url=/p/r/.dvc/x", "cache.type=['reflink', 'copy']", "core.remote=a", "core.remote=b",
      ])
    #expect(try config.list(at: .local).count == 1)
    #expect(try config.list(at: .global).isEmpty)
  }

  @Test(arguments: [
    ("core.nothing", "option 'nothing' doesn't exist in section 'core'"),
    ("cache.dir", "option 'dir' doesn't exist in section 'cache'"),
    ("nosect.x", "section 'nosect' doesn't exist"), ("remote.zz.x", "remote 'zz' doesn't exist"),
    ("remote.A.nope", "option 'nope' doesn't exist in remote 'a'"),
  ])
  func saysWhatIsMissing(name: String, message: String) throws {
    let config = try ConfigFiles(repository: "['remote \"a\"']\nurl = x\n").load()
    let address = try #require(ConfigAddress(name))
    let error = #expect(throws: ConfigError.self) { try config.find(address, at: .repository) }
    #expect(error?.message == message)
  }

  @Test func knowsWhereItIsNot() throws {
    let config = try ConfigFiles().load(ConfigPlaces(system: "/s", global: "/g"))
    #expect(throws: ConfigError.notInRepository) {
      try config.find(ConfigAddress("core", "remote"), at: .local)
    }
    #expect(throws: ConfigError.notInRepository) { try config.list(at: .repository) }
    #expect(try config.list().isEmpty)
    #expect(config.find(ConfigAddress("core", "remote")) == nil)
  }

  @Test func readsNames() {
    #expect(ConfigAddress("Core.Remote") == ConfigAddress("core", "remote"))
    #expect(ConfigAddress("remote.UP.URL") == ConfigAddress("remote", name: "up", "url"))
    #expect(ConfigAddress("db.x.url")?.name == "x")
    for text in ["core", "", "a.b.c", "Remote.x.url", "remote.a.b.url", "machine.m.cloud"] {
      #expect(ConfigAddress(text) == nil, "\(text)")
    }
  }

  @Test func tellsBrokenFiles() {
    let error = #expect(throws: ConfigError.self) { try ConfigFiles(local: "core]\n").load() }
    #expect(
      error?.message == "Invalid line ('core]') (matched as neither section nor keyword) at line 1.: "
        + "Invalid line ('core]') (matched as neither section nor keyword) at line 1.")
    let several = #expect(throws: ConfigError.self) { try ConfigFiles(global: "a\nb\n").load() }
    #expect(
      several?.message == "Parsing failed with several errors.\nFirst error at line 1.: "
        + "Parsing failed with several errors.\nFirst error at line 1.")
  }

  @Test func hidesSecrets() {
    #expect(ConfigSecrets.redacted(url: "https://me:pw@h:80/x@y") == "https://me:***@h:80/x@y")
    #expect(ConfigSecrets.redacted(url: "ssh://me@h/x:y") == "ssh://me@h/x:y")
    #expect(ConfigSecrets.redacted(url: "https://token@h/x:y") == "https://***@h/x:y")
    #expect(ConfigSecrets.redacted(url: "https://h/x?sig=s") == "https://h/x?***")
    #expect(
      ConfigSecrets.redacted(text: "can't clone 'https://u:s@h/x': no")
        == "can't clone 'https://u:***@h/x': no")
    #expect(
      ConfigSecrets.redacted(words: ["config", "remote.r.password", "s", "http://u:s@h"])
        == ["config", "remote.r.password", "***", "http://u:***@h"])
    #expect(ConfigSecrets.redacted(url: "/a:b@c") == "/a:b@c")
    #expect(ConfigSecrets.holds("password", "x") && ConfigSecrets.holds("url", "ssh://a:b@c"))
    #expect(!ConfigSecrets.holds("user", "x"))
  }
}
