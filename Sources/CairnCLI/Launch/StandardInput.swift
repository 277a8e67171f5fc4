import Glibc

/// What somebody hands us on standard input.
enum StandardInput {
  /// Everything until its end; empty on a terminal.
  static func all() -> String {
    if isatty(0) == 1 { return "" }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(0, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      if count <= 0 { break }
      bytes += buffer[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
