import Foundation
import Synchronization

/// A directory of its own for one test. Get one from ``withScratch(_:_:)``.
public struct Scratch: Sendable {
  /// Absolute, with symbolic links resolved.
  public let root: String

  /// A directory that somebody else makes and removes.
  public init(root: String) {
    self.root = root
  }

  public func path(_ relative: String) -> String {
    relative.hasPrefix("/") ? relative : relative.isEmpty ? root : root + "/" + relative
  }

  /// A directory below this one, made if it is missing, to be used like a scratch of its own.
  public func sub(_ relative: String) throws -> Scratch {
    try makeDirectory(relative)
    return Scratch(root: path(relative))
  }

  // MARK: Writing

  public func makeDirectory(_ relative: String) throws {
    try FileManager.default.createDirectory(atPath: path(relative), withIntermediateDirectories: true)
  }

  /// Replaces the file and makes missing parents. `mode` is set exactly, past the umask.
  public func write(_ text: String, to relative: String, mode: UInt16? = nil) throws {
    try write(Array(text.utf8), to: relative, mode: mode)
  }

  public func write(_ bytes: [UInt8], to relative: String, mode: UInt16? = nil) throws {
    let target = path(relative)
    let parent = (target as NSString).deletingLastPathComponent
    try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
    // A protected file is read-only and its directory entry may be shared: replace, never write through it.
    if unlink(target) != 0 && errno != ENOENT { throw ScratchError("unlink", target) }
    try spawnGate.withLock { _ in try create(target, bytes) }
    if let mode { try setMode(mode, of: relative) }
  }

  public func symlink(_ relative: String, to target: String) throws {
    guard Foundation.symlink(target, path(relative)) == 0 else { throw ScratchError("symlink", relative) }
  }

  public func setMode(_ mode: UInt16, of relative: String) throws {
    guard chmod(path(relative), mode_t(mode)) == 0 else { throw ScratchError("chmod", relative) }
  }

  public func rename(_ from: String, to: String) throws {
    guard Foundation.rename(path(from), path(to)) == 0 else { throw ScratchError("rename", from) }
  }

  /// Removes a file or a whole tree; nothing there is fine.
  public func remove(_ relative: String) throws {
    try removeTree(path(relative))
  }

  // MARK: Reading

  public func exists(_ relative: String) -> Bool {
    var info = stat()
    return lstat(path(relative), &info) == 0
  }

  public func bytes(_ relative: String) throws -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path(relative)) else {
      throw ScratchError("read", path(relative))
    }
    return Array(data)
  }

  public func text(_ relative: String) throws -> String {
    String(decoding: try bytes(relative), as: UTF8.self)
  }

  /// Permission bits of the file itself, links not followed.
  public func mode(_ relative: String) throws -> UInt16 {
    var info = stat()
    guard lstat(path(relative), &info) == 0 else { throw ScratchError("stat", path(relative)) }
    return UInt16(info.st_mode & 0o7777)
  }
}

/// Held while a file is open for writing and while a program is started: a child that inherits the open file
/// would make it "busy" for whoever runs it next.
let spawnGate = Mutex(())

private func create(_ path: String, _ bytes: [UInt8]) throws {
  let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
  guard file >= 0 else { throw ScratchError("create", path) }
  defer { close(file) }
  var written = 0
  while written < bytes.count {
    let count = bytes[written...].withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
    guard count > 0 else { throw ScratchError("write", path) }
    written += count
  }
}

public struct ScratchError: Error, CustomStringConvertible {
  public let description: String

  init(_ verb: String, _ path: String) {
    description = "\(verb) \(path): \(String(cString: strerror(errno)))"
  }
}

/// Runs `body` with a fresh directory and removes it afterwards, also when `body` throws.
/// `CAIRN_KEEP_SCRATCH=1` keeps it and prints where it is.
public func withScratch<R>(_ label: String = "test", _ body: (Scratch) throws -> R) throws -> R {
  let scratch = try makeScratch(label)
  defer { dropScratch(scratch) }
  return try body(scratch)
}

public func withScratch<R>(_ label: String = "test", _ body: (Scratch) async throws -> R) async throws -> R {
  let scratch = try makeScratch(label)
  defer { dropScratch(scratch) }
  return try await body(scratch)
}

private func makeScratch(_ label: String) throws -> Scratch {
  let base = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
  var template = Array("\(base)/cairn-\(label)-XXXXXX".utf8CString)
  guard mkdtemp(&template) != nil, let real = realpath(template, nil) else {
    throw ScratchError("mkdtemp", base)
  }
  defer { free(real) }
  return Scratch(root: String(cString: real))
}

private func dropScratch(_ scratch: Scratch) {
  if ProcessInfo.processInfo.environment["CAIRN_KEEP_SCRATCH"] == nil {
    try? removeTree(scratch.root)
  } else {
    print("kept \(scratch.root)")
  }
}

/// Removes without following links, read-only directories included.
private func removeTree(_ path: String) throws {
  var info = stat()
  guard lstat(path, &info) == 0 else { return }
  if info.st_mode & S_IFMT == S_IFDIR {
    chmod(path, 0o700)
    for child in rawNames(in: path) {
      try child.withUnsafeBufferPointer { name in
        try removeChild(of: path, named: Array(name))
      }
    }
    guard rmdir(path) == 0 else { throw ScratchError("rmdir", path) }
  } else {
    guard unlink(path) == 0 else { throw ScratchError("unlink", path) }
  }
}

/// Names need not be UTF-8, so the last component stays bytes until it is known to be text.
private func removeChild(of parent: String, named name: [CChar]) throws {
  let bytes = name.map { UInt8(bitPattern: $0) }
  if let text = String(validating: bytes, as: UTF8.self) {
    try removeTree(parent + "/" + text)
  } else {
    let whole = Array(parent.utf8).map { CChar(bitPattern: $0) } + [CChar(bitPattern: 0x2F)] + name + [0]
    guard unlink(whole) == 0 else { throw ScratchError("unlink", parent) }
  }
}

func rawNames(in directory: String) -> [[CChar]] {
  guard let handle = opendir(directory) else { return [] }
  defer { closedir(handle) }
  var names: [[CChar]] = []
  while let entry = readdir(handle) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) {
      $0.withMemoryRebound(to: CChar.self, capacity: 256) {
        Array(UnsafeBufferPointer(start: $0, count: strlen($0)))
      }
    }
    if name != [0x2E] && name != [0x2E, 0x2E] { names.append(name) }
  }
  return names
}
