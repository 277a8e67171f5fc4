/// All ignore rules that hold somewhere in a tree: one set per ignore file, deeper and later ones after.
/// The last matching rule of the last set that has one decides.
///
/// Paths are relative to the tree's root, without slashes at their ends. May be used from several threads.
public struct IgnoreStack: Sendable {
  public private(set) var sets: [IgnorePatterns]
  private var ancestors = false

  public init(_ sets: [IgnorePatterns] = []) {
    self.sets = []
    for set in sets { append(set) }
  }

  public mutating func append(_ patterns: IgnorePatterns) {
    sets.append(patterns)
    // Below a directory that isn't ignored, a rule matching that directory only matters when another one
    // took it back.
    if patterns.dialect == .dvc, patterns.hasNegation { ancestors = true }
  }

  /// What the rules say of a path whose parents are known not to be ignored; nil when none matches.
  public func decide(_ path: UnsafeBufferPointer<UInt8>, isDirectory: Bool) -> IgnoreDecision? {
    guard let (set, rule) = lastMatch(path, isDirectory) else { return nil }
    return IgnoreDecision(rule: sets[set].namedRule(rule, path, isDirectory: isDirectory))
  }

  public func decide(_ path: String, isDirectory: Bool) -> IgnoreDecision? {
    var path = path
    return path.withUTF8 { decide($0, isDirectory: isDirectory) }
  }

  /// Whether to ignore a path whose parents are known not to be ignored: the quick form for walks.
  public func ignores(_ path: UnsafeBufferPointer<UInt8>, isDirectory: Bool) -> Bool {
    guard let (set, rule) = lastMatch(path, isDirectory) else { return false }
    return !sets[set].rules[rule].isNegated
  }

  /// What decides about any path: the rule that ignores the topmost ignored parent, else the path's own.
  public func explain(_ path: String, isDirectory: Bool) -> IgnoreDecision? {
    var path = path
    return path.withUTF8 { bytes in
      for i in bytes.indices where bytes[i] == Paths.slash && i > 0 {
        let parent = UnsafeBufferPointer(rebasing: bytes[..<i])
        if let decision = decide(parent, isDirectory: true), decision.isIgnored { return decision }
      }
      return decide(bytes, isDirectory: isDirectory)
    }
  }

  /// Whether any path or one of its parents is ignored.
  public func ignoresDeep(_ path: String, isDirectory: Bool) -> Bool {
    explain(path, isDirectory: isDirectory)?.isIgnored == true
  }

  @inline(__always)
  private func lastMatch(_ path: UnsafeBufferPointer<UInt8>, _ isDirectory: Bool) -> (Int, Int)? {
    var index = sets.count
    while index > 0 {
      index -= 1
      let isDVC = sets[index].dialect == .dvc
      if let rule = sets[index].match(path, isDirectory: isDirectory, ancestors: ancestors && isDVC) {
        return (index, rule)
      }
    }
    return nil
  }
}
