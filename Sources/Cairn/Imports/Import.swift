import Documents
import Exchange
import Files
import Manifests
import Pipeline
import Workspace

extension Session {
  /// Brings data of another repository and tracks it, with where it came from.
  /// - Returns: the pointer, root-relative.
  /// - Throws: `ImportError`, `WorkspaceError`, `GitError`, `ConfigError`, `FileError`, `StoreError`, `Cancelled`.
  public func importData(_ options: ImportOptions) throws -> Outcome<String> {
    try changing { repository in
      let out = try destination(options.out, named: options.source.path)
      if !options.force { try refuseExisting(out) }
      if let config = options.source.config, options.extent != .nothing {
        let path = Paths.absolute(config, in: environment.workingDirectory)
        if !FileSystem.exists(path) { throw ImportError.configFileMissing(path: config) }
      }
      let source = try options.source.recorded()
      let dependency = DependencyEntry(path: options.source.path, repository: source)
      return try importing(dependency, to: out, options.extent, jobs: options.source.jobs, repository)
    }
  }

  /// Brings data from a path or URL and tracks it, with where it came from.
  public func importURL(_ options: ImportURLOptions) throws -> Outcome<String> {
    try changing { repository in
      let out = try destination(options.out, named: Self.name(of: options.url))
      if !options.force { try refuseExisting(out) }
      var settings = Mapping(options.settings)
      // Also tells what is wrong with the URL and its settings.
      _ = try externalSources(repository).source(options.url, options: settings.isEmpty ? nil : settings)
      if options.versionAware { settings["version_aware"] = true }
      var dependency = DependencyEntry(path: try declared(options.url, for: out, repository))
      dependency.data.hashName = "md5"
      if !settings.isEmpty { dependency.fileSystemConfig = settings }
      if options.toRemote {
        return try importToRemote(dependency, options, out, repository)
      }
      return try importing(dependency, to: out, options.extent, jobs: options.remote.jobs, repository)
    }
  }

  private func importing(
    _ dependency: DependencyEntry, to out: String, _ extent: ImportExtent, jobs: Int?,
    _ repository: Repository
  ) throws -> String {
    let addition = try AddPlanner(repository: repository, index: repository.index()).plan(importTo: out)
    let directory = Paths.parent(addition.path)
    let importer = Importer(repository, opener: opener(repository), jobs: jobs)
    var pointer = pointer(dependency, addition)
    if extent != .nothing {
      announce(importer, dependency, directory, addition.path, repository)
      try importer.bring(&pointer, in: directory, extent == .data ? .data : .record)
      try repository.refuseTrackedByGit(addition.path, declared: repository.display(addition.path))
    }
    // Data without a pointer would be in the way of the same command, should it not come to its end.
    try repository.ignoreInGit(addition.path)
    try importer.write(pointer, to: addition.file)
    if extent == .data {
      try importer.placeWhole(pointer, at: addition.path)
      try importer.place(pointer, file: addition.file, in: directory)
    }
    return addition.file
  }

  /// `--to-remote`: the data is sent from where it is; only the pointer is written here.
  private func importToRemote(
    _ dependency: DependencyEntry, _ options: ImportURLOptions, _ out: String, _ repository: Repository
  ) throws -> String {
    let addition = try AddPlanner(repository: repository, index: repository.index()).plan(importTo: out)
    var pointer = pointer(dependency, addition)
    try send(&pointer, in: Paths.parent(addition.path), options.remote, repository)
    pointer.recordedMD5 = pointer.stageMD5()
    try repository.ignoreInGit(addition.path)
    try Importer(repository, opener: opener(repository), jobs: nil).write(pointer, to: addition.file)
    return addition.file
  }

  /// Sends the present data of an import to a remote, and records it.
  func send(
    _ pointer: inout PointerFile, in directory: String, _ selection: RemoteSelection, _ repository: Repository
  ) throws {
    let remote = try RemoteFactory(repository: repository, jobs: selection.jobs).remote(selection.name)
    let dependency = pointer.dependencies[0]
    let source = try ExternalSources(repository, directory: directory).source(
      dependency.path, options: dependency.fileSystemConfig)
    let importer = Importer(repository, opener: opener(repository), jobs: nil)
    let missing = ImportError.sourceMissing(importer.shown(dependency, from: directory))
    guard let entry = try source.entry() else { throw missing }
    let upload = DirectUpload(repository: repository, remote: remote)
    var record: DataRecord
    if let path = source.localPath {
      record = try upload.send(path)
    } else {
      try FileSystem.makeDirectories(repository.privateDirectory)
      let place = try FileSystem.makeTemporaryDirectory(in: repository.privateDirectory, prefix: "import-")
      defer { _ = try? FileSystem.removeTree(place) }
      let target = Paths.join(place, "data")
      try ExternalDownload(source: source, progress: progress, cancellation: cancellation).run(to: target)
      record = try upload.send(target)
    }
    pointer.dependencies[0].data = record
    if let mark = entry.mark {
      var own = DataRecord()
      own.digest = mark
      own.size = entry.size.map(Int.init)
      own.fileCount = entry.fileCount
      own.hashName = "md5"
      own.versionID = entry.versionID
      pointer.dependencies[0].data = own
    }
    record.isExecutable = false
    pointer.outputs[0].data = record
  }

  private func pointer(_ dependency: DependencyEntry, _ addition: Addition) -> PointerFile {
    var record = DataRecord()
    record.hashName = "md5"
    var pointer = PointerFile(
      outputs: [OutputEntry(path: Paths.name(addition.path), data: record)], dependencies: [dependency])
    pointer.isFrozen = true
    if let old = addition.current { pointer.keepAnnotations(of: old) }
    return pointer
  }

  func announce(
    _ importer: Importer, _ dependency: DependencyEntry, _ directory: String, _ output: String,
    _ repository: Repository
  ) {
    events.receive(
      .stage(
        .importing(source: importer.shown(dependency, from: directory), output: repository.display(output))))
  }

  /// A path as it goes into a pointer that lies beside `out`; URLs and absolute paths elsewhere stay what they are.
  private func declared(_ url: String, for out: String, _ repository: Repository) throws -> String {
    if DataLocation.isURL(url) { return url }
    let here = environment.workingDirectory
    let path = Paths.absolute(url, in: here)
    let directory = Paths.parent(Paths.absolute(out, in: here))
    if Paths.isInside(path, repository.root) { return Paths.relative(path, to: directory) }
    if url.hasPrefix("/") || directory == here { return url }
    return Paths.relative(path, to: directory)
  }

  /// The last part of a URL's path; `.` where it has none.
  static func name(of url: String) -> String {
    guard DataLocation.isURL(url), let start = url.firstRange(of: "://")?.upperBound else { return url }
    let path = url[start...].prefix { $0 != "?" && $0 != "#" }
    return path.split(separator: "/").dropFirst().last.map(String.init) ?? "."
  }
}
