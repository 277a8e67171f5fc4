import Documents
import Insight

/// What `ls` prints.
enum ListText {
  static func lines(_ items: [ListedItem], size: Bool, hash: Bool) -> String {
    text(items.map { ($0, $0.path) }, size, hash)
  }

  /// Parents first, each with its depth.
  static func tree(_ items: [(item: ListedItem, depth: Int)], size: Bool, hash: Bool) -> String {
    // Whether more of the same directory follows, at each depth.
    var isLast: [Bool] = Array(repeating: true, count: items.count)
    var open: [Int: Int] = [:]
    for i in items.indices {
      let depth = items[i].depth
      for deeper in open.keys where deeper > depth { open[deeper] = nil }
      if let before = open[depth] { isLast[before] = false }
      open[depth] = i
    }
    var bars: [Bool] = []
    let rows = items.indices.map { i -> (ListedItem, String) in
      let (item, depth) = items[i]
      if depth == 0 { return (item, item.path.isEmpty ? "." : item.path) }
      bars = Array(bars.prefix(depth - 1))
      let lead = bars.map { $0 ? "│   " : "    " }.joined()
      bars.append(!isLast[i])
      return (item, lead + (isLast[i] ? "└── " : "├── ") + item.name)
    }
    return text(rows, size, hash)
  }

  static func json(_ items: [ListedItem]) -> Value {
    .list(
      items.map { item in
        var mapping = Mapping()
        mapping["isout"] = .bool(item.isOutput)
        mapping["isdir"] = .bool(item.isDirectory)
        mapping["isexec"] = .bool(item.isExecutable)
        mapping["size"] = item.size.map { .int(Int($0)) } ?? .null
        mapping["md5"] = item.hash.map { .string($0) } ?? .null
        mapping["path"] = .string(item.path)
        return .map(mapping)
      })
  }

  /// Sizes to the right, hashes to the left.
  private static func text(_ rows: [(ListedItem, String)], _ size: Bool, _ hash: Bool) -> String {
    let sizes = rows.map { $0.0.size.map(Sizes.short) ?? "" }
    let hashes = rows.map { $0.0.hash ?? "-" }
    let sizeWidth = sizes.map(\.utf8.count).max() ?? 0
    let hashWidth = hashes.map(\.utf8.count).max() ?? 0
    var text = ""
    for i in rows.indices {
      if size { text += String(repeating: " ", count: sizeWidth - sizes[i].utf8.count) + sizes[i] + "  " }
      if hash { text += hashes[i] + String(repeating: " ", count: hashWidth - hashes[i].utf8.count) + "  " }
      text += rows[i].1 + "\n"
    }
    return text
  }
}
