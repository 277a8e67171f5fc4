import Exchange
import Files
import Manifests
import Workspace

extension Session {
  /// `update` of data that is no import: what others changed on its worktree remote comes here.
  /// - Throws: ``UpdateError`` for options that make no sense then, ``ExchangeError/updateUnsupported(file:)``.
  func updateWorktree(
    _ stages: [Int], in index: Index, _ options: UpdateOptions, _ repository: Repository
  ) throws {
    if stages.isEmpty { return }
    if options.revision != nil { throw UpdateError.meaningless(option: "--rev") }
    if options.noDownload { throw UpdateError.meaningless(option: "--no-download") }
    if options.toRemote { throw UpdateError.meaningless(option: "--to-remote") }
    let factory = RemoteFactory(repository: repository, jobs: options.remote.jobs)
    var records: [(OutputPlace, DataRecord)] = []
    var items: [Workspace.Checkout.Item] = []
    for position in stages {
      let stage = index.stages[position]
      for (number, output) in stage.outputs.enumerated() where output.isCached && output.entry.isPushed {
        guard let path = output.location.inside else { continue }
        func warn(_ why: String) {
          events.receive(
            .warning("Could not update '\(repository.display(output.location, output.declared))', \(why)"))
        }
        guard let name = try remoteName(of: output, repository) else {
          warn("it was never pushed to a remote")
          continue
        }
        guard let remote = try factory.versioned(name), remote.isWorktree else {
          throw ExchangeError.updateUnsupported(file: stage.file)
        }
        let update = WorktreeUpdate(repository: repository, remote: remote)
        guard let record = try update.record(of: path, now: output.recorded) else {
          warn("it does not exist in the remote")
          continue
        }
        records.append((OutputPlace(stage: position, output: number), record))
        var changed = output
        changed.recorded = record
        items.append(.init(changed))
      }
    }
    try repository.store.flush()
    // Refuses to overwrite what no cache has, before anything is written.
    _ = try Workspace.Checkout(repository, .init(force: false)).run(items)
    try record(records, in: index, repository)
  }

  /// The remote that an output was pushed to.
  private func remoteName(of output: Output, _ repository: Repository) throws -> String? {
    if let name = output.entry.remote ?? output.recorded.cloudRemote { return name }
    // The peer's own updates record versions without a name.
    return output.recorded.hasVersions ? repository.core.remote : nil
  }
}
