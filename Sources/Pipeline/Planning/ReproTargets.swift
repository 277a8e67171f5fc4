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

  /// Positions without repetition, in the order asked for. Without words, or where they mean nothing at all, the stages
  /// of `./dvc.yaml`.
  /// - Parameters:
  ///   - recursive: directories mean the stages below them.
  ///   - glob: words are patterns of stage names.
  /// - Throws: `StageLookupFailure`, `WorkspaceError`
  public func resolve(_ words: [String], recursive: Bool, glob: Bool) throws -> [Int] {
    var found: [Int] = []
    for word in words { found += try resolve(word, recursive: recursive, glob: glob) }
    if found.isEmpty { found = try ownStages() }
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
      let pattern = NamePattern(word)
      return try ownStages().filter { index.stages[$0].name.map(pattern.matches) ?? false }
    }
    return try resolver.stages(named: word).map(\.stage)
  }

  /// The stages of the `dvc.yaml` where the user is.
  func ownStages() throws -> [Int] {
    let path = Paths.join(repository.environment.workingDirectory, PipelineFile.name)
    guard try FileSystem.info(path)?.isFile == true else { throw WorkspaceError.fileMissing(path: path) }
    let file = repository.key(of: path)
    return index.stages.indices.filter { index.stages[$0].file == file }
  }
}
