import Files
import Workspace

extension Session {
  /// Renames tracked data, its pointer file and its `.gitignore` entry.
  public func move(_ options: MoveOptions) throws -> Outcome<Void> {
    try changing { repository in
      let here = environment.workingDirectory
      try Mover(repository: repository).move(
        Paths.absolute(options.source, in: here), to: Paths.absolute(options.destination, in: here),
        index: try repository.index())
    }
  }
}
