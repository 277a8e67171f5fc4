import CSystem
import Foundation
import Synchronization
import TestKit

/// What of a folder would be there after a power cut: what was there at the start, and what `fsync` and `syncfs` reached
/// since. A file's bytes and the names in a directory are safe by themselves, in no order. git's own files are left out.
final class SimulatedDisk: Sendable {
  /// A file or directory, whatever its name.
  private struct Node: Hashable {
    let inode: ino_t
    let device: dev_t
  }

  private enum Entry: Equatable {
    case directory(Node)
    case file(Node)
    case link(String)

    var node: Node? {
      switch self {
      case .directory(let node), .file(let node): node
      case .link: nil
      }
    }

    var isDirectory: Bool { if case .directory = self { true } else { false } }
  }

  private struct File: Equatable {
    let bytes: Data
    let mode: mode_t
    let modified: timespec

    static func == (one: File, other: File) -> Bool { one.bytes == other.bytes && one.mode == other.mode }
  }

  private struct State {
    /// Descriptors of what is known here: their numbers are not used again while these are open.
    var pins: [Node: Int32] = [:]
    var names: [Node: [String: Entry]] = [:]
    var files: [Node: File] = [:]
  }

  private let root: String
  private let durable = Mutex(State())
  /// The files of the start: of them a rename may be undone, but never so that they are nowhere.
  private let old: Set<Node>

  init(_ root: String) {
    self.root = root
    let start = Self.look(root)
    old = Set(start.files.keys)
    durable.withLock { $0 = start }
    pin()
  }

  deinit {
    for pin in durable.withLock({ $0.pins.values }) { close(pin) }
  }

  private func pin() {
    for (path, entry) in Self.paths(root) {
      switch entry {
      case .directory(let node), .file(let node):
        durable.withLock { disk in
          guard disk.pins[node] == nil, disk.names[node] != nil || disk.files[node] != nil else { return }
          // O_PATH: nothing is read.
          let fd = open(path, 0o10000000 | O_NOFOLLOW | O_CLOEXEC)
          if fd >= 0 { disk.pins[node] = fd }
        }
      case .link: break
      }
    }
  }

  /// A call that is about to be made.
  func take(_ call: Int, _ path: String) {
    guard call == sys_call_syncfs || call == sys_call_fsync else { return }
    defer { pin() }
    switch call {
    case sys_call_syncfs:
      let now = Self.look(root)
      durable.withLock { disk in
        disk.names.merge(now.names) { $1 }
        disk.files.merge(now.files) { $1 }
      }
    case sys_call_fsync:
      guard let entry = Self.entry(path) else { return }
      switch entry {
      case .link: return
      case .file(let node): durable.withLock { $0.files[node] = Self.file(path) }
      case .directory(let node): durable.withLock { $0.names[node] = Self.names(path) }
      }
    default: return
    }
  }

  /// All names are as they are, as with a journal; of what wasn't synced any part is lost.
  func loseBytes(_ random: inout SeededRandom) {
    let disk = durable.withLock { $0 }
    var seen: Set<Node> = []
    for (path, entry) in Self.paths(root).sorted(by: { $0.key < $1.key }) {
      guard case .file(let node) = entry, seen.insert(node).inserted, let file = Self.file(path) else {
        continue
      }
      if disk.files[node]?.bytes == file.bytes { continue }
      let bytes =
        switch random.int(below: 4) {
        case 0: file.bytes
        case 1: Data(count: file.bytes.count)
        case 2: file.bytes.prefix(file.bytes.count / 2)
        default: Data()
        }
      Self.write(File(bytes: bytes, mode: file.mode, modified: file.modified), to: path)
    }
  }

  /// Directories are as they were when they were last synced, each by itself; so are the bytes of files.
  func loseNames(_ random: inout SeededRandom) {
    let disk = durable.withLock { $0 }
    let now = Self.paths(root)
    var target: [String: Entry] = [:]
    if case .directory(let node)? = Self.entry(root) { Self.walk(root, node, disk.names, into: &target) }
    renameWholly(in: &target, now)
    keepOldFiles(in: &target, now)
    for (path, entry) in now.sorted(by: { $0.key > $1.key }) where target[path] != entry {
      if entry.isDirectory, target[path]?.isDirectory == true { continue }
      // A directory that git has files in stays.
      if entry.isDirectory { rmdir(path) } else { unlink(path) }
    }
    var places: [Node: String] = [:]
    for (path, entry) in target.sorted(by: { $0.key < $1.key }) {
      switch entry {
      case .directory: mkdir(path, 0o755)
      case .link(let text): symlink(text, path)
      case .file(let node):
        if now[path] == entry {
          if let file = disk.files[node], Self.file(path) != file { Self.write(file, to: path) }
          if disk.files[node] == nil {
            Self.write(File(bytes: Data(), mode: 0o644, modified: timespec()), to: path)
          }
        } else if let other = places[node] {
          link(other, path)
        } else {
          Self.write(disk.files[node] ?? File(bytes: Data(), mode: 0o644, modified: timespec()), to: path)
        }
        places[node] = path
      }
    }
  }

  /// A rename is one step, as with a journal: what is safe under its new name has the old one no more.
  private func renameWholly(in target: inout [String: Entry], _ now: [String: Entry]) {
    var arrived: Set<Node> = []
    for (path, entry) in target where now[path] == entry {
      if let node = entry.node { arrived.insert(node) }
    }
    for (path, entry) in target where now[path] != entry {
      guard let node = entry.node, arrived.contains(node) else { continue }
      target = target.filter { $0.key != path && !$0.key.hasPrefix(path + "/") }
    }
  }

  private func keepOldFiles(in target: inout [String: Entry], _ now: [String: Entry]) {
    var there: Set<Node> = []
    for case .file(let node) in target.values { there.insert(node) }
    for (path, entry) in now {
      guard case .file(let node) = entry, old.contains(node), !there.contains(node) else { continue }
      target[path] = entry
      var parent = (path as NSString).deletingLastPathComponent
      while parent.count > root.count, target[parent] == nil {
        target[parent] = now[parent]
        parent = (parent as NSString).deletingLastPathComponent
      }
    }
  }

  // MARK: Looking

  private static func walk(
    _ path: String, _ node: Node, _ names: [Node: [String: Entry]], into paths: inout [String: Entry]
  ) {
    for (name, entry) in names[node] ?? [:] {
      paths[path + "/" + name] = entry
      if case .directory(let below) = entry { walk(path + "/" + name, below, names, into: &paths) }
    }
  }

  private static func look(_ root: String) -> State {
    var state = State()
    func visit(_ path: String) {
      guard case .directory(let node)? = entry(path) else { return }
      let below = names(path)
      state.names[node] = below
      for (name, entry) in below {
        switch entry {
        case .directory: visit(path + "/" + name)
        case .file(let node): state.files[node] = file(path + "/" + name)
        case .link: break
        }
      }
    }
    visit(root)
    return state
  }

  private static func paths(_ root: String) -> [String: Entry] {
    var paths: [String: Entry] = [:]
    if case .directory(let node)? = entry(root) { walk(root, node, look(root).names, into: &paths) }
    return paths
  }

  private static func names(_ directory: String) -> [String: Entry] {
    var names: [String: Entry] = [:]
    for name in (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? [] where name != ".git" {
      // The server is another machine.
      if name == "remote-web" { continue }
      names[name] = entry(directory + "/" + name)
    }
    return names
  }

  private static func entry(_ path: String) -> Entry? {
    var info = stat()
    guard lstat(path, &info) == 0 else { return nil }
    let node = Node(inode: info.st_ino, device: info.st_dev)
    switch info.st_mode & S_IFMT {
    case S_IFDIR: return .directory(node)
    case S_IFLNK: return .link((try? FileManager.default.destinationOfSymbolicLink(atPath: path)) ?? "?")
    default: return .file(node)
    }
  }

  private static func file(_ path: String) -> File? {
    var info = stat()
    guard lstat(path, &info) == 0, info.st_mode & S_IFMT == S_IFREG,
      let bytes = FileManager.default.contents(atPath: path)
    else { return nil }
    return File(bytes: bytes, mode: info.st_mode & 0o7777, modified: info.st_mtim)
  }

  /// In place where there is one, so that it stays the same file.
  private static func write(_ file: File, to path: String) {
    chmod(path, 0o600)
    let fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    guard fd >= 0 else { return }
    _ = file.bytes.withUnsafeBytes { Foundation.write(fd, $0.baseAddress, $0.count) }
    fchmod(fd, file.mode)
    var times = [file.modified, file.modified]
    futimens(fd, &times)
    close(fd)
  }
}
