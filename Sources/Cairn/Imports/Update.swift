import Exchange
import Files
import Hashing
import Manifests
import Pipeline
import Workspace

/// What `update` asks for that can't be.
public enum UpdateError: Error, Sendable {
  case repositoryImportToRemote
  /// An option that means nothing for data that is no import.
  case meaningless(option: String)
}

extension Session {
  /// Imports again what moved on at its source, or isn't here.
  /// - Throws: target errors before anything is done; then what importing throws, targets before it being done.
  public func update(_ options: UpdateOptions) throws {
    try withRepository { repository in
      let index = try repository.index()
      var stages: [Int] = []
      let resolver = TargetResolver(repository: repository, index: index)
      for target in try resolver.resolve(options.targets, granular: true, recursive: options.recursive)
      where !stages.contains(target.stage) { stages.append(target.stage) }
      var importer = Importer(repository, opener: opener(repository), jobs: options.remote.jobs)
      importer.version = options.revision
      for stage in stages.map({ index.stages[$0] }) where stage.isImport {
        try cancellation.check()
        try update(stage, options, importer, repository)
      }
      try updateWorktree(stages.filter { !index.stages[$0].isImport }, in: index, options, repository)
    }
  }

  private func update(
    _ stage: Stage, _ options: UpdateOptions, _ importer: Importer, _ repository: Repository
  ) throws {
    guard case .pointer(var pointer) = stage.definition else { return }
    let address = stage.address(from: repository.workingDirectoryInside)
    let directory = stage.workingDirectory
    if options.toRemote {
      if stage.isRepositoryImport { throw UpdateError.repositoryImportToRemote }
      try send(&pointer, in: directory, options.remote, repository)
      return try importer.write(pointer, to: stage.file)
    }
    if let revision = options.revision { pointer.dependencies[0].repository?.revision = revision }
    guard try isChanged(stage.unfrozen(pointer), importer, repository) else {
      return events.receive(.stage(.unchanged(stage: address, isPointer: true)))
    }
    try importAgain(stage, &pointer, importer, options.noDownload ? .record : .data, repository)
  }

  /// Imports, places and records; `pointer` says from where.
  func importAgain(
    _ stage: Stage, _ pointer: inout PointerFile, _ importer: Importer, _ extent: Importer.Extent,
    isLocked: Bool = false, _ repository: Repository
  ) throws {
    let directory = stage.workingDirectory
    let output = stage.outputs[0].location.absolute(root: repository.root) ?? ""
    announce(importer, pointer.dependencies[0], directory, output, repository)
    try importer.bring(&pointer, in: directory, extent, isLocked: isLocked)
    try importer.place(pointer, file: stage.file, in: directory)
    try repository.ignoreInGit(output)
    try importer.write(pointer, to: stage.file)
  }

  /// Whether an import's source, data or definition isn't what is recorded, frozen or not.
  private func isChanged(_ stage: Stage, _ importer: Importer, _ repository: Repository) throws -> Bool {
    let inspector = StageInspector(repository)
    inspector.sourceChange = { try importer.change(of: $0, from: $1) }
    // The source first: what is wrong with it is told before anything is said to be done.
    if stage.isRepositoryImport,
      try importer.change(of: stage.dependencies[0], from: stage.workingDirectory) != nil
    {
      return true
    }
    return try inspector.reason(for: stage) != nil
  }
}

extension Stage {
  /// The same stage with another pointer, as if nobody had frozen it.
  func unfrozen(_ pointer: PointerFile) -> Stage {
    let sources = zip(pointer.dependencies, dependencies).map { Dependency(entry: $0, location: $1.location) }
    return Stage(
      file: file, name: name, workingDirectory: workingDirectory, command: command,
      dependencies: sources, parameters: parameters, outputs: outputs, isFrozen: false,
      isAlwaysChanged: isAlwaysChanged, definition: .pointer(pointer))
  }
}
