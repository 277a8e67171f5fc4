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
    let (file, name) = Self.split(word)
    let base = Paths.name(file)
    if base == LockFile.name {
      throw WorkspaceError.lockFileAsTarget(target: word, suggestion: PipelineFile.name)
    }
    let absolute = Paths.absolute(file, in: repository.environment.workingDirectory)
    let key = repository.key(of: absolute)
    if IndexBuilder.isOurs(base) {
      guard let info = try FileSystem.info(absolute), info.isFile else {
        if name == nil || base != PipelineFile.name || word.hasPrefix(file) && file != PipelineFile.name {
          throw WorkspaceError.fileMissing(path: absolute)
        }
        throw StageLookupFailure.noPipelineFile(path: file)
      }
      guard let name, base == PipelineFile.name else {
        return index.stages.indices.filter { index.stages[$0].file == key }.map {
          Target(stage: $0, path: nil)
        }
      }
      let found = members(of: name, in: key)
      guard !found.isEmpty else {
        if word.contains(":"), !word.hasPrefix(":") {
          throw WorkspaceError.stageNotFound(name: name, file: file, fileExists: true)
        }
        throw StageLookupFailure.noSuchStage(name: name, file: file)
      }
      return found
    }
    throw StageLookupFailure.noSuchStage(name: word, file: PipelineFile.name)
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

  /// `(file, stage name)` of a word; a bare word is a name in `./dvc.yaml`.
  public static func split(_ word: String) -> (file: String, name: String?) {
    if let colon = word.lastIndex(of: ":") {
      let file = String(word[..<colon])
      let name = String(word[word.index(after: colon)...])
      if !name.isEmpty, file.isEmpty || IndexBuilder.isOurs(Paths.name(file)) {
        return (file.isEmpty ? PipelineFile.name : file, name)
      }
    }
    let base = Paths.name(word)
    if IndexBuilder.isOurs(base) || base == LockFile.name { return (word, nil) }
    return (PipelineFile.name, word)
  }
}
