import CSystem
import Files
import Glibc

/// A running program whose output is read while it comes; its messages go to a file in memory.
struct StreamedChild {
  private let process: ChildProcess
  private let output: Int32
  private let messages: Int32

  init(_ request: ChildProcess.Request) throws(FileError) {
    var request = request
    var ends: [Int32] = [-1, -1]
    let made = sys_pipe(&ends)
    if made < 0 { throw FileError("create", "pipe", errno: -made) }
    defer { _ = sys_close(ends[1]) }
    let messages = sys_memory_file(nil, 0)
    if messages < 0 {
      _ = sys_close(ends[0])
      throw FileError("create", "file in memory", errno: -messages)
    }
    request.output = .descriptor(ends[1])
    request.error = .descriptor(messages)
    do {
      process = try ChildProcess.start(request)
    } catch {
      _ = sys_close(ends[0])
      _ = sys_close(messages)
      throw error
    }
    (output, self.messages) = (ends[0], messages)
  }

  /// Hands out what stands between separators, until the program closes its output.
  func pieces(_ separator: UInt8, _ take: (UnsafeBufferPointer<UInt8>) throws -> Void) throws {
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    var filled = 0
    while true {
      if filled == buffer.count { buffer += [UInt8](repeating: 0, count: buffer.count) }
      let count = buffer.withUnsafeMutableBytes { bytes in
        sys_read(output, bytes.baseAddress.map { $0 + filled }, bytes.count - filled)
      }
      if count < 0 { throw FileError("read", "pipe", errno: Int32(-count)) }
      if count == 0 { break }
      filled += count
      let rest = try buffer.withUnsafeBufferPointer { bytes -> Int in
        guard let base = bytes.baseAddress else { return 0 }
        var start = 0
        // Only what just came can hold a separator that wasn't seen.
        var from = filled - count
        while let found = memchr(base + from, Int32(separator), filled - from) {
          let end = base.distance(to: UnsafePointer(found.assumingMemoryBound(to: UInt8.self)))
          try take(UnsafeBufferPointer(start: base + start, count: end - start))
          start = end + 1
          from = start
        }
        return start
      }
      if rest > 0 {
        buffer.withUnsafeMutableBytes { bytes in
          if let base = bytes.baseAddress { memmove(base, base + rest, filled - rest) }
        }
        filled -= rest
      }
    }
    if filled > 0 {
      try buffer.withUnsafeBufferPointer { try take(UnsafeBufferPointer(rebasing: $0[..<filled])) }
    }
  }

  /// Waits for it, after closing our end: who still writes is ended by that. Once only.
  func end() -> (exit: ChildExit?, message: [UInt8]) {
    _ = sys_close(output)
    let exit = try? process.wait()
    var text = [UInt8](repeating: 0, count: 4096)
    let count = sys_pread(messages, &text, text.count, 0)
    _ = sys_close(messages)
    return (exit, Array(text.prefix(max(Int(count), 0))))
  }
}
