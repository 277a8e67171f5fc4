import Files
import Manifests

/// Renames tracked data together with its pointer and its `.gitignore` entry.
public struct Mover {
  let repository: Repository

  public init(repository: Repository) { self.repository = repository }

  /// Data that `.dvcignore` hides isn't moved. Asked before the index, which such data keeps from being read.
  /// - Parameter from: absolute path of an output of a pointer file.
  /// - Throws: ``WorkspaceError/pathIgnored(path:rule:)``
  public func refuseIgnored(_ from: String) throws {
    guard Paths.isInside(from, repository.root), !TargetResolver.isStageFile(from) else { return }
    let isDirectory = try FileSystem.info(from)?.isDirectory ?? false
    let relative = Paths.relative(from, to: repository.root)
    guard case .rule(let decision) = try repository.ignore.explain(relative, isDirectory: isDirectory),
      decision.isIgnored
    else { return }
    let shown = repository.display(from)
    throw WorkspaceError.pathIgnored(
      path: "./" + shown, rule: decision.rule.description)
  }

  /// - Parameters:
  ///   - from: absolute path of an output of a pointer file.
  ///   - typed: where to, as the user typed it; a directory means into it.
  /// - Returns: false when there was no data to move, only its pointer.
  /// - Throws: ``WorkspaceError``, `FileError`
  @discardableResult
  public func move(_ from: String, to typed: String, index: Index) throws -> Bool {
    let to = Paths.absolute(typed, in: repository.environment.workingDirectory)
    if TargetResolver.isStageFile(from) {
      throw WorkspaceError.pointerAsOutput(path: repository.display(from))
    }
    guard let reference = index.output(at: from) else {
      throw WorkspaceError.noSuchOutput(path: repository.display(from))
    }
    let stage = index.stages[reference.stage]
    guard case .pointer(var pointer) = stage.definition, stage.command == nil else {
      throw WorkspaceError.notADataSource(stage: stage.address(from: repository.workingDirectoryInside))
    }
    // The data is there already: an earlier run ended before it could say so.
    let isResumed = try isMoved(stage.outputs[reference.output], from: from, to: to)
    let isInto = try FileSystem.info(to)?.isDirectory == true && !isResumed
    let destination = isInto ? Paths.join(to, Paths.name(from)) : to
    let resumed = try isResumed || isMoved(stage.outputs[reference.output], from: from, to: destination)
    let oldFile = Paths.join(repository.root, stage.file)
    let isNamedAfterData = oldFile == from + PointerFile.suffix
    let newFile = isNamedAfterData ? destination + PointerFile.suffix : oldFile
    if typed.hasSuffix("/"), !isInto { throw WorkspaceError.directoryMissing(path: to) }
    try check(destination, newFile, isNew: isNamedAfterData)
    if newFile != oldFile || destination == from, !resumed,
      try FileSystem.info(newFile, followLinks: false) != nil
    {
      let shown = isInto ? Paths.join(typed, Paths.name(from)) : typed
      throw WorkspaceError.pointerExists(path: shown + PointerFile.suffix)
    }
    try refuseOverlap(of: destination, reference, from, newFile, resumed, index)
    let base = isNamedAfterData ? Paths.parent(newFile) : stage.workingDirectory
    if isNamedAfterData { pointer.workingDirectory = nil }
    pointer.outputs[reference.output].path = Paths.relative(destination, to: base)

    try repository.unignoreInGit(from)
    try repository.ignoreInGit(destination)
    // The data first: a pointer never names what is not there. What it is now is stored, as by the peer, though the
    // pointer goes on saying what it was.
    let isPresent = try FileSystem.info(from, followLinks: false) != nil
    if isPresent {
      if stage.outputs[reference.output].isCached, try FileSystem.info(from) != nil {
        _ = try DataReader(repository: repository).snapshot(
          of: from, like: stage.outputs[reference.output].recorded, for: .store)
        try repository.store.flush()
      }
      try note.write(from, to: destination)
      try FileSystem.rename(from, to: destination)
    }
    if pointer.isImport { try relocate(&pointer, from: stage.workingDirectory, to: base) }
    // The peer lays a pointer out anew that goes to another file; remarks are too good to be lost.
    var original = try FileSystem.readIfPresent(oldFile)
    if newFile != oldFile, original?.contains(UInt8(ascii: "#")) == false { original = nil }
    try repository.writeTracked(Array(try pointer.text(over: original).utf8), to: newFile)
    repository.noteChange(of: newFile)
    if newFile != oldFile { try repository.removeTracked(oldFile) }
    try note.remove()
    repository.state.forget(directory: repository.key(of: from))
    return isPresent || resumed
  }

  /// Whether data may lie at the destination, and its pointer beside it.
  private func check(_ destination: String, _ file: String, isNew: Bool) throws {
    if isNew, Paths.isInside(destination, repository.root) {
      try repository.refuseIgnoredByGit(file)
    }
    let parent = Paths.parent(destination)
    guard try FileSystem.info(parent)?.isDirectory == true else {
      throw WorkspaceError.directoryMissing(path: parent)
    }
    guard Paths.isInside(destination, repository.root) else {
      throw WorkspaceError.outputOutsideProject(paths: [repository.display(destination)])
    }
    let relative = Paths.relative(destination, to: repository.root)
    if case .rule(let decision) = try repository.ignore.explain(relative, isDirectory: false),
      decision.isIgnored
    {
      throw WorkspaceError.pathIgnored(path: destination, rule: decision.rule.description)
    }
    if TargetResolver.isStageFile(destination) {
      throw WorkspaceError.pointerAsOutput(path: repository.display(destination))
    }
  }

  /// What is tracked, or merely there, is in the way.
  private func refuseOverlap(
    of destination: String, _ reference: Index.OutputReference, _ from: String, _ newFile: String,
    _ resumed: Bool, _ index: Index
  ) throws {
    let stage = index.stages[reference.stage]
    if Paths.isInside(destination, from) {
      throw WorkspaceError.overlappingOutputs(
        parent: repository.display(from),
        parentStage: stage.address(from: repository.workingDirectoryInside),
        child: repository.display(destination), childStage: repository.display(newFile))
    }
    if let other = index.output(holding: destination), other != reference,
      !resumed || index.stages[other.stage].file != repository.key(of: destination + PointerFile.suffix)
    {
      throw WorkspaceError.outputExists(path: repository.display(destination))
    }
    guard try resumed || FileSystem.info(destination, followLinks: false) == nil else {
      throw WorkspaceError.outputExists(path: repository.display(destination))
    }
  }

  private var note: MoveNote { MoveNote(repository) }

  /// Whether an output's data is not at its place but, as recorded or moved by us, at another.
  private func isMoved(_ output: Output, from: String, to: String) throws -> Bool {
    guard let id = output.recorded.object, try FileSystem.info(from, followLinks: false) == nil,
      try FileSystem.info(to) != nil
    else { return false }
    if try note.says(from, to: to) { return true }
    return try DataReader(repository: repository).snapshot(of: to, algorithm: id.algorithm, for: .hash)?.id
      == id
  }

  /// The source's path counts from where the pointer is.
  private func relocate(_ pointer: inout PointerFile, from old: String, to new: String) throws {
    let source = pointer.dependencies[0]
    if source.repository == nil, old != new, !DataLocation.isURL(source.path), !source.path.hasPrefix("/") {
      pointer.dependencies[0].path = Paths.relative(Paths.absolute(source.path, in: old), to: new)
    }
    if pointer.recordedMD5 != nil { pointer.recordedMD5 = pointer.stageMD5() }
  }
}
