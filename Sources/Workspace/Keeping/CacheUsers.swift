import Files
import Hashing
import Objects

/// The projects that keep their objects in a cache which isn't their own alone, so that a collection in one of them
/// leaves what the others need. Each has a file in the cache, `.cairn/projects/<digest of its root>`, with its root in it.
///
/// The files are hints: they make a collection keep more, never less, and nothing of what they say is run or written to.
public struct CacheUsers: Sendable {
  /// A record that is longer is none.
  private static let longestRecord = 8192

  private let store: ObjectStore
  private var directory: String { Paths.join(store.root, ".cairn/projects") }

  public init(_ store: ObjectStore) { self.store = store }

  /// Whether two stores are one, whatever links lead to them.
  public static func isSame(_ a: ObjectStore, _ b: ObjectStore) -> Bool { place(a) == place(b) }

  /// Where a store is once all links are followed.
  private static func place(_ store: ObjectStore) -> String {
    (try? FileSystem.realPath(store.root)) ?? store.root
  }

  /// Whether the cache is inside of the project's `.dvc`, also once all links are followed.
  public static func isOwn(_ store: ObjectStore, of repository: Repository) -> Bool {
    let own = (try? FileSystem.realPath(repository.dotDirectory)) ?? repository.dotDirectory
    return Paths.isInside(place(store), own)
  }

  /// Notes that a project uses the cache. Without a right to write there, it has no objects of its own in it.
  public func add(_ repository: Repository) {
    if Self.isOwn(store, of: repository) { return }
    let file = record(of: repository.root)
    if FileSystem.exists(file) { return }
    do {
      try makeDirectories()
      try FileSystem.write(Array((repository.root + "\n").utf8), to: file, mode: 0o444)
    } catch {}
  }

  /// Forgets a project.
  public func remove(_ root: String) { _ = try? FileSystem.remove(record(of: root)) }

  /// The roots of all that are noted, and of the project whose `.dvc` the cache is in.
  public func roots() -> [String] {
    var roots: [String] = []
    let place = Self.place(store)
    var here = place
    while here != "/", !here.isEmpty {
      if Paths.name(here) == Repository.directoryName { roots.append(Paths.parent(here)) }
      let above = Paths.parent(here)
      if above == here { break }
      here = above
    }
    for (name, _) in (try? FileSystem.list(directory)) ?? [] {
      let file = Paths.join(directory, name)
      guard let bytes = (try? FileSystem.readRegular(file)) ?? nil, bytes.count < Self.longestRecord else {
        continue
      }
      let root = String(decoding: bytes.prefix { $0 != 0x0A }, as: UTF8.self)
      if root.hasPrefix("/"), record(of: root) == file, !roots.contains(root) { roots.append(root) }
    }
    return roots
  }

  private func record(of root: String) -> String {
    let id = ObjectID(Hash.digest(Array(root.utf8), .md5), algorithm: .md5, isTree: false)
    return Paths.join(directory, id.description)
  }

  private func makeDirectories() throws {
    for path in [store.root, Paths.parent(directory), directory]
    where try FileSystem.info(path)?.isDirectory != true {
      try FileSystem.makeDirectories(path)
      if store.settings.isShared { try FileSystem.setMode(0o2775, of: path) }
    }
  }
}
