import ArgumentParser
import Cairn

/// `targets…`, `-d`, `-R`: what a command works on.
struct SelectionFlags: ParsableArguments {
  @Argument(
    help: "Stages, .dvc files, tracked files and directories to work on; all without.",
    completion: .file())
  var targets: [String] = []

  @Flag(name: [.customShort("d"), .customLong("with-deps")], help: "Also what the targets depend on.")
  var withDependencies = false

  @Flag(name: [.customShort("R"), .long], help: "Everything tracked below directories given as targets.")
  var recursive = false

  var selection: TargetSelection {
    var selection = TargetSelection()
    selection.targets = targets
    selection.withDependencies = withDependencies
    selection.recursive = recursive
    return selection
  }
}

/// `-a`, `-T`, `-A`: revisions besides the workspace.
struct RevisionFlags: ParsableArguments {
  @Flag(name: [.customShort("a"), .long], help: "Also the tips of all git branches.")
  var allBranches = false

  @Flag(name: [.customShort("T"), .long], help: "Also all git tags.")
  var allTags = false

  @Flag(name: [.customShort("A"), .long], help: "Also all git commits.")
  var allCommits = false

  var scope: RevisionScope {
    var scope = RevisionScope()
    scope.allBranches = allBranches
    scope.allTags = allTags
    scope.allCommits = allCommits
    return scope
  }
}

/// `-r`, `-j`: which remote, and how many transfers at once.
struct RemoteFlags: ParsableArguments {
  @Option(
    name: [.customShort("r"), .long],
    help: .init("The remote to use instead of the default one.", valueName: "name"))
  var remote: String?

  @Option(
    name: [.customShort("j"), .long],
    help: .init("How many transfers run at once; four for each core by default.", valueName: "number"))
  var jobs: Int?

  var selection: RemoteSelection {
    var selection = RemoteSelection()
    selection.name = remote
    selection.jobs = jobs
    return selection
  }
}
