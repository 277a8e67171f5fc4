import CYaml

extension YAMLTree {
  /// Reads one document with libyaml's event stream.
  static func read(_ bytes: [UInt8]) throws(DocumentError) -> YAMLTree {
    let source = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    let separators = YAMLSeparators(in: source)
    let reader = YAMLReader(source: separators.map { $0.hidden } ?? source)
    try reader.run()
    var text = reader.text
    separators?.restore(&text)
    return try YAMLTree(
      records: reader.records, text: text, anchors: reader.anchorNames, tags: reader.tags, source: source,
      hasExplicitStart: reader.hasExplicitStart, hasExplicitEnd: reader.hasExplicitEnd)
  }
}

/// Drives the parser and collects records. Lives for one `run`.
private final class YAMLReader {
  let source: [UInt8]
  var records: [YAMLTree.Record] = []
  var text: [UInt8] = []
  var anchorNames: [Int: String] = [:]
  var tags: [Int: String] = [:]
  var hasExplicitStart = false
  var hasExplicitEnd = false

  /// The node each anchor names now; a later one of the same name replaces it.
  private var anchors: [String: Int] = [:]
  /// Collections not ended yet.
  private var open: [Int] = []
  private var documents = 0
  private let offsets: YAMLOffsets
  private let mayHoldTabs: Bool

  init(source: [UInt8]) {
    self.source = source
    offsets = YAMLOffsets(of: source)
    mayHoldTabs = source.contains(UInt8(ascii: "\t"))
    records.reserveCapacity(source.count / 12)
    text.reserveCapacity(source.count)
  }

  func run() throws(DocumentError) {
    var parser = yaml_parser_t()
    guard yaml_parser_initialize(&parser) == 1 else {
      throw DocumentError(.limit, "out of memory", line: 1, column: 1)
    }
    defer { yaml_parser_delete(&parser) }
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING)
    try source.withUnsafeBufferPointer { (input) throws(DocumentError) in
      yaml_parser_set_input_string(&parser, input.baseAddress, input.count)
      try events(of: &parser)
    }
    if mayHoldTabs { try YAMLTabs.check(records, in: source) }
  }

  private func events(of parser: inout yaml_parser_t) throws(DocumentError) {
    var event = yaml_event_t()
    while true {
      guard yaml_parser_parse(&parser, &event) == 1 else {
        throw YAMLSyntax.error(of: parser, in: source, offsets)
      }
      let type = event.type
      defer { yaml_event_delete(&event) }
      switch type {
      case YAML_STREAM_END_EVENT, YAML_NO_EVENT: return
      case YAML_DOCUMENT_START_EVENT: try startDocument(event)
      case YAML_DOCUMENT_END_EVENT: hasExplicitEnd = event.data.document_end.implicit == 0
      case YAML_SCALAR_EVENT: try scalar(event)
      case YAML_ALIAS_EVENT: try alias(event)
      case YAML_SEQUENCE_START_EVENT:
        let data = event.data.sequence_start
        try start(
          event, .sequence, isFlow: data.style == YAML_FLOW_SEQUENCE_STYLE, data.anchor,
          data.implicit == 1 ? nil : data.tag)
      case YAML_MAPPING_START_EVENT:
        let data = event.data.mapping_start
        try start(
          event, .mapping, isFlow: data.style == YAML_FLOW_MAPPING_STYLE, data.anchor,
          data.implicit == 1 ? nil : data.tag)
      case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: finish(event)
      default: break
      }
    }
  }

  private func startDocument(_ event: yaml_event_t) throws(DocumentError) {
    documents += 1
    if documents == 1 {
      hasExplicitStart = event.data.document_start.implicit == 0
      return
    }
    let first = records.first?.start
    throw DocumentError(
      .syntax, "but found another document", line: Int(event.start_mark.line) + 1,
      column: Int(event.start_mark.column) + 1,
      context: .init(
        "expected a single document in the stream", line: Int(first?.line ?? 0) + 1,
        column: Int(first?.column ?? 0) + 1))
  }

  private func mark(_ mark: yaml_mark_t) -> YAMLTree.Mark {
    YAMLTree.Mark(
      line: Int32(truncatingIfNeeded: mark.line), column: Int32(truncatingIfNeeded: mark.column),
      offset: Int32(truncatingIfNeeded: offsets.byte(of: Int(mark.index))))
  }

  /// Appends a record, counts it in its parent, notes its anchor and tag.
  private func add(
    _ event: yaml_event_t, _ kind: YAMLNode.Kind, _ style: YAMLNode.Style,
    _ anchor: UnsafeMutablePointer<yaml_char_t>?, _ tag: UnsafeMutablePointer<yaml_char_t>?
  ) throws(DocumentError) {
    let index = records.count
    if index >= YAML.Limit.nodes { throw limit("more than \(YAML.Limit.nodes) nodes", event) }
    if let parent = open.last { records[parent].count += 1 }
    if let tag { tags[index] = String(cString: tag) }
    if let anchor {
      let name = String(cString: anchor)
      anchorNames[index] = name
      if kind != .alias { anchors[name] = index }
    }
    records.append(
      YAMLTree.Record(
        kind: kind, style: style, start: mark(event.start_mark), end: mark(event.end_mark),
        link: Int32(truncatingIfNeeded: index + 1)))
  }

  private func scalar(_ event: yaml_event_t) throws(DocumentError) {
    let data = event.data.scalar
    let style: YAMLNode.Style =
      switch data.style {
      case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
      case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
      case YAML_LITERAL_SCALAR_STYLE: .literal
      case YAML_FOLDED_SCALAR_STYLE: .folded
      default: .plain
      }
    let isImplicit = data.plain_implicit == 1 || data.quoted_implicit == 1
    try add(event, .scalar, style, data.anchor, isImplicit ? nil : data.tag)
    let index = records.count - 1
    records[index].textStart = Int32(truncatingIfNeeded: text.count)
    records[index].textCount = Int32(truncatingIfNeeded: data.length)
    if let value = data.value {
      text.append(contentsOf: UnsafeBufferPointer(start: value, count: data.length))
    }
  }

  private func alias(_ event: yaml_event_t) throws(DocumentError) {
    try add(event, .alias, .plain, event.data.alias.anchor, nil)
    let index = records.count - 1
    let name = anchorNames[index] ?? ""
    guard let target = anchors[name] else { throw fault("found undefined alias '\(name)'", event) }
    if open.contains(target) { throw limit("alias '\(name)' stands for itself", event) }
    records[index].link = Int32(truncatingIfNeeded: target)
  }

  private func start(
    _ event: yaml_event_t, _ kind: YAMLNode.Kind, isFlow: Bool,
    _ anchor: UnsafeMutablePointer<yaml_char_t>?, _ tag: UnsafeMutablePointer<yaml_char_t>?
  ) throws(DocumentError) {
    if open.count >= YAML.Limit.depth {
      throw limit("more than \(YAML.Limit.depth) collections inside each other", event)
    }
    try add(event, kind, isFlow ? .flow : .block, anchor, tag)
    open.append(records.count - 1)
  }

  private func finish(_ event: yaml_event_t) {
    guard let index = open.popLast() else { return }
    records[index].link = Int32(truncatingIfNeeded: records.count)
    // A block's own end lies at the next token, behind comments; its last node's end says more.
    if records[index].style == .flow {
      records[index].end = mark(event.end_mark)
    } else if records.count > index + 1 {
      records[index].end = lastEnd(below: index)
    }
  }

  private func lastEnd(below index: Int) -> YAMLTree.Mark {
    // The last record may lie inside a flow collection, whose end comes later.
    var at = index + 1
    var end = records[index].end
    for _ in 0..<records[index].count {
      end = records[at].end
      let record = records[at]
      at = record.kind == .sequence || record.kind == .mapping ? Int(record.link) : at + 1
    }
    return end
  }

  private func fault(_ message: String, _ event: yaml_event_t) -> DocumentError {
    DocumentError(
      .syntax, message, line: Int(event.start_mark.line) + 1, column: Int(event.start_mark.column) + 1)
  }

  private func limit(_ message: String, _ event: yaml_event_t) -> DocumentError {
    DocumentError(
      .limit, message, line: Int(event.start_mark.line) + 1, column: Int(event.start_mark.column) + 1)
  }
}
