import Documents
import Files
import Git
import Insight
import Workspace

/// What `plots show` and `plots diff` found.
public struct PlotsReport: Sendable {
  public let figures: [PlotFigure]
  /// Revisions whose files of ours can't be read.
  public let failures: [(revision: String, failure: RevisionFailure)]
  /// Whether a `dvc.yaml` has plots at its top, wanted or not.
  public let hasTopLevelPlots: Bool
  /// Names of all revisions that were asked for.
  public let revisions: [String]
  /// Absolute, from the configuration.
  public let outputDirectory: String
  /// Absolute.
  public let htmlTemplate: String?
  public let opensPages: Bool
}

extension Session {
  /// Reads plots of the workspace or of revisions. Outside of a project, targets are read as plain files.
  /// - Throws: ``UsageError/needsGit``, `GitError.unknownRevision`, `PlotTemplateError`, `ConfigError`, `FileError`,
  ///   `Cancelled`; what is wrong with one revision or one file is in the answer.
  public func plots(_ options: PlotsOptions) throws -> PlotsReport {
    do {
      return try withRepository(isReading: true) { try plots(options, $0) }
    } catch WorkspaceError.notARepository {
      guard options.revisions == nil else { throw UsageError.needsGit }
      let here = environment.workingDirectory
      let source = ValueSource(
        tree: WorkspaceTree(root: here), index: Index(root: here, stages: []), store: nil)
      let plots = try PlotReader(source, revision: "workspace", directory: here)
        .read(options.targets, overriding: options.properties.values)
      return PlotsReport(
        figures: try figures([plots], templates: nil), failures: [],
        hasTopLevelPlots: false, revisions: ["workspace"],
        outputDirectory: Paths.join(here, "dvc_plots"), htmlTemplate: nil, opensPages: false)
    }
  }

  private func plots(_ options: PlotsOptions, _ repository: Repository) throws -> PlotsReport {
    var read: [RevisionPlots] = []
    var failures: [(revision: String, failure: RevisionFailure)] = []
    let states = try plotStates(options.revisions, repository)
    for (name, commit) in states {
      do {
        let plots = try PlotReader(
          try source(commit, repository), revision: name, directory: environment.workingDirectory
        ).read(options.targets, overriding: options.properties.values)
        read.append(plots)
      } catch let error as Cancelled {
        throw error
      } catch {
        failures.append((name, RevisionFailure(cause: error)))
      }
    }
    let config = repository.config.plots
    return PlotsReport(
      figures: try figures(read, templates: templateDirectory(repository)), failures: failures,
      hasTopLevelPlots: read.contains(where: \.hasTopLevelPlots), revisions: states.map(\.name),
      outputDirectory: Paths.absolute(config.outputDirectory, in: environment.workingDirectory),
      htmlTemplate: config.htmlTemplate.map { Paths.absolute($0, in: repository.dotDirectory) },
      opensPages: config.autoOpen)
  }

  func templateDirectory(_ repository: Repository) -> String { Paths.join(repository.dotDirectory, "plots") }

  private func figures(_ plots: [RevisionPlots], templates: String?) throws -> [PlotFigure] {
    var known: [String: PlotTemplate] = [:]
    let directory = environment.workingDirectory
    return try PlotFigures(plots) { name in
      if let template = known[name] { return template }
      let template = try PlotTemplate.find(name, from: directory, templates: templates ?? "/dev/null")
      known[name] = template
      return template
    }.all()
  }

  private func source(_ commit: GitID?, _ repository: Repository) throws -> ValueSource {
    guard let commit, let git = try repository.git() else {
      return ValueSource(
        tree: WorkspaceTree(root: repository.root), index: try repository.index(), store: try repository.store
      )
    }
    let tree = try git.tree(at: commit, below: repository.pathInGit)
    return ValueSource(tree: tree, index: try repository.index(at: tree), store: try repository.store)
  }

  /// The workspace comes first wherever it is named; a name said twice counts once.
  private func plotStates(_ names: [String]?, _ repository: Repository) throws
    -> [(name: String, commit: GitID?)]
  {
    guard var names else { return [("workspace", nil)] }
    guard let git = try repository.git() else { throw UsageError.needsGit }
    if names.isEmpty {
      // Before the first commit there is nothing to compare.
      guard try git.headCommit() != nil else { return [] }
      names = try git.isDirty() ? ["workspace", "HEAD"] : ["workspace"]
    } else if names.count == 1 {
      names.append("workspace")
    }
    var states: [(name: String, commit: GitID?)] = []
    if names.contains("workspace") { states.append(("workspace", nil)) }
    for name in names where !states.contains(where: { $0.name == name }) {
      states.append((name, try git.resolve(name)))
    }
    return states
  }
}
