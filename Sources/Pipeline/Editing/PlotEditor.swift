import Documents
import Files
import Manifests
import Workspace

/// Why a plot can't be edited.
public enum PlotEditError: Error, Equatable, Sendable {
  /// No stage makes it.
  case noOutput(path: String)
  case propertiesNotFound([String], plot: String)
}

/// Edits what stages say of their plots.
public struct PlotEditor {
  let repository: Repository
  let tell: (StageEvent) -> Void

  public init(repository: Repository, tell: @escaping (StageEvent) -> Void) {
    self.repository = repository
    self.tell = tell
  }

  /// An output in the file that declares it.
  public struct Place {
    let stage: Stage
    let output: Output

    /// The failure that properties to be dropped aren't set.
    public func missing(_ names: [String]) throws -> PlotEditError? {
      guard case .pipeline(let resolved, _) = stage.definition else { return nil }
      let plot = resolved.outputs.first { $0.path == output.declared }?.plot ?? Mapping()
      let missing = names.filter { plot[$0] == nil }
      return missing.isEmpty ? nil : .propertiesNotFound(missing, plot: output.declared)
    }
  }

  /// - Parameter target: a path as the user typed it.
  /// - Throws: ``PlotEditError/noOutput(path:)``, `WorkspaceError`.
  public func find(_ target: String) throws -> Place {
    let path = Paths.absolute(target, in: repository.environment.workingDirectory)
    let index = try repository.index()
    guard let found = index.output(at: path), !index.stages[found.stage].isPointer else {
      throw PlotEditError.noOutput(path: target)
    }
    return Place(stage: index.stages[found.stage], output: index[found])
  }

  /// - Parameter changes: in the order of `dvc.yaml`; nil drops a property.
  /// - Throws: `PipelineEditError`, `WorkspaceError`, `FileError`.
  public func change(_ place: Place, _ changes: [(key: String, value: Value?)]) throws {
    guard let name = place.stage.name else { return }
    let path = Paths.absolute(place.stage.file, in: repository.root)
    let original = try FileSystem.read(path)
    do {
      var file = try PipelineFile.parse(original)
      try file.setPlot(place.output.declared, of: name, changes)
      tell(.modifying(stage: name, file: repository.display(path)))
      let text = Array(try file.text(over: original).utf8)
      if try repository.writeTracked(text, to: path) { repository.noteChange(of: path) }
    } catch let error as ManifestError {
      throw WorkspaceError.invalidFile(path: repository.key(of: path), cause: error)
    } catch let error as DocumentError {
      throw WorkspaceError.invalidFile(path: repository.key(of: path), cause: error)
    }
  }
}
