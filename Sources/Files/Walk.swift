import CSystem
import Glibc

/// All files below a directory, as a ``FileList``.
///
/// Links to directories are left out, links to files stand for the file (formats §2.3). Directories are read
/// by a few threads of our own; each file costs one `statx` relative to its directory. Depth and the length of
/// paths have no limit, and nothing but directories is opened.
public struct Walk: Sendable {
  /// Whether to keep what is at a path relative to the root; called for every name, from several threads, in
  /// no order. A directory refused is not entered. The bytes are valid during the call.
  public typealias Filter = @Sendable (_ path: UnsafeBufferPointer<UInt8>, _ isDirectory: Bool) -> Bool

  public let root: String
  public var workers: Int
  public var filter: Filter?

  /// - Parameter workers: nil: one per processor.
  public init(root: String, workers: Int? = nil, filter: Filter? = nil) {
    self.root = root
    self.workers = max(1, workers ?? Threads.processorCount)
    self.filter = filter
  }

  /// The files.
  /// - Throws: ``WalkError`` with all problems met; ``Cancelled``.
  public func files(cancellation: Cancellation? = nil) throws -> FileList {
    let found = try scan(cancellation: cancellation)
    if found.problems.isEmpty { return found.files }
    throw WalkError(root: root, problems: found.problems)
  }

  /// The files that could be looked at, and the problems with the rest, sorted by path.
  public func scan(
    cancellation: Cancellation? = nil
  ) throws(Cancelled) -> (files: FileList, problems: [WalkProblem]) {
    let rootDescriptor = FileSystem.withPath(root.isEmpty ? "." : root) {
      sys_open($0, O_RDONLY | O_DIRECTORY, 0)
    }
    if rootDescriptor < 0 {
      return (FileList.empty, [WalkProblem(.failed(operation: "list", errno: -rootDescriptor), path: [])])
    }
    defer { _ = sys_close(rootDescriptor) }
    let state = WalkState(root: rootDescriptor, filter: filter, cancellation: cancellation)
    let first = WalkWorker(state)
    // Small trees are done before a thread would have started.
    while state.isSmall || workers == 1, let next = state.take() { first.read(next) }
    if state.hasWork {
      Threads.run(workers) { index in
        let worker = index == 0 ? first : WalkWorker(state)
        while let next = state.take() { worker.read(next) }
        if index > 0 { worker.finish() }
      }
    }
    first.finish()
    let list = state.list()
    try cancellation?.check()
    return (list, state.sortedProblems())
  }

  /// Visits the directory and, in order of names, those below that `visit` asks for, parents first: the way
  /// to look for repository files without touching data. No `statx`, no links followed, one thread.
  /// - Parameter visit: gets a path relative to the root (`""` first) and what is there, and returns the
  ///   indices of the directories to enter (`entries.directories` for all).
  /// - Throws: what `visit` throws; ``FileError`` for the root; ``WalkError`` for a directory below that cannot
  ///   be listed, or whose name is not UTF-8.
  public static func visitDirectories(
    below root: String, _ visit: (_ path: String, _ entries: DirectoryEntries) throws -> [Int]
  ) throws {
    let base = try FileSystem.open("list", root.isEmpty ? "." : root, O_RDONLY | O_DIRECTORY)
    defer { _ = sys_close(base) }
    var pending = [""]
    while let path = pending.popLast() {
      let fd = path.isEmpty ? sys_openat(base, ".", O_RDONLY | O_DIRECTORY, 0) : openBelow(base, path)
      if fd == -ENOENT || fd == -ENOTDIR || fd == -ELOOP, !path.isEmpty { continue }  // gone or swapped since
      let entries: DirectoryEntries
      do {
        defer { if fd >= 0 { _ = sys_close(fd) } }
        entries = try DirectoryEntries(
          descriptor: try FileSystem.check(fd, "list", Paths.join(root, path)), path: Paths.join(root, path))
      } catch {
        let problem = WalkProblem(.failed(operation: "list", errno: error.errno), path: Array(path.utf8))
        throw WalkError(root: root, problems: [problem])
      }
      for index in try visit(path, entries).reversed() where entries.kind(index) == .directory {
        let prefix = path.isEmpty ? "" : path + "/"
        guard let name = entries.withName(index, { String(validating: $0, as: UTF8.self) }) else {
          let bytes = entries.withName(index) { Array(prefix.utf8) + Array($0) }
          throw WalkError(root: root, problems: [WalkProblem(.nameNotUTF8, path: bytes)])
        }
        pending.append(prefix + name)
      }
    }
  }

  private static func openBelow(_ base: Int32, _ path: String) -> Int32 {
    var bytes = Array(path.utf8CString)
    return bytes.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return -ENOMEM }
      return openDirectory(base, start, buffer.count - 1)
    }
  }

  /// Opens a directory by a NUL-terminated relative path of any length; links are not followed at its end.
  static func openDirectory(_ base: Int32, _ path: UnsafeMutablePointer<CChar>, _ count: Int) -> Int32 {
    let limit = 4000
    var fd = base
    var start = 0
    while count - start > limit {
      var cut = start + limit
      while cut > start, path[cut] != 47 { cut -= 1 }
      path[cut] = 0
      let next = sys_openat(fd, path + start, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0)
      path[cut] = 47
      if fd != base { _ = sys_close(fd) }
      if next < 0 { return next }
      fd = next
      start = cut + 1
    }
    let last = sys_openat(fd, path + start, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0)
    if fd != base { _ = sys_close(fd) }
    return last
  }
}
