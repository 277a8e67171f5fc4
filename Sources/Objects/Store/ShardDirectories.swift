import CSystem
import Files
import Glibc
import Synchronization

/// The 256 directories of one kind of object, opened when first needed and kept open.
final class ShardDirectories: Sendable {
  /// `<root>/files/md5`, or the root itself for DVC 2.x objects.
  let path: String
  private let root: String
  private let isShared: Bool
  private let state = Mutex(State())

  private struct State {
    var base: Int32 = -1
    var shards = [Int32](repeating: -1, count: 256)
    /// Descriptors of directories that vanished under us; another thread may still hold their numbers.
    var retired: [Int32] = []
  }

  init(root: String, path: String, isShared: Bool) {
    self.root = root
    self.path = path
    self.isShared = isShared
  }

  deinit {
    state.withLock {
      for fd in $0.shards + $0.retired + [$0.base] where fd >= 0 { _ = sys_close(fd) }
    }
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

  /// One shard's directory. nil when there is none and `create` is not set.
  func shard(_ shard: UInt8, create: Bool) throws(FileError) -> Int32? {
    let outcome = state.withLock { state in
      Result { () throws(FileError) -> Int32? in
        let known = state.shards[Int(shard)]
        if known >= 0 { return known }
        guard let base = try openBase(&state, create) else { return nil }
        let fd = try open(base, Self.name(shard), create)
        if let fd { state.shards[Int(shard)] = fd }
        return fd
      }
    }
    return try outcome.get()
  }

  /// Someone removed the directory that an open descriptor names: look again at the next call.
  func forget(_ shard: UInt8) {
    state.withLock {
      $0.retired.append($0.shards[Int(shard)])
      $0.shards[Int(shard)] = -1
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

  private func open(_ base: Int32, _ name: String, _ create: Bool) throws(FileError) -> Int32? {
    let whole = path + "/" + name
    var fd = name.withCString { sys_openat(base, $0, O_RDONLY | O_DIRECTORY, 0) }
    if fd == -ENOENT {
      if !create { return nil }
      let made = name.withCString { sys_mkdirat(base, $0, 0o777) }
      if made != -EEXIST { try check(made, "create", whole) }
      fd = name.withCString { sys_openat(base, $0, O_RDONLY | O_DIRECTORY, 0) }
      if made == 0, isShared, fd >= 0 { try check(sys_fchmod(fd, 0o2775), "change the mode of", whole) }
    }
    return try check(fd, "open", whole)
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
