import Files
import Hashing
import Synchronization

extension ObjectStore {
  /// Stores the files of a walk: each is read once, hashed, and written when the store lacks it. The hot path.
  ///
  /// - Parameters:
  ///   - root: the walk's root.
  ///   - indices: which of the files; nil: all.
  /// - Returns: the digests, in the order of `indices`.
  /// - Throws: the first failure: `FileError`, ``StoreError/changedWhileReading(path:)`` for a file that is no
  ///   longer what the walk saw; `Cancelled`. Objects stored before that stay: they are whole.
  public func storeFiles(
    _ files: FileList, root: String, indices: [Int]? = nil, algorithm: HashAlgorithm = .md5,
    progress: (any ProgressSink)? = nil, phase: String = "Adding", cancellation: Cancellation? = nil
  ) throws -> [Digest] {
    try Self.readFiles(
      files, root: root, indices: indices, algorithm, into: self, settings.workers, progress, phase,
      cancellation)
  }

  /// The digests of the files of a walk, with nothing stored; otherwise as ``storeFiles(_:root:indices:algorithm:progress:phase:cancellation:)``.
  public static func hashFiles(
    _ files: FileList, root: String, indices: [Int]? = nil, algorithm: HashAlgorithm = .md5,
    workers: Int = Threads.processorCount, progress: (any ProgressSink)? = nil, phase: String = "Hashing",
    cancellation: Cancellation? = nil
  ) throws -> [Digest] {
    try readFiles(
      files, root: root, indices: indices, algorithm, into: nil, workers, progress, phase, cancellation)
  }

  private static func readFiles(
    _ files: FileList, root: String, indices: [Int]?, _ algorithm: HashAlgorithm, into store: ObjectStore?,
    _ workers: Int, _ progress: (any ProgressSink)?, _ phase: String, _ cancellation: Cancellation?
  ) throws -> [Digest] {
    let count = indices?.count ?? files.count
    if count == 0 { return [] }
    let bytes = indices.map { $0.reduce(0) { $0 + files.size($1) } } ?? files.totalSize
    let meter = ProgressMeter(progress, phase: phase, total: count, bytesTotal: bytes)
    return try read(
      try WalkedFiles(files, root: root, indices: indices), algorithm, store, workers, meter, cancellation)
  }

  /// Stores one file; a symbolic link is followed.
  ///
  /// - Parameters:
  ///   - info: what the file is known to be; nil: looked up now. It must not change until its last byte is read.
  ///   - expecting: an id the file may well have (that of the last time): when the store has it and the size fits,
  ///     the file is hashed before anything is written.
  public func store(
    file path: String, info: FileInfo? = nil, algorithm: HashAlgorithm = .md5, expecting: ObjectID? = nil,
    progress: (any ProgressSink)? = nil, phase: String = "Adding", cancellation: Cancellation? = nil
  ) throws -> (id: ObjectID, info: FileInfo) {
    let info = try info ?? Self.fileInfo(path)
    let source = NamedFile(file: path, info: info)
    let meter = ProgressMeter(progress, phase: phase, total: 1, bytesTotal: info.size)
    if let expecting, expecting.algorithm == algorithm, try validInfo(expecting)?.size == info.size {
      let digest = try Self.read(source, algorithm, nil, settings.workers, meter, cancellation)[0]
      let id = ObjectID(digest, algorithm: algorithm)
      if try contains(id, size: info.size) { return (id, info) }
    }
    let digest = try Self.read(source, algorithm, self, settings.workers, meter, cancellation)[0]
    return (ObjectID(digest, algorithm: algorithm), info)
  }

  /// The digest of one file; a symbolic link is followed.
  public static func hash(
    file path: String, info: FileInfo? = nil, algorithm: HashAlgorithm = .md5,
    progress: (any ProgressSink)? = nil, phase: String = "Hashing", cancellation: Cancellation? = nil
  ) throws -> (digest: Digest, info: FileInfo) {
    let info = try info ?? fileInfo(path)
    let meter = ProgressMeter(progress, phase: phase, total: 1, bytesTotal: info.size)
    let source = NamedFile(file: path, info: info)
    // One thread: with nothing to write, a second would wait.
    return (try read(source, algorithm, nil, 1, meter, cancellation)[0], info)
  }

  private static func fileInfo(_ path: String) throws -> FileInfo {
    guard let info = try FileSystem.info(path) else { throw FileError("read", path, errno: 2) }
    if info.isDirectory { throw FileError("read", path, errno: 21) }
    guard info.isFile else { throw FileError("read", path, errno: 22) }
    return info
  }

  private static func read(
    _ source: some ReadSource, _ algorithm: HashAlgorithm, _ store: ObjectStore?, _ workers: Int,
    _ meter: ProgressMeter, _ cancellation: Cancellation?
  ) throws -> [Digest] {
    let digests = SharedArray(Digest(), count: source.count)
    let names = try store.flatMap {
      try NameFilter.make(for: $0, algorithm, count: source.count, cancellation: cancellation)
    }
    try ReadJob(
      source: source, store: store, names: names, algorithm: algorithm, workers: workers, meter: meter,
      cancellation: cancellation, finished: { digests[$0] = $1 }, failed: { throw $1 }
    ).run()
    return digests.array
  }
}

/// An array whose places are each written by one thread.
// Unchecked: the buffer never moves, no two threads have a place in common, and it is read after the join.
final class SharedArray<T: Sendable>: @unchecked Sendable {
  private let buffer: UnsafeMutableBufferPointer<T>

  init(_ value: T, count: Int) {
    buffer = .allocate(capacity: count)
    buffer.initialize(repeating: value)
  }

  deinit {
    buffer.deinitialize()
    buffer.deallocate()
  }

  subscript(_ i: Int) -> T {
    get { buffer[i] }
    set { buffer[i] = newValue }
  }

  /// When all threads have ended.
  var array: [T] { Array(buffer) }
}
