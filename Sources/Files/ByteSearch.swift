import Glibc

extension [UInt8] {
  /// Whether some bytes stand anywhere in these.
  public func contains(_ needle: [UInt8]) -> Bool {
    withUnsafeBytes { all in
      needle.withUnsafeBytes { part in
        guard let start = all.baseAddress, let wanted = part.baseAddress else { return part.isEmpty }
        var from = start
        var left = all.count
        // memchr for the first byte, memcmp for the rest: memmem is no part of what Swift imports.
        while left >= part.count, let hit = memchr(from, Int32(part[0]), left - part.count + 1) {
          if memcmp(hit, wanted, part.count) == 0 { return true }
          left -= UnsafeRawPointer(hit) - from + 1
          from = UnsafeRawPointer(hit) + 1
        }
        return false
      }
    }
  }
}
