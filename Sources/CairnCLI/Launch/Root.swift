import ArgumentParser

/// The tree of all commands. Used whole for help, completion and manual pages; a run looks up one leaf.
struct Root: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: Program.current.name,
    abstract: "Version data, models and pipelines next to your code.",
    subcommands: [
      Add.self, Adopt.self, Artifacts.self, Cache.self, Cat.self, CheckIgnore.self, Checkout.self,
      Commit.self,
      Completion.self, Config.self, Dag.self, DataGroup.self, DatasetGroup.self, Pull.self, Push.self,
      Fetch.self, Status.self,
      Destroy.self, Diff.self, Freeze.self, Unfreeze.self, Fsck.self, Gc.self, Get.self, GetURL.self,
      GitHookGroup.self, Hook.self, Impact.self, Import.self, ImportURL.self, Init.self, Install.self,
      Lineage.self, List.self, ListURL.self, DiskUsage.self, Log.self, Metrics.self, Move.self, Params.self,
      Plots.self,
      Remote.self, Remove.self, Repro.self, Resolve.self, Restore.self, ShowRoot.self, StageGroup.self,
      Uninstall.self, Unprotect.self, Update.self, Verify.self, Version.self, Whence.self,
    ])
}
