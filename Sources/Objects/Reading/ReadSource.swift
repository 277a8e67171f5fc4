import CSystem
import Files
import Glibc
import Hashing

/// Files that are read once, from front to end, by several threads.
protocol ReadSource: Sendable {
  var count: Int { get }
  /// What the size was; decides how the file is read.
  func size(_ i: Int) -> Int64
  /// A descriptor, or a negative errno.
  func open(_ i: Int, _ cursor: DirectoryCursor) -> Int32
  /// What the file was when it was listed: it must still be that after the last byte. nil: nobody looked.
  func before(_ i: Int) -> FileInfo?
  /// The id that the bytes must have. nil: any.
  func expected(_ i: Int) -> ObjectID?
  /// For errors.
  func path(_ i: Int) -> String
  var rootDescriptor: Int32 { get }
}

/// Files of a walk, all or some.
final class WalkedFiles: ReadSource {
  let files: FileList
  let indices: [Int]?
  let root: String
  let rootDescriptor: Int32

  init(_ files: FileList, root: String, indices: [Int]?) throws(FileError) {
    self.files = files
    self.indices = indices
    self.root = root
    rootDescriptor = try check(
      FileSystem.withPath(root) { sys_open($0, O_RDONLY | O_DIRECTORY, 0) }, "open", root)
  }

  deinit { _ = sys_close(rootDescriptor) }

  @inline(__always)
  func index(_ i: Int) -> Int { indices?[i] ?? i }

  var count: Int { indices?.count ?? files.count }
  func size(_ i: Int) -> Int64 { files.size(index(i)) }
  func before(_ i: Int) -> FileInfo? { files.info(index(i)) }
  func expected(_ i: Int) -> ObjectID? { nil }
  func path(_ i: Int) -> String { Paths.join(root, files.path(index(i))) }

  func open(_ i: Int, _ cursor: DirectoryCursor) -> Int32 {
    // A file that became a link since the walk is another file.
    let flags = O_RDONLY | O_NONBLOCK | (files.isLink(index(i)) ? 0 : O_NOFOLLOW)
    let length = files.withPath(index(i)) { $0.count }
    return files.withCPath(index(i)) { cursor.open($0, length, flags) }
  }
}

/// One file by its path; links are followed.
struct NamedFile: ReadSource {
  let file: String
  let info: FileInfo

  var count: Int { 1 }
  var rootDescriptor: Int32 { AT_FDCWD }
  func size(_ i: Int) -> Int64 { info.size }
  func before(_ i: Int) -> FileInfo? { info }
  func expected(_ i: Int) -> ObjectID? { nil }
  func path(_ i: Int) -> String { file }
  func open(_ i: Int, _ cursor: DirectoryCursor) -> Int32 {
    FileSystem.withPath(file) { sys_open($0, O_RDONLY | O_NONBLOCK, 0) }
  }
}

/// Objects of one store on their way to another. Their bytes must be what their names say.
struct StoredObjects: ReadSource {
  let store: ObjectStore
  let ids: [ObjectID]
  let sizes: [Int64]

  var count: Int { ids.count }
  var rootDescriptor: Int32 { AT_FDCWD }
  func size(_ i: Int) -> Int64 { sizes[i] }
  func before(_ i: Int) -> FileInfo? { nil }
  func expected(_ i: Int) -> ObjectID? { ids[i] }
  func path(_ i: Int) -> String { store.path(of: ids[i]) }
  func open(_ i: Int, _ cursor: DirectoryCursor) -> Int32 {
    do {
      guard let shard = try store.shards(ids[i].algorithm).shard(ids[i].shard, create: false) else {
        return -ENOENT
      }
      return ids[i].withFileName(in: shard) { openQuietly(shard.descriptor, $0, O_RDONLY | O_NONBLOCK) }
    } catch {
      return -error.errno
    }
  }
}
