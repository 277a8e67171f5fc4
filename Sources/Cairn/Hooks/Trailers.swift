import Files
import Git
import Hashing
import Hooks
import Workspace

extension Session {
  /// Adds a trailer for each changed artifact to a commit message: `Data: PATH md5:HASH`. Once each, however often
  /// the message is edited.
  /// - Parameter file: the message's file, as git names it.
  public func addTrailers(to file: String) throws {
    for project in try hookProjects() {
      let changed = try ChangedArtifact.staged(project.repository, project.git)
      if changed.isEmpty { continue }
      var arguments = ["interpret-trailers", "--in-place", "--if-exists", "addIfDifferent"]
      for artifact in changed {
        let value = artifact.new.map { "\($0.algorithm.key):\($0)" } ?? "removed"
        arguments += ["--trailer", "Data: \(artifact.path) \(value)"]
      }
      try project.git.run(arguments + [Paths.absolute(file, in: environment.workingDirectory)])
    }
  }
}
