import Exchange
import Files
import Manifests
import Workspace

extension Session {
  /// `add --out`: brings data from anywhere on this machine into the workspace and tracks it there.
  func addOut(_ source: String, to out: String, _ options: AddOptions) throws -> Outcome<[String]> {
    try changing { repository in
      let addition = try plan(source, out, options, repository)
      let from = try localSource(source)
      if from == addition.path || Paths.isInside(from, addition.path) || Paths.isInside(addition.path, from) {
        throw UsageError.sourceIsDestination(path: out)
      }
      try copy(from, to: addition.path)
      let tracker = DataTracker(repository: repository)
      try tracker.track(addition, store: !options.noCommit, relink: !options.noCommit && !options.noRelink)
      return [addition.file]
    }
  }

  /// `add --to-remote`: sends data straight to a remote; only the pointer is written here.
  func addToRemote(_ source: String, _ options: AddOptions) throws -> Outcome<[String]> {
    try changing { repository in
      let out = options.out ?? Paths.name(Paths.normalize(source))
      let remote = try RemoteFactory(repository: repository, jobs: options.remote.jobs).remote(
        options.remote.name)
      let from = try localSource(source)
      var checked = options
      // Data that lies where the pointer says is what is being sent.
      if Paths.absolute(out, in: environment.workingDirectory) == from { checked.force = true }
      let addition = try plan(source, out, checked, repository)
      let record = try DirectUpload(repository: repository, remote: remote).send(from)
      try DataTracker(repository: repository).record(record, addition)
      return [addition.file]
    }
  }

  private func plan(
    _ source: String, _ out: String, _ options: AddOptions, _ repository: Repository
  ) throws -> Addition {
    _ = try localSource(source)
    let addition = try AddPlanner(repository: repository, index: repository.index()).plan(newAt: out)
    if !options.force, try FileSystem.info(addition.path, followLinks: false) != nil {
      throw WorkspaceError.outputExists(path: repository.display(addition.path))
    }
    return addition
  }

  private func localSource(_ source: String) throws -> String {
    if let scheme = source.firstRange(of: "://"), !source[..<scheme.lowerBound].contains("/") {
      throw ExchangeError.unsupportedScheme(url: source, scheme: String(source[..<scheme.lowerBound]))
    }
    let path = Paths.absolute(source, in: environment.workingDirectory)
    guard try FileSystem.info(path) != nil else {
      throw FileError("read", Paths.join(environment.workingDirectory, source), errno: 2)
    }
    return path
  }

  /// A whole copy, put in place at its end; what was there goes then.
  private func copy(_ source: String, to destination: String) throws {
    guard try FileSystem.info(source)?.isDirectory == true else {
      if try FileSystem.info(destination, followLinks: false)?.kind != .file {
        try FileSystem.removeTree(destination)
      }
      return try FileSystem.copyFile(from: source, to: destination)
    }
    let files = try Walk(root: source).files(cancellation: cancellation)
    let place = try FileSystem.makeTemporaryDirectory(in: Paths.parent(destination), prefix: ".cairn-add-")
    var isDone = false
    defer { if !isDone { _ = try? FileSystem.removeTree(place) } }
    let data = Paths.join(place, "data")
    try FileSystem.makeDirectories(data)
    for i in 0..<files.count {
      try cancellation.check()
      let target = Paths.join(data, files.path(i))
      try FileSystem.makeDirectories(Paths.parent(target))
      // Members of a directory have no x bits here, as after a checkout.
      try FileSystem.copyFile(
        from: Paths.join(source, files.path(i)), to: target, mode: WorkspaceMode.file(isShared: false))
    }
    if try FileSystem.info(destination, followLinks: false) != nil { try FileSystem.removeTree(destination) }
    try FileSystem.rename(data, to: destination)
    try FileSystem.removeTree(place)
    isDone = true
  }
}
