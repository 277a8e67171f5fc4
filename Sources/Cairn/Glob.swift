import Files

/// Shell patterns of `add --glob` and `push --glob`: `*`, `?`, `[...]`, and `**` across directories.
enum Glob {
  /// Paths matching any pattern, in name order per pattern, as the user would type them.
  /// - Throws: ``UsageError/noGlobMatches(patterns:)`` when nothing matches at all.
  static func expand(_ patterns: [String], in directory: String) throws -> [String] {
    var found: [String] = []
    var seen: Set<String> = []
    for pattern in patterns {
      let isAbsolute = pattern.hasPrefix("/")
      let parts = pattern.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
      for path in try matches(parts[...], below: isAbsolute ? "/" : "", base: directory)
      where seen.insert(path).inserted { found.append(path) }
    }
    if found.isEmpty { throw UsageError.noGlobMatches(patterns: patterns) }
    return found
  }

  private static func matches(_ parts: ArraySlice<String>, below prefix: String, base: String) throws
    -> [String]
  {
    guard let part = parts.first else { return prefix.isEmpty ? [] : [prefix] }
    let here = prefix.isEmpty ? base : Paths.absolute(prefix, in: base)
    func child(_ name: String) -> String { prefix.isEmpty ? name : Paths.join(prefix, name) }
    let rest = parts.dropFirst()
    if part == "**" {
      var found = try rest.isEmpty ? [] : matches(rest, below: prefix, base: base)
      for (name, kind) in try FileSystem.list(here) where !name.hasPrefix(".") {
        if kind == .directory { found += try matches(parts, below: child(name), base: base) }
        if rest.isEmpty { found.append(child(name)) }
      }
      return found
    }
    guard part.contains(where: { "*?[".contains($0) }) else {
      let path = Paths.absolute(child(part), in: base)
      guard try FileSystem.info(path, followLinks: false) != nil else { return [] }
      return try matches(rest, below: child(part), base: base)
    }
    let pattern = IgnorePatterns(text: "/" + part, source: "")
    var found: [String] = []
    for (name, kind) in (try? FileSystem.list(here)) ?? [] {
      if name.hasPrefix("."), !part.hasPrefix(".") { continue }
      guard IgnoreStack([pattern]).decide(name, isDirectory: true) != nil else { continue }
      if rest.isEmpty {
        found.append(child(name))
      } else if kind != .file {
        found += try matches(rest, below: child(name), base: base)
      }
    }
    return found
  }
}
