/// What one `statx` tells of a path. Times are nanoseconds since 1970.
public struct FileInfo: Equatable, Sendable {
  public enum Kind: UInt8, Sendable { case file, directory, symlink, other }

  public var kind: Kind
  /// Permission bits only (07777).
  public var mode: UInt16
  public var links: UInt32
  public var size: Int64
  public var mtime: Int64
  public var ctime: Int64
  public var inode: UInt64
  public var device: UInt64

  public init(
    kind: Kind, mode: UInt16, links: UInt32, size: Int64, mtime: Int64, ctime: Int64, inode: UInt64,
    device: UInt64
  ) {
    self.kind = kind
    self.mode = mode
    self.links = links
    self.size = size
    self.mtime = mtime
    self.ctime = ctime
    self.inode = inode
    self.device = device
  }

  public var isFile: Bool { kind == .file }
  public var isDirectory: Bool { kind == .directory }
  /// Any of the three x bits.
  public var isExecutable: Bool { mode & 0o111 != 0 }
}
