import Documents
import Exchange
import Files
import Manifests
import Workspace

extension Session {
  /// Where copies of other repositories are kept: in the project, or with the user's other caches.
  func opener(_ repository: Repository?) -> ProjectOpener {
    let user = environment["XDG_CACHE_HOME"] ?? Paths.join(environment.home, ".cache")
    return ProjectOpener(
      environment: environment, progress: progress, cancellation: cancellation,
      mirrors: repository.map { Paths.join($0.privateDirectory, "sources") }
        ?? Paths.join(user, "cairn/sources"))
  }

  /// The project around the working directory, if there is one.
  func openIfPresent() throws -> Repository? {
    do {
      return try open()
    } catch WorkspaceError.notARepository {
      return nil
    }
  }

  func externalSources(_ repository: Repository?, jobs: Int? = nil) throws -> ExternalSources {
    let here = environment.workingDirectory
    return ExternalSources(
      try repository
        ?? Repository(
          root: here, environment: environment, config: configuration(), gitLocation: nil,
          progress: progress, cancellation: cancellation), directory: here, jobs: jobs)
  }

  /// Where data called `name` goes: below `out` when that is a directory.
  /// - Returns: as the user would type it.
  func destination(_ out: String?, named name: String) throws -> String {
    let last = Paths.name(Paths.normalize("/" + name))
    let name = last.isEmpty || last == "/" ? "." : last
    guard let out else { return name }
    if try FileSystem.info(Paths.absolute(out, in: environment.workingDirectory))?.isDirectory == true {
      return Paths.join(out, name)
    }
    return out
  }

  /// - Throws: `ImportError.exists`
  func refuseExisting(_ out: String) throws {
    let path = Paths.absolute(out, in: environment.workingDirectory)
    guard let info = try FileSystem.info(path, followLinks: false) else { return }
    throw ImportError.exists(path: out, isDirectory: info.isDirectory)
  }
}

extension SourceOptions {
  /// As a pointer records it (formats §3.2).
  /// - Throws: `ImportError.configFileWithRemote`
  func recorded() throws -> RepositorySource {
    var source = RepositorySource(url: url, revision: revision)
    let options = Mapping(remoteConfig)
    if let remote, !options.isEmpty {
      if config != nil { throw ImportError.configFileWithRemote }
      var core = Mapping()
      core["remote"] = .string(remote)
      var remotes = Mapping()
      remotes[remote] = .map(options)
      var all = Mapping()
      all["core"] = .map(core)
      all["remote"] = .map(remotes)
      source.config = .map(all)
      return source
    }
    source.config = config.map { .string($0) }
    source.remote = remote.map { .string($0) } ?? (options.isEmpty ? nil : .map(options))
    return source
  }

  func request(in directory: String) throws -> SourceRepository.Request {
    var request = SourceRepository.Request(try recorded(), bases: [directory])
    request.jobs = jobs
    return request
  }
}

extension Mapping {
  init(_ pairs: [(name: String, value: String)]) {
    self.init()
    for pair in pairs { self[pair.name] = .string(pair.value) }
  }
}
