import Documents

/// Why a stage can't be edited.
public enum PipelineEditError: Error, Equatable, Sendable {
  case exists(String)
  case unknown(String)
  /// A group, or a stage with `${}`: `cannot dump a parametrized stage: 'a'`.
  case parametrized(String)
}

extension PipelineFile {
  /// Adds a stage at the end. An existing one is replaced in its place when `overwriting`; what a user wrote
  /// about it and its outputs (description, labels, meta, remote, push) stays.
  public mutating func add(
    _ stage: StageDefinition, named name: String, overwriting: Bool = false
  ) throws(PipelineEditError) {
    var stage = stage
    if let old = stages[name] {
      if !overwriting { throw .exists(name) }
      if let old = old.map { stage.keepAnnotations(of: old) }
    }
    set(.map(stage.value), name)
  }

  /// Takes a stage out. A file left without stages is to be deleted, whatever else it holds: the peer does so.
  public mutating func remove(_ name: String) throws(PipelineEditError) {
    try checkEditable(name, allowingTemplates: true)
    set(nil, name)
  }

  /// Sets or drops `frozen`.
  public mutating func setFrozen(_ isFrozen: Bool, stage name: String) throws(PipelineEditError) {
    try checkEditable(name)
    guard var definition = definition(of: name) else { throw .unknown(name) }
    definition["frozen"] = isFrozen ? true : nil
    // The peer writes such a stage as it writes a new one.
    set(.map(definition.inWrittenOrder), name)
  }

  /// Changes a plot's properties (`x`, `y`, `template`, …) in the stage that has it; `nil` drops one. An output or
  /// metric becomes a plot. The list is left sorted by path.
  public mutating func setPlot(_ path: String, of name: String, _ changes: [(key: String, value: Value?)])
    throws(PipelineEditError)
  {
    try checkEditable(name)
    guard var definition = definition(of: name) else { throw .unknown(name) }
    Self.makePlot(path, in: &definition)
    var plots = definition["plots"]?.list ?? []
    for index in plots.indices {
      let item = plots[index]
      guard item.string == path || item.map?[path] != nil else { continue }
      var flags = item.map?[path]?.map ?? Mapping()
      for change in changes { flags[change.key] = change.value }
      var changed = Mapping()
      changed[path] = .map(flags)
      plots[index] = flags.isEmpty ? .string(path) : .map(changed)
    }
    func key(_ item: Value) -> String { item.string ?? item.map?.keys.first ?? "" }
    definition["plots"] = .list(
      plots.sorted { key($0).unicodeScalars.lexicographicallyPrecedes(key($1).unicodeScalars) })
    set(.map(definition), name)
  }

  /// Moves an item of `outs` or `metrics` to the end of `plots`; a list left empty goes.
  private static func makePlot(_ path: String, in definition: inout Mapping) {
    for list in ["outs", "metrics"] {
      guard var items = definition[list]?.list,
        let place = items.firstIndex(where: { $0.string == path || $0.map?[path] != nil })
      else { continue }
      definition["plots"] = .list((definition["plots"]?.list ?? []) + [items.remove(at: place)])
      definition[list] = items.isEmpty ? nil : .list(items)
    }
  }

  /// Sets one of the lists beside `stages`.
  public mutating func set(_ value: Value?, _ section: Section) { document[section.rawValue] = value }

  private func checkEditable(_ name: String, allowingTemplates: Bool = false) throws(PipelineEditError) {
    guard let definition = definition(of: name) else {
      let group = name.firstIndex(of: "@").map { String(name[..<$0]) }
      throw group.map(isGroup) ?? false ? .parametrized(name) : .unknown(name)
    }
    if Self.isGroup(definition) { throw .unknown(name) }
    if !allowingTemplates, Self.holdsTemplate(.map(definition)) { throw .parametrized(name) }
  }

  static func holdsTemplate(_ value: Value) -> Bool {
    switch value {
    case .string(let text): TemplateText.isTemplate(text)
    case .list(let items): items.contains(where: holdsTemplate)
    case .map(let mapping): mapping.entries.contains { holdsTemplate($0.key) || holdsTemplate($0.value) }
    default: false
    }
  }

  private mutating func set(_ definition: Value?, _ name: String) {
    var stages = self.stages
    stages[name] = definition
    document["stages"] = .map(stages)
  }
}
