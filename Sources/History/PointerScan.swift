/// Reads a `.dvc` file as programs write it, a hundred times quicker than YAML in general; nil for anything that
/// looks different.
struct PointerScan {
  struct Entry {
    var path = ""
    var hash = ""
    var size: Int64 = -1
    var files: Int32 = -1
    var isOutput: Bool
  }

  private static let plain: Set<String> = [
    "md5", "size", "nfiles", "hash", "path", "isexec", "cache", "push", "persist", "remote", "frozen",
  ]

  static func entries(_ bytes: [UInt8]) -> [Entry]? {
    var entries: [Entry] = []
    var isOutput: Bool?
    for line in bytes.split(separator: 0x0A) {
      if line.elementsEqual("outs:".utf8) {
        isOutput = true
        continue
      }
      guard let isOutput, line.count > 2 else { return nil }
      let lead = line.prefix(2)
      if lead.elementsEqual("- ".utf8) {
        entries.append(Entry(isOutput: isOutput))
      } else if !lead.elementsEqual("  ".utf8) || entries.isEmpty {
        return nil
      }
      let rest = line.dropFirst(2)
      guard let colon = rest.firstIndex(of: UInt8(ascii: ":")) else { return nil }
      let key = String(decoding: rest[..<colon], as: UTF8.self)
      let value = rest[(colon + 1)...].drop { $0 == 0x20 }
      guard plain.contains(key), let first = value.first, isPlain(first),
        !value.contains(where: { $0 == UInt8(ascii: "#") || $0 == UInt8(ascii: ":") || $0 >= 0x80 })
      else { return nil }
      let text = String(decoding: value, as: UTF8.self)
      let last = entries.count - 1
      switch key {
      case "md5": entries[last].hash = text
      case "path": entries[last].path = text
      case "size":
        guard let size = Int64(text) else { return nil }
        entries[last].size = size
      case "nfiles":
        guard let files = Int32(text) else { return nil }
        entries[last].files = files
      default: break
      }
    }
    return entries.allSatisfy { !$0.path.isEmpty } ? entries : nil
  }

  /// Letters, digits, `_`, `.` and `/` start no construct of YAML.
  private static func isPlain(_ byte: UInt8) -> Bool {
    (97...122).contains(byte | 32) || (46...57).contains(byte) || byte == UInt8(ascii: "_")
  }
}
