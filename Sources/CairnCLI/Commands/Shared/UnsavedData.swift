import Workspace

/// Work that may overwrite or delete data stored nowhere else.
enum UnsavedData {
  /// Runs the work without force; when it refuses, asks on a terminal about each file, and runs it again with
  /// force after a yes to all.
  static func asking<Result>(
    _ run: Invocation, force: Bool, _ work: (_ force: Bool) throws -> Result
  ) throws -> Result {
    do {
      return try work(force)
    } catch WorkspaceError.unsavedFiles(let paths) where run.console.isTerminal {
      for path in paths {
        let question = "'\(path)' is going to be removed. Are you sure you want to proceed?"
        guard run.console.confirm(question, .onlyOnTerminal, run.cancellation) else {
          throw WorkspaceError.unsavedFiles(paths: paths)
        }
      }
      return try work(true)
    }
  }
}
