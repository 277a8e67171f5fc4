import CSystem
import Files

/// Pieces of an open file.
enum FileRange {
  static func read(
    _ descriptor: Int32, at offset: Int64, into buffer: UnsafeMutableRawBufferPointer, most: Int
  ) throws(FileError) -> Int {
    let count = sys_pread(descriptor, buffer.baseAddress, min(most, buffer.count), offset)
    if count < 0 { throw FileError("read", "an object of the cache", errno: Int32(-count)) }
    return count
  }
}
