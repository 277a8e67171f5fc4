import Documents

/// Reads lists of `vars`: mappings, and files through the caller's closure.
struct VariableReader {
  /// The pipeline file, for messages; vars files are beside it.
  let file: String
  let load: Resolver.Loader

  /// `params.yaml`, if it exists, then the list.
  func pipelineVariables(_ list: [Value]) throws -> Variables {
    var variables = Variables()
    try refuseTemplates(list, at: .key("vars"))
    do {
      try read(VariableFileSpec(defaultParamsFile), folder: "", into: &variables, isOptional: true)
      try read(list, into: &variables, folder: "", name: "vars")
    } catch let reason as TemplateReason {
      throw TemplateError(reason, at: .key("vars"), in: file)
    }
    return variables
  }

  /// A stage's own list over those of its file. Its files are in the stage's working directory.
  func stageVariables(
    _ list: [Value], over outer: Variables, stage: String, folder: String, reserved: [String]
  ) throws -> Variables {
    var variables = outer
    let key = TemplateError.Place.key("stages.\(stage).vars")
    try refuseTemplates(list, at: key)
    do {
      try read(list, into: &variables, folder: folder, name: stage + ".vars", reserved: reserved)
    } catch let reason as TemplateReason {
      switch reason {
      case .partlyLoaded, .alreadyLoaded: throw TemplateError(reason, at: key, in: file)
      default: throw TemplateError(reason, at: .stage(stage), in: file)
      }
    }
    return variables
  }

  private func read(
    _ list: [Value], into variables: inout Variables, folder: String, name: String, reserved: [String] = []
  ) throws {
    for (index, item) in list.enumerated() {
      switch item {
      case .string(let text):
        try read(VariableFileSpec(text), folder: folder, into: &variables, reserved: reserved)
      case .map(let mapping):
        try refuse(reserved, in: mapping)
        try variables.merge(mapping, from: "\(name)[\(index)]")
      default: break
      }
    }
  }

  private func read(
    _ spec: VariableFileSpec, folder: String, into variables: inout Variables, isOptional: Bool = false,
    reserved: [String] = []
  ) throws {
    let base = PathText.join(PathText.folder(of: file), folder)
    let path = PathText.normalized(PathText.join(base, spec.path))
    let found = try load(path)
    if isOptional, case .absent = found { return }
    guard try variables.willLoad(spec, path: path) else { return }
    var mapping = try content(found, path)
    if !spec.keys.isEmpty {
      var chosen = Mapping()
      for key in spec.keys {
        guard let value = mapping[key] else { throw TemplateReason.keyMissing(key: key, file: path) }
        chosen[key] = value
      }
      mapping = chosen
    }
    try refuse(reserved, in: mapping)
    try variables.merge(mapping, from: path, isFile: true)
  }

  private func content(_ found: VariableFile, _ path: String) throws(TemplateReason) -> Mapping {
    switch found {
    case .absent: throw .fileMissing(path)
    case .directory: throw .isDirectory(path)
    case .content(.null): return Mapping()
    case .content(.map(let mapping)): return mapping
    case .content(let value): throw .notMapping(type: PythonType.name(of: value), file: path)
    }
  }

  private func refuse(_ reserved: [String], in mapping: Mapping) throws(TemplateReason) {
    let taken = mapping.keys.filter(reserved.contains)
    if !taken.isEmpty { throw .reservedKeys(taken) }
  }

  private func refuseTemplates(_ list: [Value], at place: TemplateError.Place) throws(TemplateError) {
    if list.contains(where: holdsTemplate) {
      throw TemplateError(.interpolationNotAllowed, at: place, in: file)
    }
  }

  private func holdsTemplate(_ value: Value) -> Bool {
    switch value {
    case .string(let text): TemplateText.isTemplate(text)
    case .list(let items): items.contains(where: holdsTemplate)
    case .map(let mapping): mapping.entries.contains { holdsTemplate($0.value) }
    default: false
    }
  }
}
