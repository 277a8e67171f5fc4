import Exchange
import Files
import Pipeline
import Workspace

/// What `status` found.
public struct StatusReport: Sendable {
  /// A stage that isn't up to date.
  public struct Stage: Sendable {
    /// As the user would name it here.
    public let address: String
    public let status: StageStatus
  }

  /// Absolute, to name what changed.
  public var root = ""
  /// In the order of the targets.
  public var stages: [Stage] = []
  /// Nothing is tracked in this project.
  public var isEmptyProject = false
  /// Why the project as a whole can't be read; what the targets named could be.
  public var unreadable: (any Error)?

  public init() {}
}

extension Session {
  /// Which stages differ from what was recorded of them (formats §6).
  /// - Throws: target errors, `WorkspaceError`, `FileError`, `Cancelled`.
  public func status(_ options: StatusOptions) throws -> StatusReport {
    try withRepository(isReading: true) { repository in
      repository.state.isDistrusted = options.verify
      let index = try repository.index(naming: options.selection.alone, granular: true)
      var report = StatusReport()
      report.root = repository.root
      do { report.isEmptyProject = try repository.index().stages.isEmpty } catch { report.unreadable = error }
      let inspector = StageInspector(repository)
      if !options.noUpdates {
        let importer = Importer(repository, opener: opener(repository), jobs: nil)
        inspector.sourceChange = { try importer.change(of: $0, from: $1) }
      }
      var places: [String: Int] = [:]
      for target in try resolve(options.selection, index, repository) {
        let stage = index.stages[target.stage]
        let address = stage.address(from: repository.workingDirectoryInside)
        if stage.isFrozen, !stage.knowsItsSource {
          events.receive(
            .warning(
              "stage: '\(address)' is frozen. Its dependencies are not going to be shown in the status output."
            ))
        }
        var status = try inspector.status(of: stage)
        if let path = target.path {
          status.outputs.removeAll { output in
            guard let whole = output.location.absolute(root: repository.root) else { return true }
            return whole != path && !Paths.isInside(path, whole)
          }
        }
        if status.isUpToDate { continue }
        let found = StatusReport.Stage(address: address, status: status)
        if let place = places[address] {
          report.stages[place] = found
        } else {
          places[address] = report.stages.count
          report.stages.append(found)
        }
      }
      return report
    }
  }
}
