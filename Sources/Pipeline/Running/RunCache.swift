import Files
import Hashing
import Manifests
import Objects
import Workspace

/// Results of former runs, found by command, dependencies and parameters: `runs/` in the cache (formats §5.4).
public struct RunCache {
  let repository: Repository
  let tell: (StageEvent) -> Void

  /// Whether a stage has inputs that decide about its results.
  static func mayCover(_ stage: Stage) -> Bool {
    stage.command != nil && !stage.isCallback && !stage.isAlwaysChanged && !stage.outputs.isEmpty
      && (!stage.dependencies.isEmpty || !stage.parameters.isEmpty)
  }

  /// Whether a stage's results can be looked up at all.
  public static func covers(_ stage: Stage) -> Bool {
    mayCover(stage)
      && stage.dependencies.allSatisfy { dependency in
        if case .url = dependency.location { false } else { true }
      }
      && stage.outputs.allSatisfy { output in
        if case .inside = output.location { !output.entry.isPersistent } else { false }
      }
  }

  /// Whether a run's results can be kept: all of them must be in the cache, or be metrics and plots.
  static func keeps(_ stage: Stage) -> Bool {
    covers(stage) && stage.outputs.allSatisfy { $0.isCached || $0.role != .data }
  }

  /// The newest run that went in like this. What it made may have left the cache since.
  /// - Parameter entry: the present command, dependencies and parameters; of the outputs the paths count.
  func find(_ entry: LockEntry) throws -> LockEntry? {
    let key = RunCacheKey.key(of: entry)
    let folder = try directory(RunCacheKey.folder(of: key))
    var newest: (path: String, mtime: Int64)?
    for (name, kind) in try FileSystem.listIfPresent(folder) where kind == .file && !name.hasSuffix(".tmp") {
      let path = Paths.join(folder, name)
      guard let info = try FileSystem.info(path) else { continue }
      if newest.map({ info.mtime > $0.mtime }) ?? true { newest = (path, info.mtime) }
    }
    guard let newest, let bytes = try FileSystem.readIfPresent(newest.path) else { return nil }
    // One that was cut short may be a good text all the same: of other inputs and outputs.
    guard let found = RunCacheKey.entry(bytes), RunCacheKey.key(of: found) == key else {
      tell(.corruptRun(path: repository.display(newest.path)))
      try FileSystem.remove(newest.path)
      return nil
    }
    return found
  }

  /// Whether the cache has everything that a run made.
  func holds(_ entry: LockEntry) throws -> Bool {
    let store = try repository.store
    var wanted: [ObjectID] = []
    for output in entry.outputs {
      guard let id = output.data.object, try store.contains(id, verified: true) else { return false }
      guard id.isTree else { continue }
      let tree = try store.tree(id)
      wanted += (0..<tree.count).map(tree.id)
    }
    return try wanted.isEmpty
      || store.missing(wanted, verified: true, cancellation: repository.cancellation).isEmpty
  }

  /// Remembers a run. Its objects must be in the cache by now.
  func save(_ entry: LockEntry) throws {
    let key = RunCacheKey(entry)
    let path = try directory(key.path)
    // One that a power cut left without its text, or with a part of it, is none.
    if let known = try FileSystem.readIfPresent(path), RunCacheKey.entry(known).map(RunCacheKey.init) == key {
      return
    }
    try FileSystem.makeDirectories(Paths.parent(path))
    let mode: UInt16 = try repository.store.settings.isShared ? 0o664 : 0o644
    try FileSystem.write(
      Array(RunCacheKey.text(of: entry).utf8), to: path, mode: mode, durable: false, followLinks: false)
  }

  private func directory(_ relative: String) throws -> String {
    Paths.join(try repository.store.root, relative)
  }
}

extension FileSystem {
  /// Nothing when there is no such directory.
  static func listIfPresent(_ path: String) throws(FileError) -> [(name: String, kind: FileInfo.Kind)] {
    do {
      return try list(path)
    } catch {
      if error.errno == 2 || error.errno == 20 { return [] }
      throw error
    }
  }
}
