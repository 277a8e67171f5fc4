import Files
import Workspace

/// Whether a stage's inputs are what their makers recorded. What nobody makes here (code, parameters) is whatever the
/// checked-out revision says it is.
public struct InputCheck {
  private let repository: Repository
  private let index: Index
  private let detector: ChangeDetector

  public init(_ repository: Repository, _ index: Index) {
    self.repository = repository
    self.index = index
    detector = ChangeDetector(repository)
  }

  /// Inputs that are missing, or others than recorded by the stages and `.dvc` files that make them.
  public func differing(_ stage: Stage) throws -> [String] {
    try stage.inputPaths(root: repository.root).filter { path in
      if try FileSystem.info(path) == nil { return true }
      return try index.producers(of: path).contains { reference in
        guard var output = Optional(index[reference]), output.recorded.object != nil else { return true }
        // Whether the cache has it as well doesn't matter to who reads it.
        output.entry.isCached = false
        return try detector.change(of: output) != nil
      }
    }.map(repository.display)
  }
}
