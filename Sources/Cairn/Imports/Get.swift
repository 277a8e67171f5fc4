import Exchange
import Files
import Glibc
import Manifests
import Objects
import Workspace

extension Session {
  /// Copies data of another repository here, untracked.
  /// - Returns: where it is, as the user would type it, and how many files it has.
  /// - Throws: `ImportError`, `GitError`, `ConfigError`, `FileError`, `StoreError`, `Cancelled`.
  public func get(_ options: GetOptions) throws -> (out: String, files: Int) {
    let out = try destination(options.out, named: options.source.path)
    if !options.force { try refuseExisting(out) }
    for path in [options.source.path, out] where Self.isOurFile(path) {
      throw ImportError.ourFile(path: path)
    }
    let source = try source(options.source)
    return try withTemporaryPlace(beside: out) { place in
      let store = ObjectStore(
        root: Paths.join(place, "objects"),
        settings: StoreSettings(linkTypes: [.reflink, .copy], durability: .none))
      guard let contents = try source.contents(of: options.source.path, trees: store) else {
        throw ImportError.notFound(path: options.source.path)
      }
      let record = try contents.store(in: store, algorithm: .md5).record
      guard let id = record.object else { throw ImportError.notFound(path: options.source.path) }
      let made = Paths.join(place, "data")
      if id.isTree {
        _ = try store.checkout(store.tree(id), into: made, progress: progress, cancellation: cancellation)
      } else {
        try store.link(id, to: made)
      }
      try put(made, at: nested(out, options.source.path, isTree: id.isTree))
      return (out, record.fileCount ?? 1)
    }
  }

  /// Where a remote of the other repository has the data (`--show-url`).
  public func url(_ options: GetOptions) throws -> String {
    let source = try source(options.source)
    let path = options.source.path
    return try withTemporaryPlace(beside: "x") { place in
      let store = ObjectStore(root: place, settings: StoreSettings(durability: .none))
      guard let contents = try source.contents(of: path, trees: store) else {
        throw ImportError.notTracked(path: path)
      }
      return try contents.remoteURL()
    }
  }

  /// Copies what a URL names here, untracked.
  public func getURL(_ options: URLOptions) throws {
    let out = try destination(options.out, named: Self.name(of: options.url))
    if !options.force { try refuseExisting(out) }
    let source = try external(options)
    guard try source.entry() != nil else { throw ImportError.sourceMissing(options.url) }
    try withTemporaryPlace(beside: out) { place in
      let made = Paths.join(place, "data")
      try ExternalDownload(source: source, progress: progress, cancellation: cancellation).run(to: made)
      try put(made, at: out)
    }
  }

  func external(_ options: URLOptions) throws -> any ExternalSource {
    try externalSources(openIfPresent(), jobs: options.jobs)
      .source(options.url, options: options.settings.isEmpty ? nil : .init(options.settings))
  }

  func source(_ options: SourceOptions) throws -> SourceRepository {
    let repository = (try? openIfPresent()) ?? nil
    return try SourceRepository(
      options.request(in: environment.workingDirectory), opener: opener(repository))
  }

  /// A directory on the file system where `out` will be, gone when `body` ends.
  private func withTemporaryPlace<Result>(
    beside out: String, _ body: (String) throws -> Result
  ) throws -> Result {
    let parent = Paths.parent(Paths.absolute(out, in: environment.workingDirectory))
    let made = try makeParents(parent)
    var isFilled = false
    // Nothing came of it: the directories that were made for it go as well, unless somebody uses them by now.
    defer { if !isFilled { for path in made.reversed() { _ = try? FileSystem.remove(path) } } }
    let prefix = ".cairn-get-"
    // What the dead left.
    _ = try? UnfinishedDirectory.clear(in: parent) { $0.hasPrefix(prefix) }
    let place = try FileSystem.makeTemporaryDirectory(in: parent, prefix: prefix)
    // Held, where there are locks, so that others see that somebody works there.
    let lock = try? FileLock.hold(directory: place)
    defer {
      lock?.release()
      _ = try? FileSystem.removeTree(place)
    }
    let result = try body(place)
    isFilled = true
    return result
  }

  /// - Returns: the directories that were not there, from the top.
  private func makeParents(_ path: String) throws -> [String] {
    var missing: [String] = []
    var next = path
    while !FileSystem.exists(next), Paths.parent(next) != next {
      missing.insert(next, at: 0)
      next = Paths.parent(next)
    }
    try FileSystem.makeDirectories(path)
    return missing
  }

  /// A directory that is there already gets another one into it, as by the peer.
  private func nested(_ out: String, _ source: String, isTree: Bool) throws -> String {
    let path = Paths.absolute(out, in: environment.workingDirectory)
    guard try FileSystem.info(path)?.isDirectory == true else { return out }
    let name = Paths.name(Paths.normalize("/" + source))
    return name == "/" || name.isEmpty ? out : Paths.join(out, name)
  }

  /// In one step where nothing was; else file by file over what is there. What the source doesn't have stays.
  private func put(_ made: String, at out: String) throws {
    try merge(made, into: Paths.absolute(out, in: environment.workingDirectory))
  }

  private func merge(_ made: String, into path: String) throws {
    let present = try FileSystem.info(path, followLinks: false)
    let isDirectory = try FileSystem.info(made, followLinks: false)?.isDirectory == true
    guard let present, isDirectory, present.isDirectory else {
      if let present, present.isDirectory { throw FileError("write", path, errno: EISDIR) }
      if present != nil, isDirectory { try FileSystem.remove(path) }
      return try FileSystem.rename(made, to: path)
    }
    for entry in try FileSystem.list(made) {
      try cancellation.check()
      try merge(Paths.join(made, entry.name), into: Paths.join(path, entry.name))
    }
  }

  private static func isOurFile(_ path: String) -> Bool {
    let name = Paths.name(Paths.normalize(path))
    return name == PipelineFile.name || name.hasSuffix(PointerFile.suffix) && name != PointerFile.suffix
  }
}
