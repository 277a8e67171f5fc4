/// Turns records into values: resolves scalars, aliases and merge keys, refuses duplicate keys.
struct YAMLValueBuilder {
  let records: [YAMLTree.Record]
  let text: [UInt8]
  let anchors: [Int: String]
  let tags: [Int: String]

  private var anchored: [Int: Value] = [:]
  private var weights: [Int: Int] = [:]
  private var aliasedNodes = 0

  init(records: [YAMLTree.Record], text: [UInt8], anchors: [Int: String], tags: [Int: String]) {
    self.records = records
    self.text = text
    self.anchors = anchors
    self.tags = tags
  }

  mutating func value(of index: Int) throws(DocumentError) -> Value {
    var next = index
    return try take(&next)
  }

  /// The value of the node at `next`, which moves behind the node.
  private mutating func take(_ next: inout Int) throws(DocumentError) -> Value {
    let index = next
    let value: Value
    switch records[index].kind {
    case .scalar:
      next += 1
      value = try scalar(index)
    case .alias:
      next += 1
      let target = Int(records[index].link)
      value = try aliased(target, from: index)
    case .sequence:
      next += 1
      var items: [Value] = []
      items.reserveCapacity(Int(records[index].count))
      for _ in 0..<records[index].count { items.append(try take(&next)) }
      value = try tagged(.list(items), index, allowed: "seq")
    case .mapping:
      value = try mapping(index)
      next = Int(records[index].link)
    }
    if !anchors.isEmpty, anchors[index] != nil, records[index].kind != .alias { anchored[index] = value }
    return value
  }

  private mutating func aliased(_ target: Int, from index: Int) throws(DocumentError) -> Value {
    aliasedNodes += weight(of: target)
    if aliasedNodes > YAML.Limit.aliasedNodes {
      throw error(.limit, "aliases stand for more than \(YAML.Limit.aliasedNodes) nodes", at: index)
    }
    if let known = anchored[target] { return known }
    var next = target
    return try take(&next)
  }

  /// Nodes that a node stands for, aliases below it expanded.
  private mutating func weight(of index: Int) -> Int {
    if let known = weights[index] { return known }
    let end =
      records[index].kind == .sequence || records[index].kind == .mapping
      ? Int(records[index].link) : index + 1
    var sum = 0
    for at in index..<end {
      sum += records[at].kind == .alias ? weight(of: Int(records[at].link)) : 1
      if sum > YAML.Limit.aliasedNodes { break }
    }
    weights[index] = sum
    return sum
  }

  // MARK: Mappings

  private mutating func mapping(_ index: Int) throws(DocumentError) -> Value {
    let pairs = Int(records[index].count) / 2
    var own = Mapping()
    own.reserve(pairs)
    var merged: Mapping?
    var next = index + 1
    for _ in 0..<pairs {
      let keyAt = next
      if Self.isMergeKey(records[keyAt], text: text, tag: tags.isEmpty ? nil : tags[keyAt]) {
        if merged != nil { throw duplicate("found duplicate merge key \"<<\"", keyAt, in: index) }
        next += 1
        merged = try mergeSource(&next, in: index)
        continue
      }
      let key = try take(&next)
      try checkKey(key, keyAt, in: index)
      let value = try take(&next)
      if !own.insert(key, value) {
        let old = own[value: key] ?? .null
        let message =
          "found duplicate key \"\(PeerText.key(key))\" with value \"\(PeerText.str(value))\" "
          + "(original value: \"\(PeerText.str(old))\")"
        throw duplicate(message, keyAt, in: index)
      }
    }
    guard var all = merged else { return try tagged(.map(own), index, allowed: "map") }
    for entry in own.entries { all[value: entry.key] = entry.value }
    return .map(all)
  }

  /// The mapping or mappings behind `<<`: later ones of a list give way to earlier ones, but come first.
  private mutating func mergeSource(_ next: inout Int, in index: Int) throws(DocumentError) -> Mapping {
    let at = next
    let source = try take(&next)
    var resolved = at
    if records[at].kind == .alias { resolved = Int(records[at].link) }
    switch source {
    case .map(let mapping): return mapping
    case .list(let items):
      var all = Mapping()
      for item in items.reversed() {
        guard case .map(let mapping) = item else {
          throw mergeError(
            "expected a mapping for merging, but found \(PeerText.kind(item))", resolved, in: index)
        }
        for entry in mapping.entries { all[value: entry.key] = entry.value }
      }
      return all
    default:
      throw mergeError(
        "expected a mapping or list of mappings for merging, but found scalar", resolved, in: index)
    }
  }

  private func checkKey(_ key: Value, _ at: Int, in index: Int) throws(DocumentError) {
    switch key {
    case .map: throw mergeError("found unhashable key", at, in: index)
    case .list(let items):
      for item in items { try checkKey(item, at, in: index) }
    default: break
    }
  }

  static func isMergeKey(_ record: YAMLTree.Record, text: [UInt8], tag: String?) -> Bool {
    guard record.kind == .scalar, record.style == .plain, record.textCount == 2, tag == nil else {
      return false
    }
    let at = Int(record.textStart)
    return text[at] == UInt8(ascii: "<") && text[at + 1] == UInt8(ascii: "<")
  }

  // MARK: Scalars and tags

  private func scalar(_ index: Int) throws(DocumentError) -> Value {
    let record = records[index]
    let tag = tags.isEmpty ? nil : tags[index]
    if tag != nil || record.style == .plain {
      return try text.withUnsafeBufferPointer { (all) throws(DocumentError) -> Value in
        let slice = Int(record.textStart)..<Int(record.textStart + record.textCount)
        return try resolved(UnsafeBufferPointer(rebasing: all[slice]), record.style, tag, index)
      }
    }
    return .string(string(record))
  }

  private func string(_ record: YAMLTree.Record) -> String {
    let slice = Int(record.textStart)..<Int(record.textStart + record.textCount)
    return text.withUnsafeBufferPointer {
      String(decoding: UnsafeBufferPointer(rebasing: $0[slice]), as: UTF8.self)
    }
  }

  private func resolved(
    _ bytes: UnsafeBufferPointer<UInt8>, _ style: YAMLNode.Style, _ tag: String?, _ index: Int
  ) throws(DocumentError) -> Value {
    var kind: YAMLScalar.Kind
    switch tag {
    case nil: kind = YAMLScalar.kind(of: bytes)
    case "!": kind = style == .plain ? YAMLScalar.kind(of: bytes) : .string
    case "tag:yaml.org,2002:str": kind = .string
    case "tag:yaml.org,2002:int": kind = .int
    case "tag:yaml.org,2002:float": kind = .float
    case "tag:yaml.org,2002:bool": kind = .bool
    case "tag:yaml.org,2002:null": kind = .null
    case "tag:yaml.org,2002:timestamp": kind = .timestamp
    case "tag:yaml.org,2002:seq":
      throw error(.syntax, "expected a sequence node, but found scalar", at: index)
    case "tag:yaml.org,2002:map": throw error(.syntax, "expected a mapping node, but found scalar", at: index)
    case let other?: throw unknownTag(other, index)
    }
    if kind == .merge || kind == .value {
      throw unknownTag("tag:yaml.org,2002:\(kind == .merge ? "merge" : "value")", index)
    }
    if tag == nil, kind == .null, bytes.isEmpty { kind = .null }
    switch YAMLScalar.value(of: bytes, as: kind) {
    case .success(let value): return value
    case .failure(let problem): throw error(.syntax, problem.message, at: index)
    }
  }

  private func tagged(_ value: Value, _ index: Int, allowed: String) throws(DocumentError) -> Value {
    guard !tags.isEmpty, let tag = tags[index], tag != "!", tag != "tag:yaml.org,2002:\(allowed)" else {
      return value
    }
    let found = allowed == "seq" ? "sequence" : "mapping"
    switch tag {
    case "tag:yaml.org,2002:seq":
      throw error(.syntax, "expected a sequence node, but found \(found)", at: index)
    case "tag:yaml.org,2002:map":
      throw error(.syntax, "expected a mapping node, but found \(found)", at: index)
    case "tag:yaml.org,2002:str", "tag:yaml.org,2002:int", "tag:yaml.org,2002:float",
      "tag:yaml.org,2002:bool",
      "tag:yaml.org,2002:null":
      throw error(.syntax, "expected a scalar node, but found \(found)", at: index)
    default: throw unknownTag(tag, index)
    }
  }

  // MARK: Errors

  private func unknownTag(_ tag: String, _ index: Int) -> DocumentError {
    error(.syntax, "could not determine a constructor for the tag '\(tag)'", at: index)
  }

  private func error(_ kind: DocumentError.Kind, _ message: String, at index: Int) -> DocumentError {
    let place = records[index].start
    return DocumentError(kind, message, line: Int(place.line) + 1, column: Int(place.column) + 1)
  }

  private func mergeError(_ message: String, _ at: Int, in index: Int) -> DocumentError {
    inMapping(.syntax, message, at, in: index)
  }

  private func duplicate(_ message: String, _ at: Int, in index: Int) -> DocumentError {
    inMapping(.duplicateKey, message, at, in: index)
  }

  private func inMapping(
    _ kind: DocumentError.Kind, _ message: String, _ at: Int, in index: Int
  ) -> DocumentError {
    let place = records[at].start
    let whole = records[index].start
    return DocumentError(
      kind, message, line: Int(place.line) + 1, column: Int(place.column) + 1,
      context: .init(
        "while constructing a mapping", line: Int(whole.line) + 1, column: Int(whole.column) + 1))
  }
}
