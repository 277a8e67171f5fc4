import Documents
import Files
import Manifests

/// One `dvc.yaml` with its lock file, as collected.
public struct PipelineSource: Sendable {
  /// The `dvc.yaml`, root-relative.
  public let file: String
  public let resolver: Resolver
  public let lock: LockFile

  /// The lock file beside it, root-relative.
  public var lockFile: String { Self.lockFile(of: file) }

  public static func lockFile(of file: String) -> String {
    let directory = Paths.parent(file)
    return directory.isEmpty || directory == "." ? LockFile.name : directory + "/" + LockFile.name
  }
}
