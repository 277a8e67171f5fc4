import Files
import Manifests

/// What a word on the command line means.
public struct Target: Sendable {
  /// Position in the index's stages.
  public let stage: Int
  /// Absolute path of an output or of something inside one; nil for the whole stage.
  public let path: String?

  public init(stage: Int, path: String?) {
    self.stage = stage
    self.path = path
  }
}

/// Resolves words to stages: names, `group`, `group@key`, `dir/dvc.yaml`, `dir/dvc.yaml:stage`, `x.dvc`, outputs and
/// paths inside outputs (CLI §1 "Target syntax").
public struct TargetResolver {
  let repository: Repository
  let index: Index

  public init(repository: Repository, index: Index) {
    self.repository = repository
    self.index = index
  }

  /// - Parameters:
  ///   - words: empty means everything.
  ///   - granular: outputs and paths inside them are allowed.
  ///   - recursive: directories stand for all stages below them.
  /// - Throws: ``WorkspaceError``
  public func resolve(_ words: [String], granular: Bool, recursive: Bool = false) throws -> [Target] {
    if words.isEmpty { return index.stages.indices.map { Target(stage: $0, path: nil) } }
    var targets: [Target] = []
    for word in words { targets += try resolve(word, granular: granular, recursive: recursive) }
    return targets
  }

  private func resolve(_ word: String, granular: Bool, recursive: Bool) throws -> [Target] {
    let absolute = Paths.absolute(word, in: repository.environment.workingDirectory)
    if recursive, let info = try FileSystem.info(absolute), info.isDirectory {
      return stages(below: absolute)
    }
    do {
      return try stages(named: word)
    } catch let failure as StageLookupFailure {
      if granular, let holder = index.output(holding: absolute) {
        let whole = index[holder].location.absolute(root: repository.root) == absolute
        return [
          Target(
            stage: holder.stage, path: whole && index.stages[holder.stage].outputs.count == 1 ? nil : absolute
          )
        ]
      }
      if case .badFileName = failure { throw failure }
      throw WorkspaceError.targetNotFound(target: word, cause: failure)
    }
  }

  private func stages(below directory: String) -> [Target] {
    index.stages.indices.compactMap { position in
      let file = Paths.join(repository.root, index.stages[position].file)
      return Paths.isInside(file, directory) ? Target(stage: position, path: nil) : nil
    }
  }

  /// Stages by name or file, never by output.
  /// - Throws: ``StageLookupFailure`` when the word might still be an output, ``WorkspaceError`` when it can't be.
  public func stages(named word: String) throws -> [Target] {
    let address = try Self.split(word)
    let file = address.file ?? PipelineFile.name
    let isOurs = IndexBuilder.isOurs(Paths.name(file))
    let absolute = Paths.absolute(file, in: repository.environment.workingDirectory)
    guard try FileSystem.info(absolute)?.isFile == true else {
      guard address.file != nil else { throw StageLookupFailure.noPipelineFile(path: file) }
      if isOurs { throw WorkspaceError.fileMissing(path: absolute) }
      throw StageLookupFailure.noPipelineFile(path: absolute)
    }
    guard isOurs else { throw StageLookupFailure.badFileName(path: file) }
    // A word that names an output as well is no word for the file.
    let isOutput = Paths.absolute(word, in: repository.environment.workingDirectory)
    if address.name == nil || index.output(holding: isOutput) == nil {
      try repository.refuseIgnoredByGit(absolute)
    }
    let key = repository.key(of: absolute)
    guard let name = address.name, Paths.name(file) == PipelineFile.name else {
      let own = index.position(of: Stage.ID(file: key, name: nil)).map { [$0] }
      let found = own ?? index.stages.indices.filter { index.stages[$0].file == key }
      if found.isEmpty, Paths.isInside(absolute, repository.root),
        try repository.ignore.isIgnored(key, isDirectory: false)
      {
        throw WorkspaceError.fileIgnored(path: absolute)
      }
      return found.map { Target(stage: $0, path: nil) }
    }
    let found = members(of: name, in: key)
    guard found.isEmpty else { return found }
    if address.file == nil { throw StageLookupFailure.noSuchStage(name: name, file: file) }
    throw WorkspaceError.stageNotFound(name: name, file: repository.display(absolute), fileExists: true)
  }

  /// The stage of that name, or all members of the group (`group@key`).
  private func members(of name: String, in file: String) -> [Target] {
    if let exact = index.position(of: Stage.ID(file: file, name: name)) {
      return [Target(stage: exact, path: nil)]
    }
    let prefix = name + "@"
    return index.stages.indices
      .filter { index.stages[$0].file == file && index.stages[$0].name?.hasPrefix(prefix) == true }
      .map { Target(stage: $0, path: nil) }
  }

  /// Whether a file's name is one that stages are defined in.
  public static func isStageFile(_ path: String) -> Bool { IndexBuilder.isOurs(Paths.name(path)) }

  /// File and stage of a word, as the peer cuts it: `file:stage`, where the stage may be `group@key`; without a
  /// colon a file of ours, or a stage of `./dvc.yaml`, whose file is nil.
  /// - Throws: ``WorkspaceError/lockFileAsTarget(target:suggestion:)``
  public static func split(_ word: String) throws -> (file: String?, name: String?) {
    let at = word.firstIndex(of: "@")
    let group = at.map { word[..<$0] } ?? word[...]
    var file = group
    var name: Substring?
    if let colon = group.lastIndex(of: ":"), !group[colon...].contains(where: { $0 == "/" || $0 == "\\" }) {
      file = group[..<colon]
      name = group[group.index(after: colon)...]
    }
    if !file.isEmpty, Paths.name(String(file)) == LockFile.name {
      let suggestion = word.firstRange(of: ".lock").map { word.replacingCharacters(in: $0, with: ".yaml") }
      throw WorkspaceError.lockFileAsTarget(target: word, suggestion: suggestion ?? word)
    }
    guard let name, !name.isEmpty else {
      if file.isEmpty { return (PipelineFile.name, nil) }
      return IndexBuilder.isOurs(Paths.name(word)) ? (word, nil) : (nil, word)
    }
    return (file.isEmpty ? PipelineFile.name : String(file), String(name) + (at.map { word[$0...] } ?? ""))
  }
}

extension String {
  fileprivate func replacingCharacters(in range: Range<Index>, with text: String) -> String {
    String(self[..<range.lowerBound]) + text + self[range.upperBound...]
  }
}
