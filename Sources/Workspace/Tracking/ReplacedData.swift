import Files

/// Where data goes that had to make room although it exists nowhere else: `.dvc/tmp/cairn/replaced`, below a number
/// for each time.
public struct ReplacedData {
  private let repository: Repository

  public init(_ repository: Repository) { self.repository = repository }

  public static func directory(of repository: Repository) -> String {
    Paths.join(repository.privateDirectory, "replaced")
  }

  /// Moves what is at `path` there.
  /// - Returns: where it is now.
  /// - Throws: `FileError`
  @discardableResult
  public func keep(_ path: String) throws -> String {
    let target = Paths.join(try freeDirectory(), repository.key(of: path).drop { $0 == "/" }.description)
    try FileSystem.makeDirectories(Paths.parent(target))
    try FileSystem.rename(path, to: target)
    return target
  }

  private func freeDirectory() throws -> String {
    let all = Self.directory(of: repository)
    try FileSystem.makeDirectories(all)
    let taken = try FileSystem.list(all).compactMap { Int($0.name) }.max() ?? 0
    return Paths.join(all, String(taken + 1))
  }
}
