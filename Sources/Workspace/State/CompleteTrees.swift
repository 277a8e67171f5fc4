import Files
import Hashing
import Objects

/// Directory objects whose members were all in the cache, and what the cache's directories looked like then. As long as
/// they look the same, no member is asked for again. `.dvc/tmp/cairn/complete`, a line `<id> <signature>` each, the
/// last one counts; safe to delete.
final class CompleteTrees {
  /// Lines; beyond that the file is begun anew.
  private static let limit = 20_000

  private let path: String
  private let store: ObjectStore
  private var known: [String: String]?
  private var lines = 0
  private var signatures: [HashAlgorithm: ObjectStore.Signature] = [:]

  init(path: String, store: ObjectStore) {
    self.path = path
    self.store = store
  }

  /// Whether a directory object and all its members are in the cache.
  func isComplete(_ id: ObjectID, cancellation: Cancellation) throws -> Bool {
    guard try store.contains(id) else { return false }
    let now = try currentSignature(id.algorithm)
    load()
    if known?[id.description] == String(now.value, radix: 16) { return true }
    let tree = try store.tree(id)
    guard try store.missing(count: tree.count, cancellation: cancellation, id: { tree.id($0) }).isEmpty else {
      return false
    }
    note(id, now)
    return true
  }

  /// The cache was written to: look at its directories again.
  func invalidate() { signatures.removeAll() }

  private func note(_ id: ObjectID, _ signature: ObjectStore.Signature) {
    // A cache that changed within the clock's tick may change again without showing it.
    guard signature.changedAt + StateShard.raceWindow < Clock.now() else { return }
    let value = String(signature.value, radix: 16)
    if lines >= Self.limit {
      known = [:]
      lines = 0
      _ = try? FileSystem.remove(path)
    }
    known?[id.description] = value
    lines += 1
    try? FileSystem.makeDirectories(Paths.parent(path))
    // One write of a short line: lines of two runs don't mix.
    try? FileSystem.append("\(id) \(value)\n", to: path)
  }

  private func currentSignature(_ algorithm: HashAlgorithm) throws -> ObjectStore.Signature {
    if let signature = signatures[algorithm] { return signature }
    let now = try store.signature(algorithm)
    signatures[algorithm] = now
    return now
  }

  private func load() {
    if known != nil { return }
    var all: [String: String] = [:]
    let bytes = ((try? FileSystem.readIfPresent(path)) ?? nil) ?? []
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      let words = line.split(separator: UInt8(ascii: " "))
      lines += 1
      // A torn last line matches no signature.
      if words.count == 2 {
        all[String(decoding: words[0], as: UTF8.self)] = String(decoding: words[1], as: UTF8.self)
      }
    }
    known = all
  }
}
