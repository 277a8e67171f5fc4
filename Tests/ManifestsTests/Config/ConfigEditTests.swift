import Testing

@testable import Manifests

@Suite struct ConfigEditTests {
  let cwd = "/p/r/sub"

  @Test func writesPathsRelativeToTheFile() throws {
    var files = ConfigFiles()
    for (value, written) in [
      ("../foo/./bar/", "../foo/bar"), ("", "../sub"), ("~/x", "~/x"), ("/w", "/w"), ("..", ".."),
      ("../.dvc", "."),
    ] {
      try files.edit { config throws(ConfigError) in
        try config.set(ConfigAddress("cache", "dir"), to: value, at: .repository, from: cwd)
      }
      #expect(files[.repository] == "[cache]\n    dir = \(written)\n")
    }
    try files.edit { config throws(ConfigError) in
      try config.set(ConfigAddress("cache", "dir"), to: "x", at: .global, from: cwd)
    }
    #expect(files[.global] == "[cache]\n    dir = ../../../../p/r/sub/x\n")
  }

  @Test func tidiesOtherPathsAndLayout() throws {
    var files = ConfigFiles(
      repository: """
        # comment
        ['remote "a"']
        url = ../x/../y/./z/
        ['remote "d"']
        url = ./
        ['remote "E e"']
        url = ~foo/x
        [cache]
        dir=../../c/
        [exp]
        """)
    try files.edit { config throws(ConfigError) in
      try config.set(ConfigAddress("core", "autostage"), to: "true", at: .repository, from: cwd)
    }
    #expect(
      files[.repository] == """
        [cache]
            dir = ../../c
        [core]
            autostage = true
        ['remote "a"']
            url = ../y/z
        ['remote "d"']
            url = .
        ['remote "e e"']
            url = ~foo/x

        """)
  }

  @Test func keepsEmptyNamedSections() throws {
    var files = ConfigFiles(repository: "['remote \"t\"']\n    url = s3://s\n")
    try files.edit { config throws(ConfigError) in
      try config.modifyRemote("t", option: "region", value: "x", at: .local, from: cwd)
    }
    #expect(files[.local] == "['remote \"t\"']\n    region = x\n")
    for _ in 0..<2 {
      try files.edit { config throws(ConfigError) in
        try config.modifyRemote("t", option: "region", value: nil, at: .local, from: cwd)
      }
      #expect(files[.local] == "['remote \"t\"']\n")
    }
  }

  @Test func looksForRemotesAtOrBelowTheLevel() throws {
    var files = ConfigFiles(
      global: "['remote \"g\"']\nurl = /g\n", repository: "['remote \"p\"']\nurl = /p\n",
      local: "['remote \"l\"']\nurl = /l\n")
    #expect(throws: ConfigError.remoteMissing("p")) {
      try files.edit { config throws(ConfigError) in
        try config.modifyRemote("P", option: "jobs", value: "3", at: .global, from: cwd)
      }
    }
    #expect(throws: ConfigError.defaultNotListed) {
      try files.edit { config throws(ConfigError) in try config.setDefaultRemote("l", at: .repository) }
    }
    #expect(throws: ConfigError.remoteMissing("g")) {
      try files.edit { config throws(ConfigError) in try config.removeRemote("g", at: .repository) }
    }
    try files.edit { config throws(ConfigError) in
      try config.setDefaultRemote("G", at: .local)
      try config.addRemote("G", url: "x", at: .repository, from: cwd)
    }
    #expect(files[.local] == "[core]\n    remote = g\n['remote \"l\"']\n    url = /l\n")
    #expect(files[.repository] == "['remote \"p\"']\n    url = /p\n['remote \"g\"']\n    url = ../sub/x\n")
  }

  @Test func checksOnlyUpToTheLevelBeforeWriting() throws {
    var files = ConfigFiles(local: "[core]\nbogus = 1\n")
    // Written, and then found to disagree with a higher level.
    #expect(throws: ConfigError.unknown(["core", "bogus"])) {
      try files.edit { config throws(ConfigError) in
        try config.set(ConfigAddress("core", "autostage"), to: "true", at: .repository, from: cwd)
      }
    }
    #expect(files[.repository] == "[core]\n    autostage = true\n")
    try files.edit { config throws(ConfigError) in
      try config.unset(ConfigAddress("core", "bogus"), at: .local)
    }
    #expect(files[.local] == "\n")
  }

  @Test func replacesWithForce() throws {
    var files = ConfigFiles(repository: "['remote \"a\"']\nurl = /a\njobs = 3\n['remote \"b\"']\nurl = /b\n")
    #expect(throws: ConfigError.remoteExists("a")) {
      try files.edit { config throws(ConfigError) in
        try config.addRemote("A", url: "/c", at: .repository, from: cwd)
      }
    }
    try files.edit { config throws(ConfigError) in
      try config.addRemote("A", url: "/c", at: .repository, from: cwd, isDefault: true, force: true)
    }
    #expect(
      files[.repository]
        == "[core]\n    remote = a\n['remote \"a\"']\n    url = /c\n['remote \"b\"']\n    url = /b\n")
  }

  @Test func removesAndRenamesWithTheDefault() throws {
    var files = ConfigFiles(
      global: "[core]\nremote = a\n",
      repository: "[core]\nremote = a\n['remote \"a\"']\nurl = ../s\n['remote \"b\"']\nurl = /b\n",
      local: "[core]\nremote = a\n")
    #expect(throws: ConfigError.remoteNameTaken("b")) {
      try files.edit { config throws(ConfigError) in try config.renameRemote("a", to: "b", at: .repository) }
    }
    try files.edit { config throws(ConfigError) in try config.renameRemote("A", to: "C", at: .repository) }
    #expect(
      files[.repository]
        == "[core]\n    remote = C\n['remote \"b\"']\n    url = /b\n['remote \"C\"']\n    url = ../s\n")
    #expect(files[.local] == "[core]\n    remote = C\n")
    #expect(files[.global] == "[core]\nremote = a\n")
    try files.edit { config throws(ConfigError) in try config.removeRemote("c", at: .repository) }
    #expect(files[.repository] == "['remote \"b\"']\n    url = /b\n")
    #expect(files[.local] == "\n")
  }

  @Test func refusesNamesThatCannotBeQuoted() throws {
    var files = ConfigFiles(repository: "")
    let error = #expect(throws: ConfigError.self) {
      try files.edit { config throws(ConfigError) in
        try config.addRemote("it's", url: "/z", at: .repository, from: cwd)
      }
    }
    #expect(error?.message == "Value \"remote \"it's\"\" cannot be safely quoted.")
    #expect(files[.repository] == "")
  }

  @Test func tellsFilesWithSecrets() throws {
    var config = try ConfigFiles(repository: "['remote \"a\"']\nurl = s3://b\n").load()
    try config.modifyRemote("a", option: "secret_access_key", value: "x", at: .local, from: cwd)
    try config.modifyRemote("a", option: "region", value: "x", at: .repository, from: cwd)
    #expect(try config.changes().map(\.holdsSecrets) == [false, true])
    #expect(try config.changes().map(\.path) == ["/p/r/.dvc/config", "/p/r/.dvc/config.local"])
  }
}
