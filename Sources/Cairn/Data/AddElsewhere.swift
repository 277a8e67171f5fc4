import Exchange
import Files
import Manifests
import Objects
import Workspace

extension Session {
  /// `add --out`: brings data from anywhere on this machine into the workspace and tracks it there.
  func addOut(_ source: String, to out: String, _ options: AddOptions) throws -> Outcome<[String]> {
    try changing { repository in
      try refuseUnknown(source, repository)
      let out = try destination(out, named: Self.name(of: source))
      let addition = try plan(out, options, repository)
      let from = try localSource(source, repository)
      defer { discardDownload(from, of: source, repository) }
      if from == addition.path || Paths.isInside(from, addition.path) || Paths.isInside(addition.path, from) {
        throw UsageError.sourceIsDestination(path: out)
      }
      let reader = DataReader(repository: repository)
      // The pointer comes first: what stood here without one would be in the way of the same command again.
      guard let snapshot = try reader.snapshot(of: from, for: options.noCommit ? .hash : .store) else {
        throw FileError("read", from, errno: 2)
      }
      try DataTracker(repository: repository).record(snapshot.record, addition, ignoring: true)
      try copy(from, to: addition.path, repository.nursery)
      guard let placed = try reader.snapshot(of: addition.path, for: .hash), placed.id == snapshot.id else {
        throw StoreError.changedWhileReading(path: from)
      }
      if !options.noCommit, !options.noRelink {
        try Relinker(repository: repository).relink(addition.path, placed)
      }
      return [addition.file]
    }
  }

  /// `add --to-remote`: sends data straight to a remote; only the pointer is written here.
  func addToRemote(_ source: String, _ options: AddOptions) throws -> Outcome<[String]> {
    try changing { repository in
      let name = Paths.name(Paths.normalize(Self.name(of: source)))
      let out = try options.out.map { try destination($0, named: name) } ?? name
      let remote = try RemoteFactory(repository: repository, jobs: options.remote.jobs).remote(
        options.remote.name)
      try refuseUnknown(source, repository)
      var checked = options
      // Only a place that was asked for is looked at: what lies there otherwise stays.
      if options.out == nil { checked.force = true }
      let addition = try plan(out, checked, repository)
      let from = try localSource(source, repository)
      defer { discardDownload(from, of: source, repository) }
      let record = try DirectUpload(repository: repository, remote: remote).send(from)
      try DataTracker(repository: repository).record(record, addition)
      return [addition.file]
    }
  }

  /// What isn't there is told before anything else.
  private func refuseUnknown(_ source: String, _ repository: Repository) throws {
    if !DataLocation.isURL(source) { _ = try localSource(source, repository) }
  }

  private func plan(_ out: String, _ options: AddOptions, _ repository: Repository) throws -> Addition {
    let addition = try AddPlanner(repository: repository, index: repository.index()).plan(newAt: out)
    if !options.force, try FileSystem.info(addition.path, followLinks: false) != nil {
      throw WorkspaceError.outputExists(path: repository.display(addition.path))
    }
    return addition
  }

  /// Where the data lies: a path of this machine, or a copy in the nursery of what a URL names.
  private func localSource(_ source: String, _ repository: Repository) throws -> String {
    if DataLocation.isURL(source) {
      let external = try externalSources(repository).source(source)
      guard try external.entry() != nil else { throw ImportError.sourceMissing(source) }
      if let path = external.localPath { return path }
      try FileSystem.makeDirectories(repository.nursery)
      let place = try FileSystem.makeTemporaryDirectory(in: repository.nursery, prefix: "add-")
      let target = Paths.join(place, "data")
      do {
        try ExternalDownload(source: external, progress: progress, cancellation: cancellation).run(to: target)
      } catch {
        discardDownload(target, of: source, repository)
        throw error
      }
      return target
    }
    let path = Paths.absolute(source, in: environment.workingDirectory)
    guard try FileSystem.info(path) != nil else {
      throw FileError("read", Paths.join(environment.workingDirectory, source), errno: 2)
    }
    return path
  }

  /// The copy of what a URL names has served.
  private func discardDownload(_ path: String, of source: String, _ repository: Repository) {
    guard DataLocation.isURL(source), Paths.isInside(path, repository.nursery) else { return }
    _ = try? FileSystem.removeTree(Paths.parent(path))
  }

  /// A whole copy, put in place at its end; what was there goes then.
  private func copy(_ source: String, to destination: String, _ nursery: String) throws {
    try FileSystem.makeDirectories(nursery)
    let isNear =
      try FileSystem.info(nursery)?.device == FileSystem.info(Paths.parent(destination))?.device
    let place = try FileSystem.makeTemporaryDirectory(
      in: isNear ? nursery : Paths.parent(destination), prefix: ".cairn-add-")
    let (data, old) = (Paths.join(place, "data"), Paths.join(place, "old"))
    var keepsOld = false
    defer { if !keepsOld { _ = try? FileSystem.removeTree(place) } }
    if try FileSystem.info(source)?.isDirectory == true {
      try copyTree(source, to: data)
    } else {
      try FileSystem.copyFile(from: source, to: data)
      if try FileSystem.info(destination, followLinks: false)?.isDirectory != true {
        return try FileSystem.rename(data, to: destination)
      }
    }
    let isThere = try FileSystem.info(destination, followLinks: false) != nil
    if isThere { try FileSystem.rename(destination, to: old) }
    do {
      try FileSystem.rename(data, to: destination)
    } catch {
      if isThere {
        keepsOld = true
        try FileSystem.rename(old, to: destination)
        keepsOld = false
      }
      throw error
    }
  }

  private func copyTree(_ source: String, to data: String) throws {
    let files = try Walk(root: source).files(cancellation: cancellation)
    try FileSystem.makeDirectories(data)
    for i in 0..<files.count {
      try cancellation.check()
      let target = Paths.join(data, files.path(i))
      try FileSystem.makeDirectories(Paths.parent(target))
      // Members of a directory have no x bits here, as after a checkout.
      try FileSystem.copyFile(
        from: Paths.join(source, files.path(i)), to: target, mode: WorkspaceMode.file(isShared: false))
    }
  }
}
