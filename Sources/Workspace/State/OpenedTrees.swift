import Files
import Hashing

/// Directory objects that comparisons and checkouts have opened in this clone. The peer keeps what it once opened, so it
/// still names the members when the cache has lost the object; what it never opened it can't. `.dvc/tmp/cairn/opened`,
/// an id a line; safe to delete.
final class OpenedTrees {
  /// Beyond that the file is begun anew.
  private static let limit = 20_000

  private let path: String
  private var known: Set<String>?

  init(path: String) { self.path = path }

  func contains(_ id: ObjectID) -> Bool { all().contains(id.description) }

  func note(_ id: ObjectID) {
    var ids = all()
    if !ids.insert(id.description).inserted { return }
    if ids.count > Self.limit {
      ids = [id.description]
      _ = try? FileSystem.remove(path)
    }
    known = ids
    try? FileSystem.makeDirectories(Paths.parent(path))
    try? FileSystem.append("\(id)\n", to: path)
  }

  private func all() -> Set<String> {
    if let known { return known }
    let bytes = ((try? FileSystem.readIfPresent(path)) ?? nil) ?? []
    let lines = bytes.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
    let ids = Set(lines)
    known = ids
    return ids
  }
}
