import CSystem
import Files
import Glibc
import Hashing

extension ObjectStore {
  /// Puts one object at a path, making its parents and replacing a file or link that is there.
  ///
  /// A copy or reflink is an independent file of mode 0666 less the umask (0664 when shared); a hard link shares
  /// the object's inode and mode 0444; a symbolic link is absolute. An empty file is never hard-linked, and a hard
  /// link too many becomes a copy.
  /// - Parameters:
  ///   - isExecutable: the owner may execute it (formats §2.4).
  ///   - type: nil: ``linkType(for:)``.
  /// - Returns: what is at `path` now, links followed.
  /// - Throws: ``StoreError/missing(_:)``, ``StoreError/inTheWay(path:)`` for a directory at `path`, `FileError`.
  @discardableResult
  public func link(
    _ id: ObjectID, to path: String, isExecutable: Bool = false, type: LinkType? = nil
  ) throws -> FileInfo {
    try recover()
    let parent = Paths.parent(path)
    let directory = try openDirectory(parent)
    let kind: LinkType
    do {
      kind = try type ?? linkType(for: parent)
    } catch {
      _ = sys_close(directory)
      throw error
    }
    defer { _ = sys_close(directory) }
    return try Paths.name(path).withCString { name in
      var info = try Placer(self, kind).place(id, in: directory, name, isExecutable: isExecutable) { path }
      if isExecutable, !info.isExecutable {
        // A link shares its mode with the object, which is read again before it is trusted the next time.
        try FileSystem.setMode(info.mode | 0o100, of: path)
        info = try FileSystem.info(path) ?? info
      }
      return info
    }
  }

  /// Puts a tree's files below a directory, by workers, making directories as needed. What else is there stays.
  ///
  /// No link below `directory` is followed, so nothing lands outside of it.
  /// - Parameters:
  ///   - indices: which entries of the tree; nil: all.
  ///   - type: nil: ``linkType(for:)``.
  /// - Returns: what each file is now, links followed, in the order of `indices`: for remembering as unchanged.
  /// - Throws: the first failure, as ``link(_:to:isExecutable:type:)``; files placed before that stay.
  public func checkout(
    _ tree: Tree, indices: [Int]? = nil, into directory: String, type: LinkType? = nil,
    progress: (any ProgressSink)? = nil, phase: String = "Checkout", cancellation: Cancellation? = nil
  ) throws -> [FileInfo] {
    try recover()
    let count = indices?.count ?? tree.count
    let type = try type ?? linkType(for: directory)
    let job = PlaceJob(
      store: self, root: directory, type: type, count: count,
      meter: ProgressMeter(progress, phase: phase, total: count), cancellation: cancellation,
      id: { tree.id(indices?[$0] ?? $0) },
      withPath: { i, body in try tree.withPath(indices?[i] ?? i) { (path) throws in try body(path) } },
      before: { _ in nil }
    )
    // A link is made in one step: it gains nothing by another place.
    if type == .copy || type == .reflink, let fresh = try FreshDirectory(at: directory, in: self) {
      let made = Result { try job.run(in: fresh.descriptor, isPrivate: true) }
      if try fresh.publish() { return try made.get() }
    }
    let place = try openDirectory(directory)
    defer { _ = sys_close(place) }
    return try job.run(in: place)
  }

  /// Replaces files of a walk by links to their objects, as after storing them. Each must still be what the walk
  /// saw (``StoreError/changedWhileReading(path:)``), so that no edit is lost.
  /// - Parameter digests: of the files, in the order of `indices`.
  /// - Returns: as ``checkout(_:indices:into:type:progress:phase:cancellation:)``.
  public func relink(
    _ files: FileList, root: String, indices: [Int]? = nil, digests: [Digest],
    algorithm: HashAlgorithm = .md5,
    type: LinkType? = nil, progress: (any ProgressSink)? = nil, phase: String = "Linking",
    cancellation: Cancellation? = nil
  ) throws -> [FileInfo] {
    precondition(digests.count == indices?.count ?? files.count)
    let place = try openDirectory(root)
    defer { _ = sys_close(place) }
    return try PlaceJob(
      store: self, root: root, type: type ?? linkType(for: root), count: digests.count,
      meter: ProgressMeter(progress, phase: phase, total: digests.count), cancellation: cancellation,
      id: { ObjectID(digests[$0], algorithm: algorithm) },
      withPath: { i, body in try files.withPath(indices?[i] ?? i) { (path) throws in try body(path) } },
      before: { files.info(indices?[$0] ?? $0) }
    ).run(in: place)
  }

  /// Which way a workspace file is linked to an object: same inode, a link to its path, or neither (a copy or
  /// reflink, which look alike). nil when nothing is there.
  public func currentLink(of path: String, to id: ObjectID) throws -> LinkType? {
    guard let own = try FileSystem.info(path, followLinks: false) else { return nil }
    if own.kind == .symlink {
      return try FileSystem.readLink(path) == self.path(of: id) ? .symlink : .copy
    }
    guard let object = try info(id) else { return .copy }
    return own.inode == object.inode && own.device == object.device ? .hardlink : .copy
  }

  /// Makes a workspace file writable and independent of the store: a link of either kind becomes a copy of mode
  /// 0666 less the umask; any other file only gets the owner's w bit.
  /// - Parameter nursery: as ``StoreSettings/nursery``.
  public static func unprotect(_ path: String, nursery: String? = nil) throws(FileError) {
    guard let own = try FileSystem.info(path, followLinks: false) else {
      throw FileError("unprotect", path, errno: ENOENT)
    }
    if own.kind == .file, own.links == 1 {
      if own.mode & 0o200 == 0 { try FileSystem.setMode(own.mode | 0o200, of: path) }
      return
    }
    let parent = Paths.parent(path)
    var place = parent
    if let nursery, (try? FileSystem.makeDirectories(nursery)) != nil,
      try FileSystem.info(nursery)?.device == FileSystem.info(parent.isEmpty ? "." : parent)?.device
    {
      place = nursery
    }
    let temporary = Paths.join(place, TemporaryNames().make())
    let target = FileSystem.withPath(temporary) {
      sys_open($0, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o666)
    }
    try check(target, "create", path)
    let source = FileSystem.withPath(path) { sys_open($0, O_RDONLY, 0) }
    var result = source < 0 ? source : FileSystem.copyContent(from: source, to: target)
    if source >= 0 { _ = sys_close(source) }
    let closed = sys_close(target)
    if result >= 0 { result = closed }
    if result >= 0 { result = temporary.withCString { from in path.withCString { sys_rename(from, $0) } } }
    if result < 0 {
      _ = temporary.withCString { sys_unlinkat(AT_FDCWD, $0, 0) }
      if result == -EXDEV, place != parent { return try unprotect(path) }
      throw FileError("unprotect", path, errno: -result)
    }
  }
}
