import Files
import Manifests
import Workspace

extension Repository {
  /// - Parameter file: a `dvc.yaml`, root-relative.
  /// - Throws: ``PipelineError/lockFileIgnored(path:)``
  public func refuseIgnoredLock(of file: String) throws {
    let path = Paths.join(root, PipelineSource.lockFile(of: file))
    if try git()?.isIgnored(path, isDirectory: false) == true {
      throw PipelineError.lockFileIgnored(path: path)
    }
  }
}
