import Files

/// The run cache as plain files: `runs/<key[0:2]>/<key>/<value>` (formats §5.4).
struct RunFiles {
  static let directory = "runs"

  let cache: String

  /// Entries, relative to the cache directory.
  func all() throws -> [String] {
    let root = Paths.join(cache, Self.directory)
    guard try FileSystem.info(root)?.isDirectory == true else { return [] }
    let files = try Walk(root: root).files()
    return (0..<files.count).map { Self.directory + "/" + files.path($0) }.filter(Self.isEntry)
  }

  /// Whether a path is exactly that of an entry: names from a remote are hostile until checked.
  static func isEntry(_ path: String) -> Bool {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    func isHash(_ text: Substring) -> Bool {
      text.utf8.count == 64 && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    }
    return parts.count == 4 && parts[0] == Substring(directory) && isHash(parts[2]) && isHash(parts[3])
      && parts[2].hasPrefix(parts[1]) && parts[1].utf8.count == 2
  }
}
