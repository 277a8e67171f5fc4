import CSystem
import Glibc

/// One record of getdents64, read in place.
struct RawEntry {
  let name: UnsafePointer<CChar>
  let count: Int
  let type: UInt8
  let length: Int

  @inline(__always)
  init(_ at: UnsafeMutableRawPointer) {
    length = Int(at.load(fromByteOffset: 16, as: UInt16.self))
    type = at.load(fromByteOffset: 18, as: UInt8.self)
    name = UnsafePointer((at + 19).assumingMemoryBound(to: CChar.self))
    count = strlen(name)
  }

  @inline(__always)
  var isDot: Bool {
    name[0] == 46 && (name[1] == 0 || (name[1] == 46 && name[2] == 0))
  }

  /// nil for DT_UNKNOWN.
  var kind: FileInfo.Kind? {
    switch Int(type) {
    case DT_REG: .file
    case DT_DIR: .directory
    case DT_LNK: .symlink
    case DT_UNKNOWN: nil
    default: .other
    }
  }
}

/// The names directly below one directory, sorted by bytes, without `.` and `..`: one byte arena and a small
/// record per name. Links are not followed.
public struct DirectoryEntries: Sendable {
  private struct Record {
    var offset: UInt32
    var count: UInt16
    var kind: FileInfo.Kind
  }
  private var bytes: [UInt8] = []
  private var records: [Record] = []

  public init(reading directory: String) throws(FileError) {
    let fd = try FileSystem.open("list", directory, O_RDONLY | O_DIRECTORY)
    defer { _ = sys_close(fd) }
    try self.init(descriptor: fd, path: directory)
  }

  /// - Parameter path: for errors only.
  init(descriptor fd: Int32, path: String) throws(FileError) {
    let size = 1 << 15
    let scratch = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 8)
    defer { scratch.deallocate() }
    while true {
      let n = sys_getdents(fd, scratch, size)
      if n < 0 { throw FileError("list", path, errno: Int32(-n)) }
      if n == 0 { break }
      var at = 0
      while at < n {
        let entry = RawEntry(scratch + at)
        at += entry.length
        if entry.isDot { continue }
        let kind = entry.kind ?? Self.kind(of: entry.name, in: fd)
        guard let kind else { continue }
        records.append(Record(offset: UInt32(bytes.count), count: UInt16(entry.count), kind: kind))
        entry.name.withMemoryRebound(to: UInt8.self, capacity: entry.count) {
          bytes.append(contentsOf: UnsafeBufferPointer(start: $0, count: entry.count))
        }
      }
    }
    sort()
  }

  private static func kind(of name: UnsafePointer<CChar>, in fd: Int32) -> FileInfo.Kind? {
    var info = sys_info()
    return sys_statat(fd, name, 0, &info) < 0 ? nil : FileInfo.Kind(rawValue: UInt8(info.kind))
  }

  private mutating func sort() {
    bytes.withUnsafeBufferPointer { all in
      guard let start = all.baseAddress else { return }
      records.sort {
        let order = memcmp(start + Int($0.offset), start + Int($1.offset), Int(min($0.count, $1.count)))
        return order < 0 || (order == 0 && $0.count < $1.count)
      }
    }
  }

  public var count: Int { records.count }
  public func kind(_ i: Int) -> FileInfo.Kind { records[i].kind }
  /// The name as text; bytes that are not UTF-8 come out as U+FFFD.
  public func name(_ i: Int) -> String { withName(i) { String(decoding: $0, as: UTF8.self) } }

  public func withName<R, E: Error>(
    _ i: Int, _ body: (UnsafeBufferPointer<UInt8>) throws(E) -> R
  ) throws(E) -> R {
    let record = records[i]
    return try bytes.withUnsafeBufferPointer { (all) throws(E) -> R in
      try body(
        UnsafeBufferPointer(rebasing: all[Int(record.offset)..<Int(record.offset) + Int(record.count)]))
    }
  }

  /// Whether a file (or anything else) of this name is here; binary search.
  public func index(of name: String) -> Int? {
    var name = name
    return name.withUTF8 { wanted in
      var low = 0
      var high = records.count
      while low < high {
        let middle = (low + high) / 2
        switch withName(middle, { Bytes.compare($0, wanted) }) {
        case 0: return middle
        case ..<0: low = middle + 1
        default: high = middle
        }
      }
      return nil
    }
  }

  /// The indices of the directories, in order.
  public var directories: [Int] { records.indices.filter { records[$0].kind == .directory } }
}

/// Order of byte strings.
enum Bytes {
  @inline(__always)
  static func compare(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Int {
    let shared = min(a.count, b.count)
    if shared > 0, let x = a.baseAddress, let y = b.baseAddress {
      let order = memcmp(x, y, shared)
      if order != 0 { return Int(order) }
    }
    return a.count - b.count
  }
}
