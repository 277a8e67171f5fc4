import CSystem
import Files
import Glibc
import Synchronization

/// The 256 directories of one kind of object, opened when first needed and kept open as far as ``Descriptors`` has
/// some to spare; the others are reached through the directory above.
// Unchecked: what is known of the shards never moves, and each is atomic.
final class ShardDirectories: @unchecked Sendable {
  /// `<root>/files/md5`, or the root itself for DVC 2.x objects.
  let path: String
  private let root: String
  private let isShared: Bool
  private let state = Mutex(State())
  /// Descriptors; `unknown`: not looked at yet; `distant`: there, and not kept open. Written under the lock.
  private let known: UnsafeMutablePointer<Atomic<Int32>>

  private static let unknown: Int32 = -1
  private static let distant: Int32 = -2

  private struct State {
    var base: Int32 = -1
    /// Descriptors of directories that vanished under us; another thread may still hold their numbers.
    var retired: [Int32] = []
  }

  init(root: String, path: String, isShared: Bool) {
    self.root = root
    self.path = path
    self.isShared = isShared
    known = .allocate(capacity: 256)
    for shard in 0..<256 { (known + shard).initialize(to: Atomic(Self.unknown)) }
  }

  deinit {
    state.withLock {
      for fd in $0.retired + [$0.base] where fd >= 0 { _ = sys_close(fd) }
    }
    for shard in 0..<256 {
      let fd = known[shard].load(ordering: .relaxed)
      if fd >= 0 { Descriptors.giveBack(fd) }
    }
    known.deinitialize(count: 256)
    known.deallocate()
  }

  static func name(_ shard: UInt8) -> String {
    let digits = String(shard, radix: 16)
    return shard < 16 ? "0" + digits : digits
  }

  func path(_ shard: UInt8) -> String { path + "/" + Self.name(shard) }

  /// The directory that holds the shards. nil when there is none and `create` is not set.
  func base(create: Bool) throws(FileError) -> Int32? {
    let outcome = state.withLock { state in Result { () throws(FileError) in try openBase(&state, create) } }
    return try outcome.get()
  }

  /// The way to one shard's directory. nil when there is none and `create` is not set.
  func shard(_ shard: UInt8, create: Bool) throws(FileError) -> ShardPlace? {
    // Every object asks.
    let open = known[Int(shard)].load(ordering: .acquiring)
    if open >= 0 { return ShardPlace(descriptor: open, below: nil) }
    let outcome = state.withLock { state in
      Result { () throws(FileError) -> ShardPlace? in
        let open = known[Int(shard)].load(ordering: .relaxed)
        if open >= 0 { return ShardPlace(descriptor: open, below: nil) }
        guard let base = try openBase(&state, create) else { return nil }
        if open == Self.distant { return ShardPlace(descriptor: base, below: shard) }
        guard let fd = try self.open(base, Self.name(shard), create) else { return nil }
        known[Int(shard)].store(fd, ordering: .releasing)
        return fd >= 0
          ? ShardPlace(descriptor: fd, below: nil) : ShardPlace(descriptor: base, below: shard)
      }
    }
    return try outcome.get()
  }

  /// Someone removed the directory that an open descriptor names: look again at the next call.
  func forget(_ shard: UInt8) {
    state.withLock {
      $0.retired.append(known[Int(shard)].exchange(Self.unknown, ordering: .acquiringAndReleasing))
      $0.retired.append($0.base)
      $0.base = -1
    }
  }

  private func openBase(_ state: inout State, _ create: Bool) throws(FileError) -> Int32? {
    if state.base >= 0 { return state.base }
    var fd = path.withCString { sys_open($0, O_RDONLY | O_DIRECTORY, 0) }
    if fd == -ENOENT {
      if !create { return nil }
      try makeDirectories()
      fd = path.withCString { sys_open($0, O_RDONLY | O_DIRECTORY, 0) }
    }
    state.base = try check(fd, "open", path)
    return fd
  }

  /// - Returns: a descriptor, or `distant`.
  private func open(_ base: Int32, _ name: String, _ create: Bool) throws(FileError) -> Int32? {
    let whole = path + "/" + name
    let isKept = Descriptors.take()
    var fd = name.withCString { sys_openat(base, $0, O_RDONLY | O_DIRECTORY, 0) }
    if fd == -ENOENT {
      if !create {
        if isKept { Descriptors.giveBack() }
        return nil
      }
      let made = name.withCString { sys_mkdirat(base, $0, 0o777) }
      if made != -EEXIST { try check(made, "create", whole) }
      fd = name.withCString { sys_openat(base, $0, O_RDONLY | O_DIRECTORY, 0) }
      if made == 0, isShared, fd >= 0 { try check(sys_fchmod(fd, 0o2775), "change the mode of", whole) }
    }
    if fd >= 0, isKept { return fd }
    if isKept { Descriptors.giveBack() }
    if fd >= 0 { _ = sys_close(fd) }
    // The limit is nearer than was thought: others hold some, too.
    if fd == -EMFILE || fd == -ENFILE { return try distant(base, name, create) }
    try check(fd, "open", whole)
    return Self.distant
  }

  /// What ``open(_:_:_:)`` finds out, without a descriptor.
  private func distant(_ base: Int32, _ name: String, _ create: Bool) throws(FileError) -> Int32? {
    let whole = path + "/" + name
    if create {
      let made = name.withCString { sys_mkdirat(base, $0, 0o777) }
      if made != -EEXIST { try check(made, "create", whole) }
      if made == 0, isShared { try FileSystem.setMode(0o2775, of: whole) }
    }
    var info = sys_info()
    let found = name.withCString { sys_statat(base, $0, 1, &info) }
    if found == -ENOENT { return nil }
    try check(found, "open", whole)
    if info.kind != UInt32(sys_kind_directory) { throw FileError("open", whole, errno: ENOTDIR) }
    return Self.distant
  }

  /// The way down to `path`; what is new below the root's parent is the group's when the store is shared.
  private func makeDirectories() throws(FileError) {
    guard isShared else { return try FileSystem.makeDirectories(path) }
    try FileSystem.makeDirectories(Paths.parent(root))
    var missing: [String] = []
    var current = path
    while try FileSystem.info(current) == nil, current != Paths.parent(current) {
      missing.append(current)
      current = Paths.parent(current)
    }
    for directory in missing.reversed() {
      try FileSystem.makeDirectories(directory)
      try FileSystem.setMode(0o2775, of: directory)
    }
  }
}
