import Documents
import Files
import Manifests
import Workspace

/// Values of parameters as they stand in files now; each file is read once.
public final class ParameterReader {
  private enum Found {
    case absent
    case values(Mapping)
  }

  private let root: String
  private var files: [String: Found] = [:]

  public init(root: String) { self.root = root }

  /// Files may have been written: read them again.
  public func forget() { files.removeAll() }

  /// The present values in the order asked for, missing keys left out; the whole file in its own order.
  /// - Returns: nil when there is no such file.
  /// - Throws: ``PipelineError/parametersInDirectory(path:)``, ``PipelineError/parametersUnreadable(path:cause:)``.
  public func values(of request: ParameterDependency) throws -> Mapping? {
    guard case .values(let all) = try content(of: request) else { return nil }
    guard let keys = request.keys else { return all }
    var chosen = Mapping()
    for key in keys { chosen[key] = all.value(at: key) }
    return chosen
  }

  /// Whether there is anything at its path.
  func exists(_ request: ParameterDependency) throws -> Bool {
    guard let path = request.location.absolute(root: root) else { return false }
    return try FileSystem.info(path) != nil
  }

  private func content(of request: ParameterDependency) throws -> Found {
    guard let path = request.location.absolute(root: root) else { return .absent }
    if let known = files[path] { return known }
    let found: Found
    if let info = try FileSystem.info(path) {
      guard info.isFile else { throw PipelineError.parametersInDirectory(path: request.declared) }
      do {
        found = .values(try ValueFile.load(try FileSystem.read(path), named: path).map ?? Mapping())
      } catch let error as DocumentError {
        throw PipelineError.parametersUnreadable(path: request.declared, cause: error)
      }
    } else {
      found = .absent
    }
    files[path] = found
    return found
  }
}
