/// Values that name a place on disk: kept relative to their config file, used absolute.
enum ConfigPath {
  /// URLs, absolute paths and those below a home directory mean the same everywhere.
  static func isFixed(_ value: String) -> Bool {
    value.utf8.first == slash || value.utf8.first == UInt8(ascii: "~") || scheme(of: value) != nil
  }

  /// `s3` of `s3://bucket`, in lower case.
  static func scheme(of value: String) -> String? {
    let bytes = value.utf8
    let name = bytes.prefix { byte in
      let lower = byte | 0x20
      return lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z")
        || byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
        || [UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: ".")].contains(byte)
    }
    guard !name.isEmpty, bytes[name.endIndex...].starts(with: "://".utf8) else { return nil }
    return String(Substring(name)).lowercased()
  }

  /// What `value`, found in a file of `directory`, means.
  static func resolve(_ value: String, in directory: String, home: String?) -> String {
    if let home, value == "~" { return home }
    if let home, value.utf8.starts(with: "~/".utf8) {
      return home + String(value[value.utf8.index(after: value.utf8.startIndex)...])
    }
    if value.utf8.first == slash || scheme(of: value) != nil { return value }
    return normalize(directory + "/" + value)
  }

  /// How `value`, seen from `base`, is written into a file of `directory`.
  static func written(_ value: String, from base: String, to directory: String) -> String {
    if isFixed(value) { return value }
    return relative(normalize(base + "/" + value), to: normalize(directory))
  }

  private static let slash = UInt8(ascii: "/")

  private static func parts(_ path: String) -> [String] {
    path.utf8.split(separator: slash).map { String(Substring($0)) }
  }

  /// An absolute path without `.`, `..` and double slashes.
  static func normalize(_ path: String) -> String {
    var out: [String] = []
    for part in parts(path) where part != "." {
      if part != ".." { out.append(part) } else { _ = out.popLast() }
    }
    return "/" + out.joined(separator: "/")
  }

  private static func relative(_ path: String, to base: String) -> String {
    let to = parts(path)
    let from = parts(base)
    var shared = 0
    while shared < to.count, shared < from.count, to[shared].utf8.elementsEqual(from[shared].utf8) {
      shared += 1
    }
    let up = [String](repeating: "..", count: from.count - shared)
    let way = up + to[shared...]
    return way.isEmpty ? "." : way.joined(separator: "/")
  }
}
