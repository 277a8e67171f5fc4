import CSystem
import Files
import Glibc
import Hashing
import Objects
import Transport

/// A large object of a store on its way up, hashed while it is sent.
final class StoredFile: WebFile {
  let id: ObjectID
  let length: Int64
  private let descriptor: Int32
  private let path: String
  private var hash: GrowingHash?
  private let thread: HashThread

  /// - Throws: ``Objects/StoreError/missing(_:)``, `FileError`.
  init(_ id: ObjectID, in store: ObjectStore, size: Int64, _ thread: HashThread) throws {
    let path = store.path(of: id)
    let fd = path.withCString { sys_open($0, O_RDONLY | O_NONBLOCK, 0) }
    if fd == -ENOENT { throw StoreError.missing(id) }
    if fd < 0 { throw FileError("read", path, errno: -fd) }
    self.id = id
    self.path = path
    descriptor = fd
    length = size
    self.thread = thread
  }

  /// The hash thread may still read: it is asked to stop, and gets a descriptor that reads nothing at worst.
  deinit {
    hash?.abandon()
    _ = sys_close(descriptor)
  }

  var digest: Digest? { try? hash?.digest?.get() }

  @discardableResult
  func startHashing(partSize: Int64) -> Bool {
    if let hash { return hash.partSize == partSize }
    let started = GrowingHash(
      descriptor: descriptor, algorithm: id.algorithm, available: length, total: length,
      partSize: id.algorithm == .md5 ? partSize : 0)
    hash = started
    thread.add(started)
    return started.partSize == partSize
  }

  func partDigest(_ index: Int) -> Digest? { hash?.part(index) }

  func part(_ offset: Int64, _ length: Int64) -> Body {
    startHashing(partSize: 0)
    return offset + length < self.length
      ? .file(descriptor: descriptor, offset: offset, length: length)
      : .source(Tail(self, offset, length))
  }

  /// nil while nobody knows yet.
  fileprivate func check() throws -> Bool {
    guard let outcome = hash?.digest else { return false }
    let found = try outcome.get()
    if found != id.digest { throw StoreError.corrupt(id, found: found, path: path) }
    return true
  }

  fileprivate func read(_ offset: Int64, _ buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let n = sys_pread(descriptor, buffer.baseAddress, buffer.count, offset)
    guard n > 0 else { throw FileError("read", path, errno: n < 0 ? Int32(-n) : EIO) }
    return n
  }

  /// The last part: its last bytes wait for the verdict.
  private final class Tail: BodySource {
    private let file: StoredFile
    private let start: Int64
    let length: Int64

    init(_ file: StoredFile, _ start: Int64, _ length: Int64) {
      self.file = file
      self.start = start
      self.length = length
    }

    func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) throws -> Int? {
      var room = buffer
      // All but the last byte may go: a body that is one byte short is never stored.
      if offset + Int64(room.count) >= length, try !file.check() {
        let free = Int(length - 1 - offset)
        if free <= 0 { return nil }
        room = UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(free, buffer.count)])
      }
      return try file.read(start + offset, room)
    }
  }
}
