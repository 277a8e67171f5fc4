import Documents

/// What a user may say about an output or artifact; never touched by programs (formats §3.4).
public struct Annotations: Equatable, Sendable {
  public var desc: String?
  public var type: String?
  public var labels: [String]
  public var meta: Value?

  public init(desc: String? = nil, type: String? = nil, labels: [String] = [], meta: Value? = nil) {
    self.desc = desc
    self.type = type
    self.labels = labels
    self.meta = meta
  }

  init(_ mapping: Mapping) {
    desc = mapping["desc"]?.string
    type = mapping["type"]?.string
    labels = mapping["labels"]?.list?.compactMap(\.string) ?? []
    meta = mapping["meta"]
  }

  func write(to mapping: inout Mapping) {
    if let desc, !desc.isEmpty { mapping["desc"] = .string(desc) }
    if let type, !type.isEmpty { mapping["type"] = .string(type) }
    if !labels.isEmpty { mapping["labels"] = .list(labels.map(Value.string)) }
    if let meta, !meta.isNull { mapping["meta"] = meta }
  }
}
