import Documents
import Synchronization

/// What the caller's closure finds where a vars file should be.
public enum VariableFile: Sendable {
  case absent
  case directory
  case content(Value)
}

/// A group's member hides variables of these names.
public struct ShadowedVariables: Equatable, Sendable {
  public let names: [String]
  public let group: String

  /// The peer's warning.
  public var description: String {
    let verb = names.count == 1 ? "is" : "are"
    return "\(names.joined(separator: " and ")) \(verb) already specified, "
      + "will be overwritten for stages generated from '\(group)'"
  }
}

/// What the stages of a pipeline file mean (formats §4.3, §4.4).
///
/// The variables are read when it is made; a stage is worked out when asked for, at its own cost. Usable from
/// several threads.
public final class Resolver: Sendable {
  /// Finds a vars or params file. Its path is relative to the same folder as the resolver's `path`. What it
  /// throws (the file is broken) is passed on.
  public typealias Loader = @Sendable (_ path: String) throws -> VariableFile

  public let file: PipelineFile
  /// The pipeline file as messages show it: relative to the current folder.
  public let path: String
  let flags: FlagStyle
  let load: Loader
  let variables: Variables
  private let groups = Mutex<[String: StageGroup]>([:])
  private let templates = TemplateCache()

  /// Reads `params.yaml` beside the pipeline file and the files of its `vars`.
  public init(
    _ file: PipelineFile, path: String = PipelineFile.name, flags: FlagStyle = FlagStyle(),
    load: @escaping Loader
  ) throws {
    self.file = file
    self.path = path
    self.flags = flags
    self.load = load
    let reader = VariableReader(file: path, load: load)
    variables = try reader.pipelineVariables(file.variables)
  }

  // MARK: Names

  /// Every stage in the order of the file, groups by their members. Nothing is resolved but the groups' data.
  public func stageNames() throws -> [String] {
    var seen: Set<String> = []
    var names: [String] = []
    for name in file.stageKeys {
      let own = try memberNames(of: name) ?? [name]
      for name in own where seen.insert(name).inserted { names.append(name) }
    }
    return names
  }

  /// The full names of a group's members; `nil` when `name` isn't a group.
  public func memberNames(of name: String) throws -> [String]? {
    try group(name)?.keys.map { name + "@" + $0 }
  }

  /// Warnings about the groups looked at so far.
  public func shadowedVariables() -> [ShadowedVariables] {
    let groups = groups.withLock { $0 }
    return file.stageKeys.compactMap { name in
      guard let group = groups[name] else { return nil }
      let names = group.localNames.filter { variables.merged[$0] != nil }
      return names.isEmpty ? nil : ShadowedVariables(names: names, group: name)
    }
  }

  // MARK: Stages

  /// A stage or member of a group by its full name; `nil` when there is none.
  public func resolve(_ name: String) throws -> ResolvedStage? {
    guard let found = try find(name) else { return nil }
    var interpolator = interpolator(for: found)
    return try resolve(found, &interpolator).stage
  }

  public func resolveAll() throws -> [ResolvedStage] {
    try stageNames().compactMap { try resolve($0) }
  }

  /// Whether a stage is a member of a group or has `${}` in it. Such stages can't be rewritten by programs.
  public func isParametrized(_ name: String) -> Bool {
    guard let definition = file.definition(of: name), !PipelineFile.isGroup(definition) else { return true }
    return PipelineFile.holdsTemplate(.map(definition))
  }

  /// The variables of files other than params that stages use, by file and dotted path.
  public func usedVariables() throws -> [String: [String: Value]] {
    var used: [String: [String: Value]] = [:]
    for name in try stageNames() {
      guard let found = try find(name) else { continue }
      var interpolator = interpolator(for: found)
      interpolator.used = []
      let (_, own) = try resolve(found, &interpolator)
      for path in interpolator.used ?? [] {
        guard let file = own.file(of: path), let value = own.value(at: path) else { continue }
        used[file, default: [:]][path.joined(separator: ".")] = value
      }
    }
    return used
  }

  private func interpolator(for found: Found) -> Interpolator {
    var interpolator = Interpolator(variables)
    interpolator.locals = found.locals
    interpolator.flags = flags
    // Only the members of groups share texts.
    if found.group != nil { interpolator.cache = templates }
    return interpolator
  }

  private func resolve(
    _ found: Found, _ interpolator: inout Interpolator
  ) throws -> (stage: ResolvedStage, variables: Variables) {
    let (name, definition) = (found.name, found.definition)
    var fields = Mapping()
    func resolved(_ key: String, _ value: Value, _ mode: Interpolator.Mode) throws(TemplateError) -> Value {
      do { return try interpolator.resolve(value, mode) } catch {
        // A malformed expression is wrong for the whole group.
        let place = if case .syntax = error { found.group ?? name } else { name }
        throw TemplateError(error, at: .key("stages.\(place).\(key)"), in: path)
      }
    }
    if let wdir = definition["wdir"] { fields["wdir"] = try resolved("wdir", wdir, .field) }
    var own = variables
    if let vars = definition["vars"]?.list, !vars.isEmpty {
      let reader = VariableReader(file: path, load: load)
      own = try reader.stageVariables(
        vars, over: variables, stage: name, folder: fields["wdir"]?.string ?? "",
        reserved: found.locals.map(\.name))
      interpolator = interpolator.with(own)
    }
    for entry in definition.entries {
      guard let key = entry.key.string, key != "wdir", key != "vars", key != "matrix" else { continue }
      fields[key] = try resolved(key, entry.value, key == "cmd" ? .command : .field)
    }
    return (try StageReader(name: name, fields: fields, file: path).stage(), own)
  }

  /// What stands behind a full name.
  private struct Found {
    let name: String
    /// The group it is a member of.
    let group: String?
    let definition: Mapping
    let locals: [Interpolator.Local]
  }

  /// A member of a group hides a stage of the same name.
  private func find(_ name: String) throws -> Found? {
    for at in name.utf8.indices where name.utf8[at] == UInt8(ascii: "@") {
      let groupName = String(name[..<at])
      let key = String(name[name.utf8.index(after: at)...])
      guard let group = try group(groupName), let locals = group.locals(of: key) else { continue }
      if key.isEmpty { throw TemplateError(.emptyName, at: .stage(name), in: path) }
      return Found(name: name, group: groupName, definition: group.definition, locals: locals)
    }
    guard let definition = file.definition(of: name), !PipelineFile.isGroup(definition) else { return nil }
    return Found(name: name, group: nil, definition: definition, locals: [])
  }

  // MARK: Groups

  private func group(_ name: String) throws -> StageGroup? {
    guard let definition = file.definition(of: name), PipelineFile.isGroup(definition) else { return nil }
    if let known = groups.withLock({ $0[name] }) { return known }
    let made = try definition["matrix"] == nil ? foreach(name, definition) : matrix(name, definition)
    groups.withLock { $0[name] = made }
    return made
  }

  private func foreach(_ name: String, _ definition: Mapping) throws(TemplateError) -> StageGroup {
    let key = "stages.\(name).foreach"
    let raw = definition["foreach"] ?? .null
    let data = try data(raw, key)
    do {
      return try StageGroup(
        foreach: data, do: definition["do"]?.map ?? Mapping(), origin: Self.origin(of: raw))
    } catch {
      throw TemplateError(error, at: .groupData(key), in: path)
    }
  }

  private func matrix(_ name: String, _ definition: Mapping) throws(TemplateError) -> StageGroup {
    let key = "stages.\(name).matrix"
    let raw = definition["matrix"]?.map ?? Mapping()
    let resolved = try data(.map(raw), key).map ?? Mapping()
    do {
      var axes: [(name: String, values: [Value])] = []
      for (entry, before) in zip(resolved.entries, raw.entries) {
        axes.append((PythonType.text(of: entry.key), try Self.axis(entry.value, written: before.value)))
      }
      return try StageGroup(matrix: axes, definition: definition)
    } catch {
      throw TemplateError(error, at: .groupData(key), in: path)
    }
  }

  /// The values of an axis. As in the peer a mapping gives its keys and a text its characters.
  private static func axis(_ value: Value, written: Value) throws(TemplateReason) -> [Value] {
    switch value {
    case .list(let items): return items
    case .map(let mapping): return mapping.entries.map(\.key)
    case .string(let text) where origin(of: written) == nil:
      return text.unicodeScalars.map { .string(String($0)) }
    default: throw .notIterable(type: PythonType.name(of: value))
    }
  }

  private func data(_ raw: Value, _ key: String) throws(TemplateError) -> Value {
    var interpolator = Interpolator(variables)
    interpolator.flags = flags
    do { return try interpolator.resolve(raw, .data) } catch {
      throw TemplateError(error, at: .key(key), in: path)
    }
  }

  /// The variable a text is as a whole.
  private static func origin(of raw: Value) -> [String]? {
    raw.string.flatMap { try? TemplateText($0) }?.whole?.keys
  }
}
