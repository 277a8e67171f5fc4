import Files
import Manifests
import Workspace

/// What the words after `repro` mean: stages and files of stages, never outputs (formats §5.1).
public struct ReproTargets {
  let repository: Repository
  let index: Index

  public init(repository: Repository, index: Index) {
    self.repository = repository
    self.index = index
  }

  /// Positions without repetition, in the order asked for; without words the stages of `./dvc.yaml`.
  /// - Parameters:
  ///   - recursive: directories mean the stages below them.
  ///   - glob: words are patterns of stage names.
  /// - Throws: `StageLookupFailure`, `WorkspaceError`
  public func resolve(_ words: [String], recursive: Bool, glob: Bool) throws -> [Int] {
    var found: [Int] = []
    for word in words { found += try resolve(word, recursive: recursive, glob: glob) }
    if words.isEmpty { found = try ownStages() }
    var seen: Set<Int> = []
    return found.filter { seen.insert($0).inserted }
  }

  /// The stages that one word means.
  public func stages(_ word: String, recursive: Bool) throws -> [Int] {
    try resolve(word, recursive: recursive, glob: false)
  }

  private func resolve(_ word: String, recursive: Bool, glob: Bool) throws -> [Int] {
    let resolver = TargetResolver(repository: repository, index: index)
    if recursive {
      let directory = Paths.absolute(word, in: repository.environment.workingDirectory)
      if try FileSystem.info(directory)?.isDirectory == true {
        return index.stages.indices.filter {
          Paths.isInside(Paths.join(repository.root, index.stages[$0].file), directory)
        }
      }
    }
    if glob {
      return try stages(matching: word)
    }
    return try resolver.stages(named: word).map(\.stage)
  }

  /// The stages whose names match, of `./dvc.yaml` or, for `file:pattern`, of that file.
  private func stages(matching word: String) throws -> [Int] {
    let colon = word.lastIndex(of: ":")
    let file = colon.map { String(word[..<$0]) } ?? ""
    let name = colon.map { String(word[word.index(after: $0)...]) } ?? word
    let path = Paths.absolute(
      file.isEmpty ? PipelineFile.name : file, in: repository.environment.workingDirectory)
    guard try FileSystem.info(path)?.isFile == true else { throw WorkspaceError.fileMissing(path: path) }
    guard TargetResolver.isStageFile(path) else { throw StageLookupFailure.badFileName(path: file) }
    let key = repository.key(of: path)
    let pattern = NamePattern(name)
    let members = index.stages.indices.filter { index.stages[$0].file == key }
    if name.isEmpty || Paths.name(path) != PipelineFile.name { return members }
    let group = members.filter { index.stages[$0].name?.hasPrefix(name + "@") == true }
    return group.isEmpty
      ? members.filter { index.stages[$0].name.map(pattern.matches) ?? false } : group
  }

  /// The stages of the `dvc.yaml` where the user is.
  func ownStages() throws -> [Int] {
    let path = Paths.join(repository.environment.workingDirectory, PipelineFile.name)
    guard try FileSystem.info(path)?.isFile == true else { throw WorkspaceError.fileMissing(path: path) }
    let file = repository.key(of: path)
    return index.stages.indices.filter { index.stages[$0].file == file }
  }
}
