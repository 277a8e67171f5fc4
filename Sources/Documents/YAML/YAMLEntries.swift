/// A document whose entries below one path are put in again and again, such as the stages of a lock file.
///
/// Each ``replace(_:with:)`` gives the text that ``YAML/rewrite(_:_:)`` would give with `Edit.replace`, but
/// costs no more than the entry, except where the text shares nodes by anchors.
public struct YAMLEntries: Sendable {
  private let path: [String]
  /// The text around the entries; `nil` when every change needs the whole document.
  private var frame: Frame?
  private var whole: [UInt8] = []

  private struct Frame: Sendable {
    var head: ArraySlice<UInt8>
    var entries: [[UInt8]]
    var places: [String: Int]
    var tail: ArraySlice<UInt8>
  }

  /// Reads the text and brings it into normal form. `path` leads to the mapping that holds the entries.
  public init(_ original: [UInt8], at path: [String]) throws(DocumentError) {
    self.path = path
    whole = Array(try YAML.rewrite(original, []).utf8)
    try divide()
  }

  /// The document's text.
  public var bytes: [UInt8] {
    guard let frame else { return whole }
    var all: [UInt8] = []
    all.reserveCapacity(frame.head.count + frame.tail.count + frame.entries.reduce(0) { $0 + $1.count })
    all += frame.head
    for entry in frame.entries { all += entry }
    all += frame.tail
    return all
  }

  /// Puts a value in place of the entry `key`, or appends it.
  public mutating func replace(_ key: String, with value: Value) throws(DocumentError) {
    guard let place = frame?.places[key] ?? frame.map({ $0.entries.count }) else {
      whole = Array(try YAML.rewrite(whole, [.replace(path: path + [key], value)]).utf8)
      return try divide()
    }
    let old = frame.flatMap { place < $0.entries.count ? $0.entries[place] : nil } ?? []
    let fresh = try rewritten(old, key, value)
    if place < (frame?.entries.count ?? 0) {
      frame?.entries[place] = fresh
    } else {
      frame?.entries.append(fresh)
      frame?.places[key] = place
    }
  }

  /// One entry's text with the new value: the entry alone in a document, the lines above it taken off again.
  private func rewritten(_ old: [UInt8], _ key: String, _ value: Value) throws(DocumentError) -> [UInt8] {
    var frame: [UInt8] = []
    for (depth, step) in path.enumerated() {
      frame += Array(repeating: 0x20, count: depth * 2) + Array("\(step):\n".utf8)
    }
    // Any plain names will do in the frame.
    let text = try YAML.rewrite(frame + old, [.replace(path: path + [key], value)])
    return Array(text.utf8.dropFirst(frame.count))
  }

  /// Finds the entries in `whole`.
  private mutating func divide() throws(DocumentError) {
    frame = nil
    let tree = try YAMLTree.read(whole)
    guard tree.anchors.isEmpty, !whole.suffix(4).elementsEqual(Array("...\n".utf8)), Self.isPlain(path),
      !tree.records.isEmpty, let holder = tree.root.at(path.map { .string($0) }), holder.kind == .mapping,
      holder.style == .block
    else { return }
    var starts: [Int] = []
    var places: [String: Int] = [:]
    var child = holder.index + 1
    let behind = tree.end(of: holder.index)
    while child < behind {
      let key = YAMLNode(tree: tree, index: child)
      guard let name = key.value.string, key.record.start.column == path.count * 2 else { return }
      places[name] = starts.count
      starts.append(Int(key.record.start.offset) - path.count * 2)
      child = tree.end(of: tree.end(of: child))
      let next = child < tree.records.count ? Self.lineStart(of: child, in: tree) : whole.count
      if Self.handsOn(tree, from: starts[starts.count - 1], before: child, next) { return }
    }
    guard let first = starts.first else { return }
    let end = behind < tree.records.count ? Self.lineStart(of: behind, in: tree) : whole.count
    let bounds = starts + [end]
    frame = Frame(
      head: whole[..<first], entries: starts.indices.map { Array(whole[bounds[$0]..<bounds[$0 + 1]]) },
      places: places, tail: whole[end...])
  }

  private static func lineStart(of index: Int, in tree: YAMLTree) -> Int {
    var at = Int(tree.records[index].start.offset)
    while at > 0, tree.source[at - 1] != 0x0A { at -= 1 }
    return at
  }

  /// Whether comments below an entry belong to what comes next: behind a flow collection or a bare null.
  private static func handsOn(_ tree: YAMLTree, from start: Int, before index: Int, _ next: Int) -> Bool {
    let last = tree.records[index - 1]
    var end = Int(last.end.offset)
    if last.kind == .scalar, last.style != .plain || last.textCount > 0, !isInFlow(tree, index - 1) {
      return false
    }
    while end < next, tree.source[end] != 0x0A { end += 1 }
    return end + 1 < next
  }

  private static func isInFlow(_ tree: YAMLTree, _ index: Int) -> Bool {
    // The collection that a last leaf closes lies shortly before it.
    var at = index - 1
    while at >= 0 {
      let record = tree.records[at]
      if record.kind == .sequence || record.kind == .mapping, Int(record.link) > index {
        return record.style == .flow
      }
      at -= 1
    }
    return false
  }

  private static func isPlain(_ path: [String]) -> Bool {
    path.allSatisfy { step in
      step.withBytes { bytes in
        let choice = YAMLStyle.choose(bytes)
        return choice.style == .plain && choice.length < 60
      }
    }
  }
}
