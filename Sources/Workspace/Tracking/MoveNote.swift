import Files

/// What a `move` is about to do, `.dvc/tmp/cairn/moving`: a run that ended between the data and its pointer is known by
/// it, and can go on, whatever the data has become since it was recorded.
struct MoveNote {
  private let file: String

  init(_ repository: Repository) { file = Paths.join(repository.privateDirectory, "moving") }

  /// Before the data is renamed.
  func write(_ from: String, to: String) throws {
    guard let text = try text(from, to, dataAt: from) else { return }
    try FileSystem.makeDirectories(Paths.parent(file))
    try FileSystem.write(text, to: file, followLinks: false)
  }

  /// Whether such a run moved what is at `to` now.
  func says(_ from: String, to: String) throws -> Bool {
    guard let note = try FileSystem.readIfPresent(file) else { return false }
    return try text(from, to, dataAt: to) == note
  }

  /// The pointer follows.
  func remove() throws { try FileSystem.remove(file) }

  private func text(_ from: String, _ to: String, dataAt path: String) throws -> [UInt8]? {
    try FileSystem.info(path, followLinks: false).map { Array("\($0.inode)\0\(from)\0\(to)".utf8) }
  }
}
