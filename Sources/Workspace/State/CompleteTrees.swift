import Documents
import Files
import Hashing
import Objects

/// Directory objects whose members were all in the cache, and what the cache's directories looked like then. As long as
/// they look the same, no member is asked for again. `.dvc/tmp/cairn/complete`, JSON; safe to delete.
final class CompleteTrees {
  private static let limit = 10_000

  private let path: String
  private let store: ObjectStore
  private var known: Mapping?
  private var signature: ObjectStore.Signature?

  init(path: String, store: ObjectStore) {
    self.path = path
    self.store = store
  }

  /// Whether a directory object and all its members are in the cache.
  func isComplete(_ id: ObjectID, cancellation: Cancellation) throws -> Bool {
    guard try store.contains(id) else { return false }
    let now = try currentSignature()
    if loaded()[id.description] == .string(String(now.value, radix: 16)) { return true }
    let tree = try store.tree(id)
    let members = (0..<tree.count).map { tree.id($0) }
    guard try store.missing(members, cancellation: cancellation).isEmpty else { return false }
    note(id, now)
    return true
  }

  /// The cache was written to: look at its directories again.
  func invalidate() { signature = nil }

  private func note(_ id: ObjectID, _ signature: ObjectStore.Signature) {
    // A cache that changed within the clock's tick may change again without showing it.
    guard signature.changedAt + StateShard.raceWindow < Clock.now() else { return }
    var all = loaded()
    if all.count >= Self.limit { all = Mapping() }
    all[id.description] = .string(String(signature.value, radix: 16))
    known = all
    try? FileSystem.makeDirectories(Paths.parent(path))
    try? FileSystem.write(JSON.bytes(of: .map(all)), to: path, durable: false)
  }

  private func currentSignature() throws -> ObjectStore.Signature {
    if let signature { return signature }
    let now = try store.signature()
    signature = now
    return now
  }

  private func loaded() -> Mapping {
    if let known { return known }
    let bytes = (try? FileSystem.readIfPresent(path)) ?? nil
    let all = bytes.flatMap { (try? JSON.load($0))?.map } ?? Mapping()
    known = all
    return all
  }
}
