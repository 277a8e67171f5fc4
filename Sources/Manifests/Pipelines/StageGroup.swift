import Documents

/// The members of a `foreach` or `matrix` (formats §4.3), in order. Of two with one name the last counts.
struct StageGroup: Sendable {
  /// More members than this are refused: a few lines of matrix could ask for any number.
  static let limit = 1_000_000

  let definition: Mapping
  private(set) var keys: [String] = []
  private var members: [String: [Interpolator.Local]] = [:]
  /// The names a member defines for its templates, in the order of the peer's warning.
  private(set) var localNames: [String]

  func locals(of key: String) -> [Interpolator.Local]? { members[key] }

  private mutating func add(_ key: String, item: Value, key keyValue: Value?, origin: [String]?)
    throws(TemplateReason)
  {
    let item = try Variables.cleaned(item, at: "<local>:item")
    var locals = [Interpolator.Local(name: "item", value: item, origin: origin)]
    if let keyValue { locals.append(Interpolator.Local(name: "key", value: keyValue, origin: nil)) }
    if members.updateValue(locals, forKey: key) == nil { keys.append(key) }
  }

  /// `foreach` over final data. `origin` is the variable the data is, if it is one.
  init(foreach data: Value, do definition: Mapping, origin: [String]?) throws(TemplateReason) {
    self.definition = definition
    localNames = data.map == nil ? ["item"] : ["item", "key"]
    switch data {
    case .list(let items):
      let byPosition = items.contains { $0.list != nil || $0.map != nil }
      for (index, item) in items.enumerated() {
        let key = byPosition ? String(index) : PythonType.text(of: item)
        try add(key, item: item, key: nil, origin: origin.map { $0 + [String(index)] })
      }
    case .map(let mapping):
      for entry in mapping.entries {
        let key = PythonType.text(of: entry.key)
        try add(key, item: entry.value, key: entry.key, origin: origin.map { $0 + [key] })
      }
    default: throw .notIterable(type: PythonType.name(of: data))
    }
  }

  /// `matrix` over final data: every combination, the last axis fastest.
  init(matrix axes: [(name: String, values: [Value])], definition: Mapping) throws(TemplateReason) {
    self.definition = definition
    localNames = ["key", "item"]
    var combinations: [(key: [String], item: Mapping)] = [([], Mapping())]
    for axis in axes {
      let fragments = axis.values.enumerated().map { index, value in
        value.list != nil || value.map != nil ? axis.name + String(index) : PythonType.text(of: value)
      }
      if combinations.count.multipliedReportingOverflow(by: fragments.count).partialValue > Self.limit
        || fragments.count > Self.limit
      {
        throw .tooManyMembers(limit: Self.limit)
      }
      var longer: [(key: [String], item: Mapping)] = []
      longer.reserveCapacity(combinations.count * fragments.count)
      for combination in combinations {
        for (value, fragment) in zip(axis.values, fragments) {
          var item = combination.item
          item[axis.name] = value
          longer.append((combination.key + [fragment], item))
        }
      }
      combinations = longer
    }
    for combination in combinations {
      let key = combination.key.joined(separator: "-")
      try add(key, item: .map(combination.item), key: .string(key), origin: nil)
    }
  }
}
