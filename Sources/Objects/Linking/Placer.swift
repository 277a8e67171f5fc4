import CSystem
import Files
import Glibc
import Hashing

/// Puts objects into directories of the workspace, one at a time. For one thread.
///
/// The file appears whole under its name and replaces a file or link that was there, never a directory.
final class Placer {
  private let store: ObjectStore
  private let type: LinkType
  /// Nobody else sees where the files go: they need not be whole under their names.
  private let isPrivate: Bool
  private let buffer: UnsafeMutableRawBufferPointer
  /// Open; nil when there is none or it is on another file system.
  private var nursery: Nursery?
  private var hasLookedAtNursery = false

  init(_ store: ObjectStore, _ type: LinkType, isPrivate: Bool = false) {
    self.store = store
    self.type = type
    self.isPrivate = isPrivate
    buffer = .allocate(byteCount: 256 << 10, alignment: 64)
    nursery = store.settings.nursery.flatMap { Nursery(path: $0) }
  }

  deinit { buffer.deallocate() }

  /// - Parameters:
  ///   - directory: an open directory.
  ///   - path: the whole path, for errors.
  ///   - isExecutable: the owner may execute it (formats §2.4); of no effect on links, whose mode is the object's.
  /// - Returns: what is there now; for a symbolic link, what it leads to.
  func place(
    _ id: ObjectID, in directory: Int32, _ name: UnsafePointer<CChar>, isExecutable: Bool,
    _ path: () -> String
  ) throws -> FileInfo {
    switch type {
    case .hardlink where id.digest != Self.empty(id.algorithm):
      if let info = try newHardLink(id, directory, name, path) { return info }
      _ = try validInfo(id)
      try hardLink(id, directory, name, isExecutable, path)
    case .symlink:
      let object = try validInfo(id)
      try symbolicLink(id, directory, name, path)
      return object
    default:
      if let info = try copy(id, directory, name, isExecutable, path) { return info }
    }
    return try info(directory, name, path)
  }

  private func info(_ directory: Int32, _ name: UnsafePointer<CChar>, _ path: () -> String) throws -> FileInfo
  {
    var info = sys_info()
    try check(sys_statat(directory, name, 1, &info), "read", path())
    return FileInfo(info)
  }

  private func validInfo(_ id: ObjectID) throws -> FileInfo {
    guard let info = try store.verifiedInfo(id) else { throw StoreError.missing(id) }
    return info
  }

  private static let emptyDigests = HashAlgorithm.allCases.map { Hash.digest([], $0) }

  private static func empty(_ algorithm: HashAlgorithm) -> Digest { emptyDigests[Int(algorithm.rawValue)] }

  /// The usual case in two calls: nothing is there yet, and the look at what then is there tells that the object is
  /// valid and known. nil when it is not as usual: then nothing has happened.
  private func newHardLink(
    _ id: ObjectID, _ directory: Int32, _ name: UnsafePointer<CChar>, _ path: () -> String
  ) throws -> FileInfo? {
    guard let shard = try store.shards(id.algorithm).shard(id.shard, create: false),
      id.withFileName(in: shard, { sys_linkat(shard.descriptor, $0, directory, name, 0) }) == 0
    else { return nil }
    let info = try info(directory, name, path)
    if info.isFile, info.mode == ObjectStore.objectMode, store.verified.contains(id, info) { return info }
    try check(sys_unlinkat(directory, name, 0), "remove", path())
    return nil
  }

  private func hardLink(
    _ id: ObjectID, _ directory: Int32, _ name: UnsafePointer<CChar>, _ isExecutable: Bool,
    _ path: () -> String
  ) throws {
    guard let shard = try store.shards(id.algorithm).shard(id.shard, create: false) else {
      throw StoreError.missing(id)
    }
    var result = id.withFileName(in: shard) { sys_linkat(shard.descriptor, $0, directory, name, 0) }
    if result == -EEXIST {
      result = try replace(directory, name, path) { place, temporary in
        id.withFileName(in: shard) { sys_linkat(shard.descriptor, $0, place, temporary, 0) }
      }
    }
    switch result {
    // As many names as the file system allows, or another one after all (a bind mount): a copy will do.
    case -EMLINK, -EXDEV, -EPERM, -ENOTSUP: _ = try copy(id, directory, name, isExecutable, path)
    default: try check(result, "link", path())
    }
  }

  private func symbolicLink(
    _ id: ObjectID, _ directory: Int32, _ name: UnsafePointer<CChar>, _ path: () -> String
  ) throws {
    let target = store.path(of: id)
    var result = target.withCString { sys_symlinkat($0, directory, name) }
    if result == -EEXIST {
      result = try replace(directory, name, path) { place, temporary in
        target.withCString { sys_symlinkat($0, place, temporary) }
      }
    }
    try check(result, "link", path())
  }

  /// - Returns: what the file is, where that is known already.
  private func copy(
    _ id: ObjectID, _ directory: Int32, _ name: UnsafePointer<CChar>, _ isExecutable: Bool,
    _ path: () -> String, isAgain: Bool = false
  ) throws -> FileInfo? {
    let source = try store.open(id)
    defer { _ = sys_close(source) }
    var object = sys_info()
    try check(sys_fstat(source, &object), "read", store.path(of: id))
    if FileInfo(object).mode != ObjectStore.objectMode || object.kind != UInt32(sys_kind_file)
      || !store.verified.contains(id, FileInfo(object))
    {
      // What is open may be a broken one that another process has replaced meanwhile.
      let valid = try validInfo(id)
      if !isAgain, valid.inode != FileInfo(object).inode {
        return try copy(id, directory, name, isExecutable, path, isAgain: true)
      }
    }
    let size = object.size
    if isPrivate {
      let (result, info) = try make(directory, name, from: source, size, isExecutable, path)
      if result == 0 { return info }
      // Two names that the file system takes for one.
      if result != -EEXIST { try check(result, "create", path()) }
    }
    _ = try replace(directory, name, path) { place, temporary in
      let (result, _) = try make(place, temporary, from: source, size, isExecutable, path)
      try check(result, "create", path())
      return 0
    }
    return nil
  }

  /// A new file with the bytes of an object, and its mode.
  /// - Returns: a negative errno when it can't be created.
  private func make(
    _ place: Int32, _ name: UnsafePointer<CChar>, from source: Int32, _ size: Int64, _ isExecutable: Bool,
    _ path: () -> String
  ) throws -> (Int32, FileInfo) {
    let fd = sys_openat(place, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o666)
    if fd < 0 { return (fd, .none) }
    do {
      defer { _ = sys_close(fd) }
      try fill(fd, from: source, size, path)
      var info = sys_info()
      if isExecutable || isPrivate { try check(sys_fstat(fd, &info), "read", path()) }
      if isExecutable {
        try check(sys_fchmod(fd, info.mode & 0o777 | 0o100), "change the mode of", path())
        try check(sys_fstat(fd, &info), "read", path())
      }
      return (0, FileInfo(info))
    } catch {
      _ = sys_unlinkat(place, name, 0)
      throw error
    }
  }

  private func fill(_ fd: Int32, from source: Int32, _ size: Int64, _ path: () -> String) throws(FileError) {
    if type == .reflink, sys_reflink(source, fd) == 0 { return }
    if size > buffer.count {
      // Not the first attempt, perhaps.
      if sys_seek(source, 0, SEEK_SET) < 0 { throw FileError("read", path(), errno: EIO) }
      try check(FileSystem.copyContent(from: source, to: fd), "write", path())
      return
    }
    var offset: Int64 = 0
    while true {
      let n = try check(sys_pread(source, buffer.baseAddress, buffer.count, offset), "read", path())
      if n == 0 { return }
      try check(sys_write_all(fd, buffer.baseAddress, n), "write", path())
      // A short read of a file is its end.
      if n < buffer.count { return }
      offset += Int64(n)
    }
  }

  /// Makes a file in the nursery, or else beside its place, and renames it there.
  /// - Parameter make: makes the file of the given name in the given directory; 0 or a negative errno.
  /// - Returns: what `make` did.
  private func replace(
    _ directory: Int32, _ name: UnsafePointer<CChar>, _ path: () -> String,
    _ make: (Int32, UnsafePointer<CChar>) throws -> Int32
  ) throws -> Int32 {
    if !hasLookedAtNursery { try lookAtNursery(directory, path) }
    let place = nursery?.descriptor ?? directory
    let result = try store.temporaryNames.make().withCString { temporary -> Int32 in
      let made = try make(place, temporary)
      if made < 0 { return made }
      let renamed = sys_renameat(place, temporary, directory, name, 0)
      // Renaming one name of a file to another of its names does nothing at all: the first one would stay.
      if renamed < 0 || type == .hardlink { _ = sys_unlinkat(place, temporary, 0) }
      if renamed == -EISDIR || renamed == -ENOTEMPTY { throw StoreError.inTheWay(path: path()) }
      if renamed != -EXDEV || nursery == nil { try check(renamed, "rename", path()) }
      return renamed
    }
    guard result == -EXDEV, nursery != nil else { return result }
    // A workspace of several file systems: made beside its place from now on.
    nursery = nil
    return try replace(directory, name, path, make)
  }

  /// One on another file system is of no use, and what is wrong with that one does not matter here.
  private func lookAtNursery(_ directory: Int32, _ path: () -> String) throws {
    hasLookedAtNursery = true
    guard let nursery else { return }
    var (own, here) = (sys_info(), sys_info())
    try check(sys_fstat(directory, &here), "read", path())
    if sys_fstat(nursery.descriptor, &own) < 0 || own.device != here.device { self.nursery = nil }
  }
}
