import CSystem
import Files
import Glibc

/// A ``FingerprintTable`` on disk, mapped: what is not asked for is not read. Layout, little endian:
///
///     magic "CAIRNVF1" · count u64 · slots u64 × a power of two
///
/// It is written once and never changed, so that no reader's map loses its ground.
// Unchecked: the map is read only and never moves.
final class FingerprintFile: @unchecked Sendable {
  static let magic = UInt64(littleEndian: 0x3146_564E_5249_4143)
  private static let header = 16

  let path: String
  let count: Int
  private let map: UnsafeMutableRawPointer
  private let size: Int

  var slots: UnsafeBufferPointer<UInt64> {
    UnsafeRawBufferPointer(start: map + Self.header, count: size - Self.header).bindMemory(to: UInt64.self)
  }

  /// nil when there is none at `path`, or something else.
  init?(path: String) {
    let fd = path.withCString { sys_open($0, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, 0) }
    guard fd >= 0 else { return nil }
    defer { _ = sys_close(fd) }
    var info = sys_info()
    guard sys_fstat(fd, &info) == 0, info.kind == UInt32(sys_kind_file), let size = Int(exactly: info.size)
    else { return nil }
    let slots = (size - Self.header) / 8
    guard slots >= 16, slots & (slots - 1) == 0, size == Self.header + slots * 8 else { return nil }
    var fault: Int32 = 0
    guard let map = sys_map(fd, size, &fault) else { return nil }
    let words = UnsafeRawBufferPointer(start: map, count: Self.header).bindMemory(to: UInt64.self)
    guard words[0] == Self.magic, let count = Int(exactly: UInt64(littleEndian: words[1])), count < slots
    else {
      sys_unmap(map, size)
      return nil
    }
    (self.path, self.map, self.size, self.count) = (path, map, size, count)
  }

  deinit { sys_unmap(map, size) }

  func contains(_ number: UInt64) -> Bool { FingerprintTable.contains(number, in: slots) }

  static func bytes(of table: FingerprintTable) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(header + table.slots.count * 8)
    for word in [magic, UInt64(table.count).littleEndian] {
      withUnsafeBytes(of: word) { bytes.append(contentsOf: $0) }
    }
    table.slots.withUnsafeBytes { bytes.append(contentsOf: $0) }
    return bytes
  }
}
