import ArgumentParser

/// The tree of all commands. Used whole for help, completion and manual pages; a run looks up one leaf.
struct Root: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: Program.current.name,
    abstract: "Version data, models and pipelines next to your code.",
    subcommands: [
      Add.self, Adopt.self, Cache.self, Cat.self, CheckIgnore.self, Checkout.self, Commit.self,
      Completion.self,
      Config.self,
      Dag.self, DataGroup.self, Pull.self, Push.self, Fetch.self, Status.self, Diff.self, Freeze.self,
      Unfreeze.self, Fsck.self, Gc.self, List.self, DiskUsage.self, GitHookGroup.self, Hook.self, Impact.self,
      Init.self,
      Install.self, Lineage.self, Log.self, Metrics.self, Move.self,
      Params.self, Remote.self, Remove.self,
      Repro.self, Resolve.self, Restore.self, ShowRoot.self, StageGroup.self, Uninstall.self, Unprotect.self,
      Verify.self,
      Version.self, Whence.self,
    ])
}
