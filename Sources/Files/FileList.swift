import Glibc

/// One file of a ``FileList``. Its path is NUL-terminated and lives in the list's arena.
@usableFromInline
struct FileRecord {
  @usableFromInline var path: UnsafePointer<UInt8>
  @usableFromInline var count: UInt32
  @usableFromInline var links: UInt32
  @usableFromInline var size: Int64
  @usableFromInline var mtime: Int64
  @usableFromInline var ctime: Int64
  @usableFromInline var inode: UInt64
  @usableFromInline var device: UInt64
  @usableFromInline var mode: UInt16
  @usableFromInline var isLink: Bool

  init(path: UnsafePointer<UInt8>, count: Int, info: FileInfo, isLink: Bool) {
    self.path = path
    self.count = UInt32(count)
    self.links = info.links
    self.size = info.size
    self.mtime = info.mtime
    self.ctime = info.ctime
    self.inode = info.inode
    self.device = info.device
    self.mode = info.mode
    self.isLink = isLink
  }

  @inlinable
  var info: FileInfo {
    FileInfo(
      kind: .file, mode: mode, links: links, size: size, mtime: mtime, ctime: ctime, inode: inode,
      device: device)
  }

  @inlinable
  var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: path, count: Int(count)) }
}

/// The files below a directory at one moment: relative paths and what `statx` told, sorted by the bytes of the
/// whole path (`sub-x` < `sub.txt` < `sub/c`). Never changes; a record of 64 bytes, a pointer and the path per
/// file. For a file reached through a symbolic link the information is the target's and ``isLink(_:)`` is true.
// Unchecked: written before it is published, never after; the arena it points into lives as long.
public final class FileList: @unchecked Sendable {
  public let count: Int
  /// Sum of all sizes.
  public let totalSize: Int64
  /// Directories without any name in them, sorted; the walk's root is none of them.
  public let emptyDirectories: [String]
  @usableFromInline let records: UnsafePointer<UnsafePointer<FileRecord>>
  private let chunks: [UnsafeMutableRawPointer]

  /// Takes over the pointer array and the chunks that hold the records and paths.
  init(
    count: Int, records: UnsafeMutablePointer<UnsafePointer<FileRecord>>, chunks: [UnsafeMutableRawPointer],
    emptyDirectories: [String] = []
  ) {
    self.count = count
    self.emptyDirectories = emptyDirectories
    self.records = UnsafePointer(records)
    self.chunks = chunks
    var total: Int64 = 0
    for i in 0..<count { total += records[i].pointee.size }
    totalSize = total
  }

  /// A list from given entries, in any order.
  public convenience init(_ entries: [(path: String, info: FileInfo, isLink: Bool)]) {
    var arena = Arena()
    let order = UnsafeMutablePointer<UnsafePointer<FileRecord>>.allocate(capacity: max(1, entries.count))
    let records = arena.allocate(max(1, entries.count) * MemoryLayout<FileRecord>.stride)
      .bindMemory(to: FileRecord.self, capacity: max(1, entries.count))
    for (i, entry) in entries.enumerated() {
      var path = entry.path
      let place = path.withUTF8 { bytes -> UnsafePointer<UInt8> in
        let place = arena.allocate(bytes.count + 1).bindMemory(to: UInt8.self, capacity: bytes.count + 1)
        for j in 0..<bytes.count { place[j] = bytes[j] }
        place[bytes.count] = 0
        return UnsafePointer(place)
      }
      (records + i).initialize(
        to: FileRecord(path: place, count: path.utf8.count, info: entry.info, isLink: entry.isLink))
      (order + i).initialize(to: UnsafePointer(records + i))
    }
    var all = UnsafeMutableBufferPointer(start: order, count: entries.count)
    all.sort {
      Bytes.compare($0.pointee.bytes, $1.pointee.bytes) < 0
    }
    self.init(count: entries.count, records: order, chunks: arena.chunks)
  }

  public static let empty = FileList([])

  deinit {
    UnsafeMutablePointer(mutating: records).deallocate()
    for chunk in chunks { chunk.deallocate() }
  }

  @inlinable
  func record(_ i: Int) -> UnsafePointer<FileRecord> {
    precondition(i >= 0 && i < count)
    return records[i]
  }

  /// The bytes of a path; valid inside `body`.
  @inlinable
  public func withPath<R, E: Error>(
    _ i: Int, _ body: (UnsafeBufferPointer<UInt8>) throws(E) -> R
  ) throws(E) -> R {
    try body(record(i).pointee.bytes)
  }

  /// The path as a C string, for calls relative to the walk's root; valid inside `body`.
  @inlinable
  public func withCPath<R, E: Error>(
    _ i: Int, _ body: (UnsafePointer<CChar>) throws(E) -> R
  ) throws(E) -> R {
    try body(UnsafeRawPointer(record(i).pointee.path).assumingMemoryBound(to: CChar.self))
  }

  public func path(_ i: Int) -> String { String(decoding: record(i).pointee.bytes, as: UTF8.self) }
  @inlinable public func info(_ i: Int) -> FileInfo { record(i).pointee.info }
  @inlinable public func size(_ i: Int) -> Int64 { record(i).pointee.size }
  @inlinable public func isLink(_ i: Int) -> Bool { record(i).pointee.isLink }

  /// All files in order. The bytes are valid during the call.
  @inlinable
  public func forEach<E: Error>(
    _ body: (_ index: Int, _ path: UnsafeBufferPointer<UInt8>, _ info: FileInfo) throws(E) -> Void
  ) throws(E) {
    for i in 0..<count {
      let record = records[i]
      try body(i, record.pointee.bytes, record.pointee.info)
    }
  }

  /// Where the file of this path is.
  public func index(of path: String) -> Int? {
    let i = lowerBound(path)
    guard i < count, path.utf8.elementsEqual(record(i).pointee.bytes) else { return nil }
    return i
  }

  /// The indices of all files below a directory, which lie together; everything for `""`.
  public func indices(below directory: String) -> Range<Int> {
    if directory.isEmpty { return 0..<count }
    // "0" is the byte after "/".
    return lowerBound(directory + "/")..<lowerBound(directory + "0")
  }

  private func lowerBound(_ path: String) -> Int {
    var path = path
    return path.withUTF8 { wanted in
      var low = 0
      var high = count
      while low < high {
        let middle = (low + high) / 2
        if Bytes.compare(records[middle].pointee.bytes, wanted) < 0 {
          low = middle + 1
        } else {
          high = middle
        }
      }
      return low
    }
  }
}
