import Exchange
import Files
import Hashing
import Manifests
import Workspace

extension Session {
  /// Imports among the targets in the workspace and in revisions, whose data is their source's to give.
  func imports(
    _ repository: Repository, _ selection: TargetSelection, _ revisions: RevisionScope
  ) throws -> [Stage] {
    func found(_ index: Index) throws -> [Stage] {
      var seen: Set<Int> = []
      return try resolve(selection, index, repository).map(\.stage).filter { seen.insert($0).inserted }
        .map { index.stages[$0] }.filter { $0.knowsItsSource || $0.isPartialImport }
    }
    var stages = try found(repository.index(naming: selection.alone, granular: true))
    for tree in try repository.revisions(revisions) {
      // A target that a revision lacks is not its fault.
      stages += (try? found(repository.index(at: tree))) ?? []
    }
    return stages
  }

  /// Brings what the cache lacks of imports from where they came from.
  func fetch(
    _ imports: [Stage], jobs: Int?, _ repository: Repository, into result: inout TransferResult
  ) throws {
    if imports.isEmpty { return }
    let importer = Importer(repository, opener: opener(repository), jobs: jobs)
    var failure: (any Error)?
    for stage in imports {
      try cancellation.check()
      do {
        try fetch(stage, importer, repository, into: &result)
      } catch let error as Cancelled {
        throw error
      } catch ImportError.sourceMissing(let source) {
        // What is recorded is to be had nowhere any more.
        if let id = stage.dependencies.first?.recorded.object ?? stage.outputs.first?.recorded.object {
          if !result.missingEverywhere.contains(id) { result.missingEverywhere.append(id) }
        } else {
          result.failures.append((source, ImportError.sourceMissing(source)))
        }
      } catch {
        // The others are not to blame.
        failure = failure ?? error
      }
    }
    try repository.store.flush()
    try repository.completeTreesChanged()
    if let failure { throw failure }
  }

  private func fetch(
    _ stage: Stage, _ importer: Importer, _ repository: Repository, into result: inout TransferResult
  ) throws {
    guard case .pointer(let pointer) = stage.definition else { return }
    if stage.isPartialImport {
      guard let (record, brought) = try importer.partial(pointer, in: stage.workingDirectory) else { return }
      if let path = stage.outputs[0].location.absolute(root: repository.root) {
        result.partialImports[path] = record
      }
      result.count += brought
    } else if let id = stage.outputs[0].recorded.object, try !isHere(id, repository) {
      result.count +=
        try importer.bringRecorded(pointer.dependencies[0], in: stage.workingDirectory)?.brought ?? 0
      // The source may be another now than what is recorded.
      if try !isHere(id, repository), !result.missingEverywhere.contains(id) {
        result.missingEverywhere.append(id)
      }
    }
  }

  /// What imports without recorded data are, as far as that is known and in the cache.
  func knownPartialImports(
    _ targets: [Target], _ index: Index, _ repository: Repository
  ) throws -> [String: DataRecord] {
    var known: [String: DataRecord] = [:]
    let importer = Importer(repository, opener: opener(repository), jobs: nil)
    for target in targets {
      let stage = index.stages[target.stage]
      guard stage.isPartialImport, case .pointer(let pointer) = stage.definition,
        let path = stage.outputs[0].location.absolute(root: repository.root), known[path] == nil,
        let id = try importer.knownIdentity(pointer, in: stage.workingDirectory), try isHere(id, repository)
      else { continue }
      known[path] = DataRecord(id, size: nil)
    }
    return known
  }

  private func isHere(_ id: ObjectID, _ repository: Repository) throws -> Bool {
    try id.isTree ? repository.isWhole(id) : repository.store.contains(id)
  }
}

extension Stage {
  /// An import whose source is known but whose data is not recorded here.
  var isPartialImport: Bool {
    if case .pointer(let pointer) = definition { pointer.isPartialImport } else { false }
  }
}

extension Workspace.Checkout.Item {
  /// The same with what is known of its output besides the pointer.
  func known(_ records: [String: DataRecord], _ repository: Repository) -> Self {
    guard output.recorded.object == nil, let path = output.location.absolute(root: repository.root),
      let record = records[path]
    else { return self }
    var output = output
    output.recorded = record
    return Self(output, limit: limit)
  }
}
