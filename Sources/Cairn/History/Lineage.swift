import Files
import Git
import Workspace

/// What a piece of data was made of, and what was made of it: a graph of data and stages.
public struct LineageReport: Sendable {
  public struct Node: Sendable {
    public enum Kind: String, Sendable { case data, code, params, stage, source, metric }

    /// Where the trail of a source ends.
    public enum End: String, Sendable {
      /// Another machine has it, and no clone here does; `--fetch` asks for it.
      case elsewhere
      /// Neither here nor to be had.
      case unreachable
      /// A file of git itself, or one that the project there does not make.
      case file
    }

    /// Unique in the graph.
    public let id: String
    public let kind: Kind
    public let name: String
    public var hash: String?
    public var size: Int64?
    public var fileCount: Int?
    /// Parameters by key; the command of a stage; where an import is from.
    public var detail: String?
    /// Of what lies in an import's repository: its URL, as the import writes it.
    public var repository: String?
    /// Why it is not known what a source was made of.
    public var end: End?
    public var isAsked = false
  }

  public var revision: String?
  public var nodes: [Node] = []
  /// From what was used to what used it, by ids.
  public var edges: [(from: String, to: String)] = []

  public init() {}
}

extension Session {
  /// - Parameters:
  ///   - word: an output, or `output@revision`.
  ///   - fetches: repositories of imports that are on no disk here are asked for over the network.
  /// - Throws: target errors, `GitError`.
  public func lineage(_ word: String, fetches: Bool = false) throws -> LineageReport {
    let project = try historyProject()
    let repository = project.repository
    var path = word
    var report = LineageReport()
    var tree: (any SourceTree)?
    if let at = word.lastIndex(of: "@"),
      !FileSystem.exists(Paths.absolute(word, in: environment.workingDirectory))
    {
      path = String(word[..<at])
      let revision = String(word[word.index(after: at)...])
      tree = try project.git.tree(at: project.git.resolve(revision), below: project.prefix)
      report.revision = revision
    }
    let index = try tree.map { try repository.index(at: $0) } ?? repository.index()
    var builder = LineageBuilder(index, repository, opener: opener(repository), isOffline: !fetches)
    guard
      let target = try TargetResolver(repository: repository, index: index).resolve([path], granular: true)
        .first
    else { return report }
    try builder.walk(from: target)
    report.nodes = builder.nodes
    report.edges = builder.edges
    return report
  }
}
