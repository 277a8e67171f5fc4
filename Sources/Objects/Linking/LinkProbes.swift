import CSystem
import Files
import Glibc
import Synchronization

/// Which link type works between the store and a file system, tried once for each.
final class LinkProbes: Sendable {
  private let known = Mutex<[UInt64: LinkType]>([:])

  func type(_ device: UInt64) -> LinkType? { known.withLock { $0[device] } }
  func note(_ device: UInt64, _ type: LinkType) { known.withLock { $0[device] = type } }
}

extension ObjectStore {
  /// The first configured link type that works from the store to a directory (formats §2.5). Tried with a file
  /// of two bytes, once per file system.
  /// - Parameter directory: need not exist; then the nearest that does is asked.
  /// - Throws: ``StoreError/noLinkType(_:directory:)`` when none works; `FileError` when the directory cannot be
  ///   written.
  public func linkType(for directory: String) throws -> LinkType {
    var place = directory.isEmpty ? "." : directory
    var info = try FileSystem.info(place)
    while info?.isDirectory != true, Paths.parent(place) != place {
      place = Paths.parent(place).isEmpty ? "." : Paths.parent(place)
      info = try FileSystem.info(place)
    }
    guard let device = info?.device else { throw FileError("open", directory, errno: ENOENT) }
    if let type = probes.type(device) { return type }
    let type = try probe(place)
    probes.note(device, type)
    return type
  }

  private func probe(_ directory: String) throws -> LinkType {
    if settings.linkTypes.first == .copy { return .copy }
    guard let base = try md5Shards.base(create: true) else { throw FileError("open", root, errno: ENOENT) }
    // What a kill leaves behind is in nobody's way in the nursery.
    var place = directory
    if let nursery = settings.nursery, (try? FileSystem.makeDirectories(nursery)) != nil,
      try FileSystem.info(nursery)?.device == FileSystem.info(directory)?.device
    {
      place = nursery
    }
    let target = try check(place.withCString { sys_open($0, O_RDONLY | O_DIRECTORY, 0) }, "open", place)
    defer { _ = sys_close(target) }
    let name = temporaryNames.make()
    let created = name.withCString {
      sys_openat(base, $0, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, Self.objectMode)
    }
    // A cache that is full, or that others own, can be read from.
    if [-EACCES, -EPERM, -EROFS, -ENOSPC, -EDQUOT].contains(created) { return try unprobed(directory) }
    try check(created, "create", md5Shards.path + "/" + name)
    defer {
      _ = sys_close(created)
      _ = name.withCString { sys_unlinkat(base, $0, 0) }
    }
    try check([UInt8(0), 10].withUnsafeBytes { sys_write_all(created, $0.baseAddress, 2) }, "write", root)
    for type in settings.linkTypes where try works(type, base, name, created, target, directory) {
      return type
    }
    throw StoreError.noLinkType(settings.linkTypes, directory: directory)
  }

  /// The first type that may work; where it doesn't, the file is copied.
  private func unprobed(_ directory: String) throws -> LinkType {
    let isNear = try FileSystem.info(root)?.device == FileSystem.info(directory)?.device
    let type = settings.linkTypes.first { isNear || $0 == .symlink || $0 == .copy }
    guard let type else { throw StoreError.noLinkType(settings.linkTypes, directory: directory) }
    return type
  }

  private func works(
    _ type: LinkType, _ base: Int32, _ source: String, _ descriptor: Int32, _ target: Int32,
    _ directory: String
  ) throws -> Bool {
    let name = temporaryNames.make()
    defer { _ = name.withCString { sys_unlinkat(target, $0, 0) } }
    switch type {
    case .copy: return true
    case .hardlink:
      return source.withCString { from in name.withCString { sys_linkat(base, from, target, $0, 0) } } == 0
    case .symlink:
      return name.withCString { link in
        (md5Shards.path + "/" + source).withCString { sys_symlinkat($0, target, link) }
      } == 0
    case .reflink:
      let fd = name.withCString { sys_openat(target, $0, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600) }
      try check(fd, "create", Paths.join(directory, name))
      defer { _ = sys_close(fd) }
      return sys_reflink(descriptor, fd) == 0
    }
  }
}
