import Glibc

/// The one place where a path from a tree is found fit: plain, relative, below the directory.
enum PathCheck {
  static func error(_ path: UnsafeBufferPointer<UInt8>, _ fault: TreeError.PathFault) -> TreeError {
    .badPath(String(decoding: path.prefix(Tree.Limits.pathBytes), as: UTF8.self), fault)
  }

  static func check(_ path: UnsafeBufferPointer<UInt8>) throws(TreeError) {
    if path.count > Tree.Limits.pathBytes { throw .overLimit(.pathBytes, actual: path.count) }
    if let fault = fault(path) { throw error(path, fault) }
  }

  /// nil when every component is a name.
  static func fault(_ path: UnsafeBufferPointer<UInt8>) -> TreeError.PathFault? {
    guard let start = path.baseAddress, path.count > 0 else { return .empty }
    if start[0] == UInt8(ascii: "/") { return .absolute }
    var at = 0
    while true {
      let rest = path.count - at
      let slash = rest > 0 ? memchr(start + at, 0x2f, rest) : nil
      let end = slash.map { UnsafeRawPointer($0) - UnsafeRawPointer(start) } ?? path.count
      switch end - at {
      case 0: return .emptyComponent
      case 1 where start[at] == UInt8(ascii: "."): return .dotComponent
      case 2 where start[at] == UInt8(ascii: ".") && start[at + 1] == UInt8(ascii: "."): return .dotComponent
      case 4 where isReserved(start + at): return .reserved
      default: break
      }
      if slash == nil { break }
      at = end + 1
    }
    if memchr(start, 0, path.count) != nil { return .containsNUL }
    return isUTF8(path) ? nil : .notUTF8
  }

  /// `.git` in any case and `.dvc`: programs act on what lies in such a directory, and walks pass over it.
  static func isReserved(_ name: UnsafePointer<UInt8>) -> Bool {
    guard name[0] == UInt8(ascii: ".") else { return false }
    let (a, b, c) = (name[1] | 0x20, name[2] | 0x20, name[3] | 0x20)
    if a == UInt8(ascii: "g"), b == UInt8(ascii: "i"), c == UInt8(ascii: "t") { return true }
    return name[1] == UInt8(ascii: "d") && name[2] == UInt8(ascii: "v") && name[3] == UInt8(ascii: "c")
  }

  /// Strict: no surrogates, no overlong forms, nothing above U+10FFFF.
  static func isUTF8(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var i = 0
    while i < bytes.count {
      let first = bytes[i]
      if first < 0x80 {
        i += 1
        continue
      }
      let length: Int
      switch first {
      case 0xc2...0xdf: length = 2
      case 0xe0...0xef: length = 3
      case 0xf0...0xf4: length = 4
      default: return false
      }
      guard i + length <= bytes.count else { return false }
      let second = bytes[i + 1]
      switch first {
      case 0xe0 where second < 0xa0, 0xed where second > 0x9f: return false
      case 0xf0 where second < 0x90, 0xf4 where second > 0x8f: return false
      default: break
      }
      for k in 1..<length where bytes[i + k] & 0xc0 != 0x80 { return false }
      i += length
    }
    return true
  }
}
