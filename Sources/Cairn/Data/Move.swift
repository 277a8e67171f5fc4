import Files
import Workspace

extension Session {
  /// Renames tracked data, its pointer file and its `.gitignore` entry.
  public func move(_ options: MoveOptions) throws -> Outcome<Void> {
    try changing { repository in
      let source = Paths.absolute(options.source, in: environment.workingDirectory)
      let mover = Mover(repository: repository)
      try mover.refuseIgnored(source)
      let isMoved = try mover.move(source, to: options.destination, index: try repository.index())
      if !isMoved { events.receive(.warning("'\(source)' missing")) }
    }
  }
}
