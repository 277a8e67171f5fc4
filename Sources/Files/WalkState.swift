import CSystem
import Glibc

/// A directory met by a walk. `path` ends with a slash, is NUL-terminated, and is empty for the root.
struct WalkedDirectory {
  var path: UnsafePointer<UInt8>
  var count: Int
  /// How many files of the parent come before this directory in path order.
  var filesBefore: Int
  var records: UnsafeMutablePointer<FileRecord>?
  var fileCount = 0
  var children = 0..<0
  /// Nothing at all is in it.
  var isEmpty = false
}

/// What the threads of one walk share: the directories still to read and all that were met.
// Unchecked: the queue is guarded by its lock; a directory record is written by the one worker that took it.
final class WalkState: @unchecked Sendable {
  let root: Int32
  let filter: Walk.Filter?
  let cancellation: Cancellation?
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  // All below is guarded by the mutex.
  private var directories: [WalkedDirectory] = []
  private var pending: [Int] = []
  private var active = 0
  private var waiting = 0
  private var fileCount = 0
  private var problems: [WalkProblem] = []
  private var chunks: [UnsafeMutableRawPointer] = []

  struct Task {
    let index: Int
    let path: UnsafePointer<UInt8>
    let count: Int
  }

  init(root: Int32, filter: Walk.Filter?, cancellation: Cancellation?) {
    self.root = root
    self.filter = filter
    self.cancellation = cancellation
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(changed, nil)
    var arena = Arena()
    let empty = arena.allocate(1).bindMemory(to: UInt8.self, capacity: 1)
    empty.pointee = 0
    chunks = arena.chunks
    directories.append(WalkedDirectory(path: UnsafePointer(empty), count: 0, filesBefore: 0))
    pending.append(0)
  }

  deinit {
    pthread_cond_destroy(changed)
    pthread_mutex_destroy(mutex)
    changed.deallocate()
    mutex.deallocate()
  }

  /// Whether threads would be a waste so far. Only before they start.
  var isSmall: Bool { pending.count < 4 && fileCount < 2000 }
  var hasWork: Bool { !pending.isEmpty }

  /// The next directory to read; nil when the walk is over. Every directory taken must be `store`d.
  func take() -> Task? {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while true {
      if cancellation?.isCancelled == true { pending.removeAll() }
      if let index = pending.popLast() {
        active += 1
        return Task(index: index, path: directories[index].path, count: directories[index].count)
      }
      if active == 0 { return nil }
      waiting += 1
      pthread_cond_wait(changed, mutex)
      waiting -= 1
    }
  }

  /// Takes what was found in a directory.
  func store(
    _ index: Int, records: UnsafeMutablePointer<FileRecord>?, fileCount count: Int,
    children: [WalkedDirectory], problems found: [WalkProblem], isEmpty: Bool = false
  ) {
    pthread_mutex_lock(mutex)
    let first = directories.count
    directories.append(contentsOf: children)
    directories[index].records = records
    directories[index].fileCount = count
    directories[index].children = first..<directories.count
    directories[index].isEmpty = isEmpty
    // The last taken first: so the first child is next, and few are pending at any time.
    pending.append(contentsOf: (first..<directories.count).reversed())
    problems.append(contentsOf: found)
    fileCount += count
    active -= 1
    if waiting > 0, active == 0 || !pending.isEmpty { pthread_cond_broadcast(changed) }
    pthread_mutex_unlock(mutex)
  }

  func keep(_ more: [UnsafeMutableRawPointer]) {
    pthread_mutex_lock(mutex)
    chunks.append(contentsOf: more)
    pthread_mutex_unlock(mutex)
  }

  /// All records in path order; called once, when all threads are done. In each directory files and
  /// directories were sorted together with `/` at the end of directory names, so going down in that order is
  /// the order of whole paths.
  func list() -> FileList {
    let order = UnsafeMutablePointer<UnsafePointer<FileRecord>>.allocate(capacity: max(1, fileCount))
    var count = 0
    var stack = [(directory: 0, child: 0, file: 0)]
    while var top = stack.popLast() {
      let directory = directories[top.directory]
      let atEnd = top.child == directory.children.count
      let child = directory.children.lowerBound + top.child
      let end = atEnd ? directory.fileCount : directories[child].filesBefore
      if let records = directory.records {
        for file in top.file..<end {
          (order + count).initialize(to: UnsafePointer(records + file))
          count += 1
        }
      }
      if atEnd { continue }
      top.file = end
      top.child += 1
      stack.append(top)
      stack.append((directory: child, child: 0, file: 0))
    }
    let empty = directories.filter { $0.isEmpty && $0.count > 0 }.map { directory in
      String(decoding: UnsafeBufferPointer(start: directory.path, count: directory.count - 1), as: UTF8.self)
    }
    let result = FileList(count: count, records: order, chunks: chunks, emptyDirectories: empty.sorted())
    chunks = []
    return result
  }

  func sortedProblems() -> [WalkProblem] {
    problems.sorted { $0.pathBytes.lexicographicallyPrecedes($1.pathBytes) }
  }
}
