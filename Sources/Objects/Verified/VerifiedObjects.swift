import Files
import Hashing
import Synchronization

/// Which objects this clone has read whole, or made itself, and found to be what their names say; each by what its
/// file looked like then (inode, length, time of change). What was written into an object since, or put in its place,
/// is not believed.
///
/// Kept in a directory of ``FingerprintFile``s, the small ones merged as new ones come: safe to delete, which costs a
/// look at each object the next time it is used. Any thread may ask.
final class VerifiedObjects: Sendable {
  /// Members of a file; beyond that all is forgotten.
  private static let limit = 1 << 26

  private struct State {
    var files: [FingerprintFile]?
    var new = FingerprintTable()
  }
  /// nil: nothing is kept beyond this process.
  private let directory: String?
  private let state = Mutex(State())

  init(directory: String?) { self.directory = directory }

  func contains(_ id: ObjectID, _ info: FileInfo) -> Bool {
    let number = Self.fingerprint(id, info)
    let (isNew, files) = state.withLock { state in
      if state.new.contains(number) { return (true, [FingerprintFile]()) }
      if state.files == nil { state.files = load() }
      return (false, state.files ?? [])
    }
    return isNew || files.contains { $0.contains(number) }
  }

  func insert(_ id: ObjectID, _ info: FileInfo) {
    let number = Self.fingerprint(id, info)
    state.withLock { $0.new.insert(number) }
  }

  /// Writes what is new. A failure costs time the next time, nothing else.
  func save() {
    guard let directory else { return }
    state.withLock { state in
      guard state.new.count > 0 else { return }
      let files = (state.files ?? load()).sorted { $0.count < $1.count }
      // Larger and larger ones: each number is written again a few times at most, however often little is added.
      var total = state.new.count
      var merged: [FingerprintFile] = []
      for file in files where file.count <= 2 * total {
        total += file.count
        merged.append(file)
      }
      if total > Self.limit {
        for file in files { _ = try? FileSystem.remove(file.path) }
        (merged, total) = ([], state.new.count)
      }
      var table = FingerprintTable(expected: total)
      for slot in state.new.slots where slot != 0 { table.insert(UInt64(littleEndian: slot)) }
      for file in merged {
        for slot in file.slots where slot != 0 { table.insert(UInt64(littleEndian: slot)) }
      }
      do throws(FileError) {
        try FileSystem.makeDirectories(directory)
        let name = TemporaryNames().make().dropFirst().dropLast(TemporaryNames.suffix.utf8.count)
        let path = Paths.join(directory, String(name))
        try FileSystem.write(
          FingerprintFile.bytes(of: table), to: path, durable: false, followLinks: false)
      } catch {
        return
      }
      for file in merged { _ = try? FileSystem.remove(file.path) }
      state = State()
    }
  }

  private func load() -> [FingerprintFile] {
    guard let directory, let entries = try? FileSystem.list(directory) else { return [] }
    return entries.compactMap { FingerprintFile(path: Paths.join(directory, $0.name)) }
  }

  /// Nobody who could choose it can choose the inode and the time as well, or needs to: who can write the cache can set
  /// a file's time.
  private static func fingerprint(_ id: ObjectID, _ info: FileInfo) -> UInt64 {
    let name = id.digest.packed
    var sum = UInt64(truncatingIfNeeded: name) ^ UInt64(id.algorithm.rawValue)
    for word in [
      UInt64(truncatingIfNeeded: name >> 64), info.inode, UInt64(bitPattern: info.size),
      UInt64(bitPattern: info.mtime),
    ] {
      let product = (sum ^ 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: word ^ 0xD6E8_FEB8_6659_FD93)
      sum = product.high ^ product.low ^ (sum >> 29)
    }
    return sum == 0 ? 1 : sum
  }
}

extension ObjectStore {
  /// Remembers which objects were read and found right (``StoreSettings/verified``). Flush before: what was not on the
  /// disk when the power went is not to be believed.
  public func saveVerified() { verified.save() }
}
