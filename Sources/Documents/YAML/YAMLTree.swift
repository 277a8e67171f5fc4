/// A parsed document: fixed-size records in the order of the text, and one arena with the scalars' bytes.
final class YAMLTree: Sendable {
  struct Mark: Equatable, Sendable {
    /// All from 0; `offset` in bytes of the source, `column` in characters.
    var line: Int32
    var column: Int32
    var offset: Int32
  }

  struct Record: Sendable {
    var kind: YAMLNode.Kind
    var style: YAMLNode.Style
    var start: Mark
    var end: Mark
    /// A scalar's bytes in `text`.
    var textStart: Int32 = 0
    var textCount: Int32 = 0
    /// The index behind the last descendant; for an alias, the index of its target.
    var link: Int32
    /// Number of children; a mapping's keys count too.
    var count: Int32 = 0
  }

  let records: [Record]
  let text: [UInt8]
  let anchors: [Int: String]
  let tags: [Int: String]
  /// The text that was read, without a byte order mark.
  let source: [UInt8]
  /// A document may begin with `---` and end with `...`.
  let hasExplicitStart: Bool
  let hasExplicitEnd: Bool
  let rootIndex = 0
  let rootValue: Value

  init(
    records: [Record], text: [UInt8], anchors: [Int: String], tags: [Int: String], source: [UInt8],
    hasExplicitStart: Bool, hasExplicitEnd: Bool
  ) throws(DocumentError) {
    self.records = records
    self.text = text
    self.anchors = anchors
    self.tags = tags
    self.source = source
    self.hasExplicitStart = hasExplicitStart
    self.hasExplicitEnd = hasExplicitEnd
    if records.isEmpty {
      rootValue = .map(Mapping())
    } else {
      var builder = YAMLValueBuilder(records: records, text: text, anchors: anchors, tags: tags)
      rootValue = try builder.value(of: 0)
    }
  }

  var root: YAMLNode { YAMLNode(tree: self, index: rootIndex) }

  func value(of index: Int) throws(DocumentError) -> Value {
    var builder = YAMLValueBuilder(records: records, text: text, anchors: anchors, tags: tags)
    return try builder.value(of: index)
  }

  func children(of index: Int) -> [Int] {
    let parent = records[index]
    guard parent.kind == .sequence || parent.kind == .mapping else { return [] }
    var found: [Int] = []
    found.reserveCapacity(Int(parent.count))
    var at = index + 1
    for _ in 0..<parent.count {
      found.append(at)
      at = end(of: at)
    }
    return found
  }

  /// The index behind a node and all below it.
  func end(of index: Int) -> Int {
    switch records[index].kind {
    case .scalar, .alias: index + 1
    case .sequence, .mapping: Int(records[index].link)
    }
  }

  func isMerge(_ index: Int) -> Bool {
    YAMLValueBuilder.isMergeKey(records[index], text: text, tag: tags[index])
  }
}
