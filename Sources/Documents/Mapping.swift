/// An ordered mapping. Keys are scalars; nearly all are strings, and those have subscripts.
///
/// Order is that of insertion. Look-up is by a scan below `indexedFrom` entries, by an index above it.
public struct Mapping: Sendable {
  public struct Entry: Equatable, Sendable {
    public let key: Value
    public var value: Value
  }

  public private(set) var entries: [Entry] = []
  /// Position of each string key; empty while the mapping is small.
  private var positions: [ExactText: Int] = [:]

  private static let indexedFrom = 16

  public init() {}

  public var count: Int { entries.count }
  public var isEmpty: Bool { entries.isEmpty }
  /// The string keys, in order.
  public var keys: [String] { entries.compactMap { $0.key.string } }

  public subscript(key: String) -> Value? {
    get { position(of: key).map { entries[$0].value } }
    set { self[value: .string(key)] = newValue }
  }

  /// Access by any scalar key. Assigning `nil` removes the entry and keeps the order of the others.
  public subscript(value key: Value) -> Value? {
    get { position(of: key).map { entries[$0].value } }
    set {
      switch (position(of: key), newValue) {
      case (let at?, let value?): entries[at].value = value
      case (let at?, nil):
        entries.remove(at: at)
        reindex()
      case (nil, let value?):
        entries.append(Entry(key: key, value: value))
        index(entries.count - 1)
      case (nil, nil): break
      }
    }
  }

  mutating func reserve(_ count: Int) { entries.reserveCapacity(count) }

  /// Appends an entry unless the key is there already, which is the answer `false`.
  public mutating func insert(_ key: Value, _ value: Value) -> Bool {
    guard position(of: key) == nil else { return false }
    entries.append(Entry(key: key, value: value))
    index(entries.count - 1)
    return true
  }

  private func position(of key: Value) -> Int? {
    if case .string(let text) = key { return position(of: text) }
    return entries.firstIndex { $0.key == key }
  }

  private func position(of key: String) -> Int? {
    if entries.count >= Self.indexedFrom { return positions[ExactText(key)] }
    return entries.firstIndex { $0.key.string?.isSame(as: key) ?? false }
  }

  private mutating func index(_ at: Int) {
    if entries.count == Self.indexedFrom { return reindex() }
    if entries.count > Self.indexedFrom, let key = entries[at].key.string { positions[ExactText(key)] = at }
  }

  private mutating func reindex() {
    positions.removeAll(keepingCapacity: true)
    guard entries.count >= Self.indexedFrom else { return }
    for (at, entry) in entries.enumerated() {
      if let key = entry.key.string { positions[ExactText(key)] = at }
    }
  }
}

extension Mapping: Equatable {
  /// Equal when the same keys have equal values, in any order.
  public static func == (a: Mapping, b: Mapping) -> Bool {
    a.count == b.count && a.entries.allSatisfy { b[value: $0.key] == $0.value }
  }
}
