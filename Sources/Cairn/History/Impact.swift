import Files
import Git
import History
import Workspace

/// What descends from a piece of data.
public struct ImpactReport: Sendable {
  public var hash = ""
  /// Recorded runs that used it or what was made of it, nearest first.
  public var runs: [HistoryIndex.Descendant] = []
  /// Outputs of these runs that are metrics, as the commit's `dvc.yaml` says.
  public var metrics: Set<String> = []
  /// Outputs that are models: of type `model`, in `dvc.yaml`'s artifacts.
  public var models: Set<String> = []
  /// Tags and branches whose lock files name it or any of its descendants.
  public var references: [String] = []

  public init() {}
}

extension Session {
  /// Which models, metrics and tags descend from a file or a hash.
  public func impact(_ word: String) throws -> ImpactReport {
    let project = try historyProject()
    let index = try HistoryBuilder(project.repository, project.git).index()
    let ids = try hashes(of: word, project.repository)
    var report = ImpactReport()
    report.hash = ids.first?.description ?? word
    let directories = try holders(of: ids, index, project.repository).map(\.directory)
    var wanted = Set(ids.map(\.description) + directories)
    report.runs = index.descendants(of: wanted)
    for run in report.runs { wanted.formUnion(run.made.compactMap(\.hash)) }
    report.references = try references(naming: wanted, index, project.git)
    try addRoles(&report, project)
    return report
  }

  private func addRoles(_ report: inout ImpactReport, _ project: HistoryProject) throws {
    let start = project.prefix.isEmpty ? "" : project.prefix + "/"
    var seen: Set<String> = []
    for run in report.runs where run.file.hasPrefix(start) {
      let lock = String(run.file.dropFirst(start.count))
      let file = lock.contains("/") ? Paths.parent(lock) + "/dvc.yaml" : "dvc.yaml"
      guard seen.insert(file + run.commit.id.hex).inserted,
        let tree = try? project.git.tree(at: run.commit.id, below: project.prefix),
        let stages = try? project.repository.stages(of: file, in: tree)
      else { continue }
      for output in stages.flatMap(\.outputs) {
        guard let path = output.location.inside else { continue }
        if output.role == .metric { report.metrics.insert(start + path) }
        if output.entry.annotations.type == "model" { report.models.insert(start + path) }
      }
      for artifact in (try? project.repository.artifacts(of: file, in: tree)) ?? []
      where artifact.type == "model" {
        report.models.insert(start + artifact.path)
      }
    }
  }
}
