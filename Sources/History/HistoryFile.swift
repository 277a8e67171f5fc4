import Files
import Git

/// The index as one file: arrays one after the other, as they lie in memory of this machine.
enum HistoryFile {
  private static let mark: UInt64 = 0x6361_6972_6e68_3031

  static func write(_ index: HistoryIndex, to path: String) throws {
    var bytes: [UInt8] = []
    func put<Element>(_ items: [Element]) {
      withUnsafeBytes(of: UInt64(items.count)) { bytes += $0 }
      items.withUnsafeBytes { bytes += $0 }
      while bytes.count % 16 != 0 { bytes.append(0) }
    }
    put([mark, UInt64(MemoryLayout<CommitRecord>.stride), UInt64(MemoryLayout<FactRecord>.stride)])
    put(index.tips)
    put(index.commits)
    put(index.parents)
    put(index.changes)
    put(index.versions)
    put(index.facts)
    put(index.texts.ends)
    put(index.texts.arena)
    try FileSystem.makeDirectories(Paths.parent(path))
    try FileSystem.write(bytes, to: path, durable: false, followLinks: false)
  }

  /// nil when there is none that can be used.
  static func read(_ path: String) -> HistoryIndex? {
    guard let bytes = (try? FileSystem.readIfPresent(path)) ?? nil else { return nil }
    var at = 0
    func take<Element>(_: Element.Type) -> [Element]? {
      guard at + 8 <= bytes.count else { return nil }
      return bytes.withUnsafeBytes { raw -> [Element]? in
        let count = raw.loadUnaligned(fromByteOffset: at, as: UInt64.self)
        let start = at + 8
        guard count <= UInt64(bytes.count) / UInt64(max(MemoryLayout<Element>.stride, 1)) else { return nil }
        let size = Int(count) * MemoryLayout<Element>.stride
        guard start + size <= bytes.count else { return nil }
        at = (start + size + 15) / 16 * 16
        return [Element](unsafeUninitializedCapacity: Int(count)) { buffer, made in
          if size > 0, let from = raw.baseAddress, let to = buffer.baseAddress {
            UnsafeMutableRawPointer(to).copyMemory(from: from + start, byteCount: size)
          }
          made = Int(count)
        }
      }
    }
    guard let head = take(UInt64.self), head.count == 3, head[0] == mark,
      head[1] == UInt64(MemoryLayout<CommitRecord>.stride),
      head[2] == UInt64(MemoryLayout<FactRecord>.stride),
      let tips = take(GitID.self), let commits = take(CommitRecord.self), let parents = take(GitID.self),
      let changes = take(ChangeRecord.self), let versions = take(VersionRecord.self),
      let facts = take(FactRecord.self), let ends = take(UInt32.self), let arena = take(UInt8.self),
      let texts = Texts(arena: arena, ends: ends)
    else { return nil }
    let index = HistoryIndex(
      tips: tips, commits: commits, parents: parents, changes: changes, versions: versions, facts: facts,
      texts: texts)
    return index.isSound ? index : nil
  }
}
