import CSystem
import Files
import Glibc
import Hashing

/// Putting many objects below one directory: what the workers share.
struct PlaceJob: Sendable {
  let store: ObjectStore
  let root: String
  let type: LinkType
  let count: Int
  let meter: ProgressMeter
  let cancellation: Cancellation?
  let id: @Sendable (Int) -> ObjectID
  /// Lends the relative path of an entry.
  let withPath: @Sendable (Int, (UnsafeBufferPointer<UInt8>) throws -> FileInfo) throws -> FileInfo
  /// What must still be there when it is replaced; nil: whatever.
  let before: @Sendable (Int) -> FileInfo?

  /// - Parameters:
  ///   - place: the directory, open; `root` is what errors call it.
  ///   - isPrivate: nobody else sees it yet.
  func run(in place: Int32, isPrivate: Bool = false) throws -> [FileInfo] {
    if count == 0 { return [] }
    let workers = store.settings.workers
    let results = SharedArray(FileInfo.none, count: count)
    let hands = WorkerSlots<PlaceWorker>(workers)
    try WorkerPool(workers: workers).run(count: count, batch: 64, cancellation: cancellation) {
      range, worker in
      let hand = hands.slot(worker) { PlaceWorker(self, place, isPrivate) }
      for i in range { results[i] = try hand.place(i) }
      meter.add(items: range.count, bytes: range.reduce(0) { $0 + results[$1].size })
    }
    meter.finish()
    return results.array
  }
}

/// One worker's directories and buffer.
private final class PlaceWorker {
  private let job: PlaceJob
  private let directories: SafeDirectories
  private let placer: Placer
  private var name: [CChar] = []

  init(_ job: PlaceJob, _ root: Int32, _ isPrivate: Bool) {
    self.job = job
    directories = SafeDirectories(root: root, path: job.root, isShared: false)
    placer = Placer(job.store, job.type, isPrivate: isPrivate)
  }

  func place(_ i: Int) throws -> FileInfo {
    try job.withPath(i) { [self] path in
      let (directory, start) = try directories.open(for: path)
      name.removeAll(keepingCapacity: true)
      for byte in path[start...] { name.append(CChar(bitPattern: byte)) }
      name.append(0)
      let whole = { [job] in Paths.join(job.root, String(decoding: path, as: UTF8.self)) }
      return try name.withUnsafeBufferPointer { [self] buffer in
        guard let name = buffer.baseAddress else { throw StoreError.inTheWay(path: job.root) }
        if let before = job.before(i) { try checkUnchanged(before, directory, name, whole) }
        return try placer.place(job.id(i), in: directory, name, isExecutable: false, whole)
      }
    }
  }

  private func checkUnchanged(
    _ before: FileInfo, _ directory: Int32, _ name: UnsafePointer<CChar>, _ path: () -> String
  ) throws {
    var info = sys_info()
    try check(sys_statat(directory, name, 1, &info), "read", path())
    if !before.isSameContent(as: info) { throw StoreError.changedWhileReading(path: path()) }
  }
}

extension FileInfo {
  static var none: FileInfo {
    FileInfo(kind: .other, mode: 0, links: 0, size: 0, mtime: 0, ctime: 0, inode: 0, device: 0)
  }
}
