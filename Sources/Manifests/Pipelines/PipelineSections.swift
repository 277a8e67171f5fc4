import Documents

/// `artifacts:` of a pipeline file.
public struct Artifact: Equatable, Sendable {
  public var name: String
  public var path: String
  public var annotations: Annotations
}

/// An item of the top-level `plots:`: an id (a path, where no file is named) and its properties.
public struct PlotDefinition: Equatable, Sendable {
  public var id: String
  public var properties: Mapping

  public init(id: String, properties: Mapping = Mapping()) {
    self.id = id
    self.properties = properties
  }
}

extension Resolver {
  /// The files or directories of the top-level `params`.
  public func params() throws(TemplateError) -> [String] { try items(.params).map(PythonType.text) }
  /// The files or directories of the top-level `metrics`.
  public func metrics() throws(TemplateError) -> [String] { try items(.metrics).map(PythonType.text) }

  /// The top-level plots.
  public func plots() throws(TemplateError) -> [PlotDefinition] {
    try items(.plots).flatMap { item in
      guard let mapping = item.map else { return [PlotDefinition(id: PythonType.text(of: item))] }
      return mapping.entries.map {
        PlotDefinition(id: PythonType.text(of: $0.key), properties: $0.value.map ?? Mapping())
      }
    }
  }

  public func artifacts() throws(TemplateError) -> [Artifact] {
    var artifacts: [Artifact] = []
    for entry in file.raw(.artifacts)?.map?.entries ?? [] {
      guard let name = entry.key.string else { continue }
      var one = Mapping()
      one[name] = entry.value
      let resolved = try resolved(.map(one), "artifacts." + name).map?.entries.first
      guard let resolved, let mapping = resolved.value.map else { continue }
      artifacts.append(
        Artifact(
          name: PythonType.text(of: resolved.key), path: mapping["path"].map(PythonType.text) ?? "",
          annotations: Annotations(mapping)))
    }
    return artifacts
  }

  /// The `datasets` list, not interpreted.
  public func datasets() throws(TemplateError) -> [Value] { try items(.datasets) }

  private func items(_ section: PipelineFile.Section) throws(TemplateError) -> [Value] {
    var items: [Value] = []
    for (index, item) in (file.raw(section)?.list ?? []).enumerated() {
      items.append(try resolved(item, "\(section.rawValue).\(index)"))
    }
    return items
  }

  private func resolved(_ value: Value, _ key: String) throws(TemplateError) -> Value {
    var interpolator = Interpolator(variables)
    do { return try interpolator.resolve(value, .field) } catch {
      throw TemplateError(error, at: .key(key), in: path)
    }
  }
}
