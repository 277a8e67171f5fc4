import CSystem
import Glibc

/// A file that programs and we append to.
public final class LogFile {
  public let path: String
  /// For children to write to.
  public private(set) var fd: Int32

  /// Makes an empty file, in place of what was there. Its directory must exist.
  public init(creating path: String) throws(FileError) {
    self.path = path
    fd = try FileSystem.open(
      "create", path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_NOFOLLOW, mode: 0o666)
  }

  deinit { close() }

  /// What can't be written is lost: a log must not stop the work.
  public func append(_ bytes: [UInt8]) {
    if fd >= 0 { _ = bytes.withUnsafeBytes { sys_write_all(fd, $0.baseAddress, $0.count) } }
  }

  public func close() {
    if fd >= 0 { _ = sys_close(fd) }
    fd = -1
  }

  /// The content of a log piece by piece; a log that can't be read is empty.
  public static func read(_ path: String, _ body: ([UInt8]) -> Void) {
    guard let fd = try? FileSystem.open("read", path, O_RDONLY) else { return }
    defer { _ = sys_close(fd) }
    while true {
      let piece = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
        count = max(0, sys_read(fd, buffer.baseAddress, buffer.count))
      }
      if piece.isEmpty { return }
      body(piece)
    }
  }
}
