import CSystem
import Files
import Glibc
import Hashing
import Synchronization

/// A negative result as the error it names.
@inline(__always)
@discardableResult
func check(_ result: Int32, _ operation: String, _ path: @autoclosure () -> String) throws(FileError) -> Int32
{
  if result < 0 { throw FileError(operation, path(), errno: -result) }
  return result
}

@inline(__always)
@discardableResult
func check(_ result: Int, _ operation: String, _ path: @autoclosure () -> String) throws(FileError) -> Int {
  if result < 0 { throw FileError(operation, path(), errno: Int32(-result)) }
  return result
}

/// The system refused to leave times alone: the files are another user's.
private let mustTouch = Atomic<Bool>(false)

/// Opens for reading, without a new access time where that is allowed: one inode less to write for each file read.
func openQuietly(_ directory: Int32, _ name: UnsafePointer<CChar>, _ flags: Int32) -> Int32 {
  if !mustTouch.load(ordering: .relaxed) {
    let fd = sys_openat(directory, name, flags | Int32(sys_no_atime), 0)
    if fd != -EPERM { return fd }
    mustTouch.store(true, ordering: .relaxed)
  }
  return sys_openat(directory, name, flags, 0)
}

extension ObjectID {
  /// Lends the file name inside the shard (formats §2.1), e.g. `cdef….dir`, as a C string.
  @inline(__always)
  func withFileName<R>(_ body: (UnsafePointer<CChar>) -> R) -> R {
    withUnsafeTemporaryAllocation(byteCount: 72, alignment: 8) { buffer in
      let text = buffer.assumingMemoryBound(to: UInt8.self)
      guard let start = text.baseAddress else { return body("") }
      let length = algorithm.byteCount * 2
      digest.writeHex(byteCount: algorithm.byteCount, to: start)
      if isTree {
        (start[length], start[length + 1], start[length + 2]) = (0x2e, 0x64, 0x69)
        (start[length + 3], start[length + 4]) = (0x72, 0)
      } else {
        start[length] = 0
      }
      return start.withMemoryRebound(to: CChar.self, capacity: 72) { body(UnsafePointer($0 + 2)) }
    }
  }

  /// The first byte of the digest: which of the 256 directories holds the object.
  var shard: UInt8 { digest[0] }
}
