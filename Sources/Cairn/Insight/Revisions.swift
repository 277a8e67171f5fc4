import Files
import Git
import Insight
import Workspace

/// What one state of the project says, or why it says nothing.
public struct RevisionValues: Sendable {
  /// The revision as asked for, names of one commit joined by commas; `workspace`; empty when only the workspace was
  /// asked for.
  public let name: String
  public let files: Result<[FileValues], RevisionFailure>
}

/// A revision whose files of ours can't be read.
public struct RevisionFailure: Error, Sendable {
  public let cause: any Error
}

extension Session {
  /// States that a scope names: the workspace, then commits, each once, under the names it has in the scope.
  func states(_ scope: RevisionScope, _ repository: Repository) throws -> [(name: String, commit: GitID?)] {
    if scope.isWorkspaceOnly { return [("", nil)] }
    var states: [(name: String, commit: GitID?)] = [("workspace", nil)]
    guard let git = try repository.git() else { return states }
    if scope.allCommits { return states + (try git.allCommits().map { (name: "\($0.id)", commit: $0.id) }) }
    var references: [GitReference] = []
    if scope.allBranches { references += try git.branches() }
    if scope.allTags { references += try git.tags() }
    for reference in references {
      guard let commit = try git.commit(of: reference) else { continue }
      if let place = states.firstIndex(where: { $0.commit == commit }) {
        states[place].name += "," + reference.shortName
      } else {
        states.append((reference.shortName, commit))
      }
    }
    return states
  }

  /// Reads one state; failures of its files of ours are part of the answer.
  /// - Parameter needsIndex: what is read is known without the files of ours; they may be broken.
  func read(
    _ name: String, _ commit: GitID?, _ repository: Repository, needsIndex: Bool,
    _ body: (ValueSource) throws -> [FileValues]
  ) throws -> RevisionValues {
    func index(_ load: () throws -> Index) throws -> Index {
      do {
        return try load()
      } catch  where !needsIndex && !(error is Cancelled) {
        return Index(root: repository.root, stages: [])
      }
    }
    do {
      let source: ValueSource
      if let commit, let git = try repository.git() {
        let tree = try git.tree(at: commit, below: repository.pathInGit)
        source = ValueSource(
          tree: tree, index: try index { try repository.index(at: tree) }, store: try repository.store)
      } else {
        source = ValueSource(
          tree: WorkspaceTree(root: repository.root), index: try index(repository.index),
          store: try repository.store)
      }
      return RevisionValues(name: name, files: .success(try body(source)))
    } catch let error as Cancelled {
      throw error
    } catch {
      return RevisionValues(name: name, files: .failure(RevisionFailure(cause: error)))
    }
  }

  /// Root-relative paths of words typed here.
  func rootRelative(_ words: [String], _ root: String) -> [String] {
    words.map { Paths.relative(Paths.absolute($0, in: environment.workingDirectory), to: root) }
  }
}
