import Files

extension GitConfig {
  /// Reads every level that applies to a repository (git-config(1), "FILES"); nil for none in particular.
  public static func load(
    _ location: GitLocation?, environment: GitEnvironment
  ) throws(GitError) -> GitConfig {
    var config = GitConfig(home: environment.home)
    var reader = Reader(location: location, environment: environment)
    if GitConfig.bool(Entry(key: "", value: environment["GIT_CONFIG_NOSYSTEM"] ?? "false")) != true {
      try reader.read(environment["GIT_CONFIG_SYSTEM"] ?? "/etc/gitconfig", .system)
    }
    if let file = environment.variables["GIT_CONFIG_GLOBAL"] {
      if !file.isEmpty { try reader.read(file, .global) }
    } else {
      if let directory = environment.xdgDirectory { try reader.read(directory + "/config", .global) }
      if let home = environment.home { try reader.read(home + "/.gitconfig", .global) }
    }
    if let location {
      try reader.read(location.commonDirectory + "/config", .local)
      let split = reader.entries.last { $0.key == "extensions.worktreeconfig" }
      if GitConfig.bool(split) == true {
        try reader.read(location.gitDirectory + "/config.worktree", .worktree)
      }
    }
    for i in 0..<(environment["GIT_CONFIG_COUNT"].flatMap(Int.init) ?? 0) {
      guard let key = environment["GIT_CONFIG_KEY_\(i)"] else { break }
      let value = environment.variables["GIT_CONFIG_VALUE_\(i)"]
      reader.entries.append(Entry(key: canonical(key), value: value, level: .command))
    }
    config.entries = reader.entries
    return config
  }

  /// Follows includes in place, so that order decides as git says.
  private struct Reader {
    let location: GitLocation?
    let environment: GitEnvironment
    var entries: [Entry] = []
    private var depth = 0

    init(location: GitLocation?, environment: GitEnvironment) {
      self.location = location
      self.environment = environment
    }

    mutating func read(_ path: String, _ level: Level) throws(GitError) {
      // Git gives up at ten levels; a circle simply stops here.
      guard depth < 10 else { return }
      depth += 1
      defer { depth -= 1 }
      for var entry in try GitConfig.entries(ofFile: path) {
        entry.level = level
        entries.append(entry)
        guard let value = entry.value, includes(entry.key, from: path) else { continue }
        let included = GitConfig.expand(value, home: environment.home)
        try read(Paths.absolute(included, in: Paths.parent(path)), level)
      }
    }

    private func includes(_ key: String, from path: String) -> Bool {
      if key == "include.path" { return true }
      guard key.hasPrefix("includeif."), key.hasSuffix(".path") else { return false }
      let condition = key.dropFirst("includeif.".count).dropLast(".path".count)
      guard let colon = condition.firstIndex(of: ":"), let location else { return false }
      let pattern = String(condition[condition.index(after: colon)...])
      switch condition[..<colon] {
      case "gitdir": return matches(location.gitDirectory, pattern, from: path, ignoringCase: false)
      case "gitdir/i": return matches(location.gitDirectory, pattern, from: path, ignoringCase: true)
      case "onbranch":
        let head = try? GitReferences(location).head()
        guard case .branch(let name, _)? = head else { return false }
        return glob(pattern.hasSuffix("/") ? pattern + "**" : pattern, name)
      default: return false
      }
    }

    private func matches(
      _ directory: String, _ written: String, from path: String, ignoringCase: Bool
    ) -> Bool {
      var pattern = GitConfig.expand(written, home: environment.home)
      if pattern.hasPrefix("./") {
        pattern = Paths.parent(path) + pattern.dropFirst()
      } else if !pattern.hasPrefix("/") {
        pattern = "**/" + pattern
      }
      if pattern.hasSuffix("/") { pattern += "**" }
      let real = try? FileSystem.realPath(directory)
      return [directory, real ?? directory].contains {
        ignoringCase ? glob(pattern.lowercased(), $0.lowercased()) : glob(pattern, $0)
      }
    }

    /// Git's wildcards over a whole path: those of an anchored ignore rule.
    private func glob(_ pattern: String, _ path: String) -> Bool {
      let rule = IgnorePatterns(
        text: pattern.hasPrefix("/") ? pattern : "/" + pattern, source: "", dialect: .git)
      let path = path.hasPrefix("/") ? String(path.dropFirst()) : path
      return IgnoreStack([rule]).decide(path, isDirectory: true) != nil
    }
  }
}
