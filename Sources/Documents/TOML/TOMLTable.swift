/// A table while its document is being read: what may still be added depends on how it came to be.
final class TOMLTable {
  enum Origin: Equatable {
    /// Only named on the way to a deeper header; a header may still define it.
    case implicit
    /// `[a]`, the root, or an element of `[[a]]`.
    case header
    /// `a.b = 1` written in that section; open for dotted keys of the same section only.
    case dotted(section: Int)
    /// `{…}`: closed.
    case inline
  }
  enum Item {
    case value(Value)
    case table(TOMLTable)
    /// `[[a]]`.
    case tables([TOMLTable])
  }

  var origin: Origin
  private var entries: [(key: String, item: Item)] = []
  private var positions: [ExactText: Int] = [:]

  init(_ origin: Origin) { self.origin = origin }

  subscript(key: String) -> Item? {
    get { positions[ExactText(key)].map { entries[$0].item } }
    set {
      guard let item = newValue else { return }
      if let at = positions[ExactText(key)] {
        entries[at].item = item
      } else {
        positions[ExactText(key)] = entries.count
        entries.append((key, item))
      }
    }
  }

  /// The finished table.
  var value: Value {
    var mapping = Mapping()
    for (key, item) in entries {
      switch item {
      case .value(let value): mapping[key] = value
      case .table(let table): mapping[key] = table.value
      case .tables(let tables): mapping[key] = .list(tables.map(\.value))
      }
    }
    return .map(mapping)
  }
}

// MARK: - The rules of definition

extension TOMLTable {
  /// Why a header or key can't stand where it does.
  struct Refused: Error { let message: String }

  /// The table that `[path]` opens, below this one.
  func open(_ path: [String]) throws(Refused) -> TOMLTable {
    let parent = try descend(path.dropLast())
    guard let name = path.last else { return self }
    switch parent[name] {
    case nil:
      let table = TOMLTable(.header)
      parent[name] = .table(table)
      return table
    case .table(let table) where table.origin == .implicit:
      table.origin = .header
      return table
    case .table, .tables: throw Refused(message: "table '\(path.joined(separator: "."))' is defined twice")
    case .value: throw Refused(message: "'\(path.joined(separator: "."))' is already a value")
    }
  }

  /// The new element that `[[path]]` appends.
  func append(_ path: [String]) throws(Refused) -> TOMLTable {
    let parent = try descend(path.dropLast())
    guard let name = path.last else { return self }
    let table = TOMLTable(.header)
    switch parent[name] {
    case nil: parent[name] = .tables([table])
    case .tables(let tables): parent[name] = .tables(tables + [table])
    case .table, .value:
      throw Refused(message: "'\(path.joined(separator: "."))' is already defined, not as an array of tables")
    }
    return table
  }

  private func descend(_ path: ArraySlice<String>) throws(Refused) -> TOMLTable {
    var table = self
    for name in path {
      switch table[name] {
      case nil:
        let next = TOMLTable(.implicit)
        table[name] = .table(next)
        table = next
      case .table(let next) where next.origin != .inline: table = next
      case .tables(let tables):
        guard let next = tables.last else { throw Refused(message: "'\(name)' is an empty array") }
        table = next
      case .table, .value: throw Refused(message: "'\(name)' is already a value")
      }
    }
    return table
  }

  /// Sets `path = item` written in `section`.
  func assign(_ path: [String], _ item: Item, section: Int) throws(Refused) {
    var table = self
    for name in path.dropLast() {
      switch table[name] {
      case nil:
        let next = TOMLTable(.dotted(section: section))
        table[name] = .table(next)
        table = next
      case .table(let next) where next.origin == .implicit || next.origin == .dotted(section: section):
        table = next
      default: throw Refused(message: "'\(name)' is already defined, dotted keys can't add to it")
      }
    }
    guard let name = path.last else { return }
    guard table[name] == nil else { throw Refused(message: "key '\(name)' is defined twice") }
    table[name] = item
  }
}
