import Files
import Workspace

/// Copies what a URL names to a new place on this machine.
public struct ExternalDownload {
  let source: any ExternalSource
  let progress: (any ProgressSink)?
  let cancellation: Cancellation?

  public init(source: any ExternalSource, progress: (any ProgressSink)?, cancellation: Cancellation?) {
    self.source = source
    self.progress = progress
    self.cancellation = cancellation
  }

  /// - Parameter target: absolute; nothing is there yet.
  /// - Throws: ``ImportError/unsafePath(_:)`` for a name that would lead out of it.
  public func run(to target: String) throws {
    guard let top = try source.entry() else { throw ImportError.sourceMissing(target) }
    guard top.isDirectory else {
      return try source.download("", to: target, progress: progress, cancellation: cancellation)
    }
    try FileSystem.makeDirectories(target)
    for file in try source.files() {
      try cancellation?.check()
      if Paths.normalize(file.path) != file.path || file.path.hasPrefix("/") || file.path.hasPrefix("../")
        || file.path == ".."
      {
        throw ImportError.unsafePath(file.path)
      }
      let path = Paths.join(target, file.path)
      try FileSystem.makeDirectories(Paths.parent(path))
      try source.download(file.path, to: path, progress: progress, cancellation: cancellation)
    }
  }
}
