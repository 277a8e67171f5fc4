import CSystem
import Glibc

/// Reads directories for one thread of a walk. Buffers are reused from directory to directory. Used by one
/// thread at a time.
// Unchecked: each worker is used by one thread, then read after the join.
final class WalkWorker: @unchecked Sendable {
  /// A name of the directory at hand. Names lie in `names`, each followed by two spare bytes: a directory's
  /// slash and the NUL.
  private struct Item {
    /// The first eight bytes, big-endian: most comparisons need no more.
    var key: UInt64
    var offset: UInt32
    var count: UInt16
    var type: UInt8
  }

  private let state: WalkState
  private var arena = Arena()
  private let entries = UnsafeMutableRawPointer.allocate(byteCount: 1 << 15, alignment: 8)
  private var items: [Item] = []
  private var names = ByteBuffer()
  /// Directory path, then a name: what the filter sees.
  private var path = ByteBuffer()
  private var prefix = 0
  private var problems: [WalkProblem] = []
  /// The directory at hand has no names, not even such as the filter refuses.
  private var isEmpty = true

  init(_ state: WalkState) { self.state = state }

  deinit { entries.deallocate() }

  /// Hands the memory of all records over to the state.
  func finish() {
    state.keep(arena.chunks)
    arena = Arena()
  }

  func read(_ task: WalkState.Task) {
    items.removeAll(keepingCapacity: true)
    names.count = 0
    problems.removeAll()
    isEmpty = true
    prefix = task.count
    path.reserve(prefix + 512)
    memcpy(path.start, task.path, prefix)
    let fd = open()
    if fd < 0 {
      if prefix == 0 || (fd != -ENOENT && fd != -ENOTDIR && fd != -ELOOP) {
        reportDirectory(.failed(operation: "list", errno: -fd))
      }
      state.store(task.index, records: nil, fileCount: 0, children: [], problems: problems)
      return
    }
    list(fd)
    sortItems()
    look(fd, task)
    _ = sys_close(fd)
  }

  private func open() -> Int32 {
    if prefix == 0 { return sys_openat(state.root, ".", O_RDONLY | O_DIRECTORY, 0) }
    // Without its slash, as `link/` would be followed.
    path.start[prefix - 1] = 0
    defer { path.start[prefix - 1] = 47 }
    return path.start.withMemoryRebound(to: CChar.self, capacity: prefix) {
      Walk.openDirectory(state.root, $0, prefix - 1)
    }
  }

  /// Collects the names that pass the filter.
  private func list(_ fd: Int32) {
    while true {
      let n = sys_getdents(fd, entries, 1 << 15)
      if n < 0 {
        isEmpty = false
        reportDirectory(.failed(operation: "list", errno: Int32(-n)))
      }
      if n <= 0 { return }
      var at = 0
      while at < n {
        let entry = RawEntry(entries + at)
        at += entry.length
        if entry.isDot { continue }
        isEmpty = false
        add(entry, fd)
      }
    }
  }

  private func add(_ entry: RawEntry, _ fd: Int32) {
    var type = entry.type
    if Int(type) == DT_UNKNOWN {
      var info = sys_info()
      if sys_statat(fd, entry.name, 0, &info) < 0 { return }
      type = UInt8((info.mode >> 12) & 15)
    }
    let isDirectory = Int(type) == DT_DIR
    let offset = names.count
    let name = names.append(entry.name, entry.count, spare: 2)
    if let filter = state.filter {
      path.count = prefix
      _ = path.append(entry.name, entry.count, spare: 0)
      let full = UnsafeBufferPointer(start: UnsafePointer(path.start), count: path.count)
      if !filter(full, isDirectory) {
        names.count = offset
        return
      }
    }
    if !isUTF8(name, entry.count) {
      report(.nameNotUTF8, at: offset, count: entry.count)
      names.count = offset
      return
    }
    var count = entry.count
    if isDirectory {
      name[count] = 47
      count += 1
    }
    name[count] = 0
    items.append(
      Item(key: Self.key(name, count), offset: UInt32(offset), count: UInt16(count), type: type))
  }

  @inline(__always)
  private static func key(_ name: UnsafeMutablePointer<UInt8>, _ count: Int) -> UInt64 {
    var key: UInt64 = 0
    memcpy(&key, name, min(count, 8))
    return UInt64(bigEndian: key)
  }

  @inline(__always)
  private func isUTF8(_ name: UnsafeMutablePointer<UInt8>, _ count: Int) -> Bool {
    for i in 0..<count where name[i] >= 0x80 {
      return String(validating: UnsafeBufferPointer(start: name, count: count), as: UTF8.self) != nil
    }
    return true
  }

  private func sortItems() {
    let names = names.start
    items.sort {
      if $0.key != $1.key { return $0.key < $1.key }
      let order = memcmp(names + Int($0.offset), names + Int($1.offset), Int(min($0.count, $1.count)))
      return order < 0 || (order == 0 && $0.count < $1.count)
    }
  }

  /// Stats the files in order and stores the directory.
  private func look(_ fd: Int32, _ task: WalkState.Task) {
    var children: [WalkedDirectory] = []
    var most = 0
    for item in items where Int(item.type) == DT_REG || Int(item.type) == DT_LNK { most += 1 }
    let records = arena.allocate(most * MemoryLayout<FileRecord>.stride)
      .bindMemory(to: FileRecord.self, capacity: most)
    var files = 0
    var seen = 0
    for item in items {
      seen += 1
      if seen & 1023 == 0, state.cancellation?.isCancelled == true { break }
      let name = names.start + Int(item.offset)
      switch Int(item.type) {
      case DT_DIR:
        let place = fullPath(name, Int(item.count))
        children.append(
          WalkedDirectory(path: place, count: prefix + Int(item.count), filesBefore: files))
      case DT_REG, DT_LNK:
        guard let info = stat(fd, item) else { continue }
        (records + files).initialize(
          to: FileRecord(
            path: UnsafePointer(name), count: Int(item.count), info: FileInfo(info),
            isLink: Int(item.type) == DT_LNK))
        files += 1
      default: report(Self.problem(type: Int(item.type)), at: Int(item.offset), count: Int(item.count))
      }
    }
    giveFullPaths(records, files)
    state.store(
      task.index, records: records, fileCount: files, children: children, problems: problems,
      isEmpty: isEmpty)
  }

  /// Copies the names of a directory's files, which point into the reused buffer, as whole paths.
  private func giveFullPaths(_ records: UnsafeMutablePointer<FileRecord>, _ files: Int) {
    var bytes = files * (prefix + 1)
    for i in 0..<files { bytes += Int(records[i].count) }
    var place = arena.allocate(bytes).bindMemory(to: UInt8.self, capacity: bytes)
    for i in 0..<files {
      let count = Int(records[i].count)
      memcpy(place, path.start, prefix)
      memcpy(place + prefix, records[i].path, count + 1)
      records[i].path = UnsafePointer(place)
      records[i].count = UInt32(prefix + count)
      place += prefix + count + 1
    }
  }

  private func fullPath(_ name: UnsafeMutablePointer<UInt8>, _ count: Int) -> UnsafePointer<UInt8> {
    let place = arena.allocate(prefix + count + 1).bindMemory(to: UInt8.self, capacity: prefix + count + 1)
    memcpy(place, path.start, prefix)
    memcpy(place + prefix, name, count + 1)
    return UnsafePointer(place)
  }

  /// What a file or a link's target is; nil when it is no file, with a report unless it may be left out.
  @inline(__always)
  private func stat(_ fd: Int32, _ item: Item) -> sys_info? {
    let isLink = Int(item.type) == DT_LNK
    var info = sys_info()
    let name = UnsafeRawPointer(names.start + Int(item.offset)).assumingMemoryBound(to: CChar.self)
    let result = sys_statat(fd, name, isLink ? 1 : 0, &info)
    if result == 0, info.kind == UInt32(sys_kind_file) { return info }
    let reason: WalkProblem.Reason
    switch result {
    case 0:
      // A link to a directory is left out; a file that became something else since it was listed counts
      // as gone, unless it became what cannot be tracked.
      if info.kind != UInt32(sys_kind_other) { return nil }
      reason = Self.problem(type: Int(info.mode >> 12) & 15)
    case -ENOENT, -ENOTDIR:
      if !isLink || sys_statat(fd, name, 0, &info) < 0 { return nil }
      reason = .brokenLink
    case -ELOOP: reason = .linkLoop
    default: reason = .failed(operation: "read", errno: -result)
    }
    report(reason, at: Int(item.offset), count: Int(item.count))
    return nil
  }

  private static func problem(type: Int) -> WalkProblem.Reason {
    type == DT_FIFO ? .fifo : type == DT_SOCK ? .socket : .device
  }

  private func report(_ reason: WalkProblem.Reason, at offset: Int, count: Int) {
    var bytes = Array(UnsafeBufferPointer(start: path.start, count: prefix))
    bytes.append(contentsOf: UnsafeBufferPointer(start: names.start + offset, count: count))
    problems.append(WalkProblem(reason, path: bytes))
  }

  private func reportDirectory(_ reason: WalkProblem.Reason) {
    let bytes = UnsafeBufferPointer(start: path.start, count: max(0, prefix - 1))
    problems.append(WalkProblem(reason, path: Array(bytes)))
  }
}

/// Bytes that grow and are used again.
struct ByteBuffer: ~Copyable {
  private(set) var start = UnsafeMutablePointer<UInt8>.allocate(capacity: 4096)
  private var capacity = 4096
  var count = 0

  deinit { start.deallocate() }

  mutating func reserve(_ wanted: Int) {
    if wanted <= capacity { return }
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: max(wanted, capacity * 2))
    memcpy(larger, start, count)
    start.deallocate()
    start = larger
    capacity = max(wanted, capacity * 2)
  }

  /// Adds a C string's bytes and room for `spare` more; returns where they are until the next call.
  @inline(__always)
  mutating func append(
    _ bytes: UnsafePointer<CChar>, _ length: Int, spare: Int
  ) -> UnsafeMutablePointer<UInt8> {
    reserve(count + length + spare)
    let place = start + count
    memcpy(place, bytes, length)
    count += length + spare
    return place
  }
}
