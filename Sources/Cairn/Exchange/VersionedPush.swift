import Documents
import Exchange
import Files
import Manifests
import Remotes
import Workspace

extension Session {
  /// Pushes to a cloud-versioned remote, and records the versions in the pointers and lock files.
  /// - Parameter own: outputs that name this remote themselves; nil: those that name none.
  func pushVersions(
    _ selection: TargetSelection, _ own: String?, to remote: VersionedRemote, _ repository: Repository
  ) throws -> ExchangeReport {
    let index = try repository.index(naming: selection.alone, granular: true)
    var items: [VersionedPusher.Item] = []
    var places: [OutputPlace] = []
    for target in try resolve(selection, index, repository) {
      let stage = index.stages[target.stage]
      if stage.isRepositoryImport { continue }
      for (position, output) in stage.outputs.enumerated()
      where output.isCached && output.entry.isPushed && output.entry.remote == own {
        guard let path = output.location.inside, output.recorded.object != nil else { continue }
        var member: String?
        if let limit = target.path, let absolute = output.location.absolute(root: index.root) {
          guard limit == absolute || Paths.isInside(limit, absolute) else { continue }
          member = limit == absolute ? nil : Paths.relative(limit, to: absolute)
        }
        let place = OutputPlace(stage: target.stage, output: position)
        if let known = places.firstIndex(of: place) {
          // The whole wins over parts of it.
          if let member, !items[known].members.isEmpty {
            items[known].members.append(member)
          } else {
            items[known].members = []
          }
          continue
        }
        places.append(place)
        items.append(.init(path: path, record: output.recorded, members: member.map { [$0] } ?? []))
      }
    }
    let (report, records) = try VersionedPusher(repository: repository, remote: remote).push(items)
    try record(Array(zip(places, records)), in: index, repository)
    return report
  }

  /// An output of an index.
  struct OutputPlace: Hashable {
    let stage: Int
    let output: Int
  }

  /// Writes what is known of outputs' versions into the files that name them; directories become lists of their files.
  func record(_ records: [(OutputPlace, DataRecord)], in index: Index, _ repository: Repository) throws {
    for (position, outputs) in Dictionary(grouping: records, by: \.0.stage).sorted(by: { $0.key < $1.key }) {
      let stage = index.stages[position]
      let changes = Dictionary(outputs.map { ($0.0.output, $0.1) }, uniquingKeysWith: { $1 })
      switch stage.definition {
      case .pointer(let pointer): try write(pointer, changes, stage, repository)
      case .pipeline: try writeLock(of: stage, changes, repository)
      }
    }
    repository.invalidateIndex()
  }

  private func write(
    _ old: PointerFile, _ changes: [Int: DataRecord], _ stage: Stage, _ repository: Repository
  ) throws {
    var pointer = old
    for (position, record) in changes where pointer.outputs.indices.contains(position) {
      pointer.outputs[position].data = record
    }
    if pointer == old { return }
    let path = Paths.join(repository.root, stage.file)
    do {
      let text = try pointer.text(over: FileSystem.readIfPresent(path))
      if try repository.writeTracked(Array(text.utf8), to: path) { repository.noteChange(of: path) }
    } catch let error as DocumentError {
      throw WorkspaceError.invalidFile(path: stage.file, cause: error)
    }
  }

  private func writeLock(
    of stage: Stage, _ changes: [Int: DataRecord], _ repository: Repository
  ) throws {
    let file = PipelineSource.lockFile(of: stage.file)
    let path = Paths.join(repository.root, file)
    guard let name = stage.name, let bytes = try FileSystem.readIfPresent(path) else { return }
    do {
      var lock = try LockFile.parse(bytes)
      guard var entry = lock.entry(for: name) else { return }
      for position in entry.outputs.indices {
        let known = stage.outputs.firstIndex { $0.declared == entry.outputs[position].path }
        if let record = known.flatMap({ changes[$0] }) { entry.outputs[position].data = record }
        entry.outputs[position].data = repository.listed(entry.outputs[position].data)
      }
      for position in entry.dependencies.indices {
        entry.dependencies[position].data = repository.listed(entry.dependencies[position].data)
      }
      guard lock.set(entry, for: name) else { return }
      events.receive(.stage(.updatingLock(path: repository.display(path))))
      try repository.writeTracked(Array(try lock.text().utf8), to: path)
      repository.noteChange(of: path)
    } catch let error as ManifestError {
      throw WorkspaceError.invalidFile(path: file, cause: error)
    } catch let error as DocumentError {
      throw WorkspaceError.invalidFile(path: file, cause: error)
    }
  }
}
