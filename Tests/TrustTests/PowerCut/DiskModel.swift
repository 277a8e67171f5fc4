import Foundation

/// What a power cut would leave, worked out from a recorded run (`strace -f -y`): a file's bytes are safe after `fsync`
/// of the file or `syncfs`, a name after `fsync` of its directory or `syncfs`. Nothing else is, in no order.
///
/// An object may get its name before its bytes are safe while a marker that is safe stands in its store.
struct DiskModel {
  private struct File {
    /// Written since the last sync.
    var isDirty = false
    /// Named since its directory's last sync.
    var isNameDirty = false
  }

  /// By path, as far as this run touched them.
  private var files: [String: File] = [:]
  /// Promises broken so far.
  private(set) var broken: [String] = []
  private(set) var renames = 0
  private(set) var markers = 0

  init(_ trace: String) {
    for line in trace.split(separator: "\n") { take(Self.withoutProcess(line)) }
  }

  /// A call that other threads interrupted is told in two lines; the second one has the result.
  private static func withoutProcess(_ line: Substring) -> Substring {
    line.drop { $0.isNumber }.drop { $0 == " " }
  }

  private mutating func take(_ line: Substring) {
    guard let open = line.firstIndex(of: "("), !line.contains(" = -1 ") else { return }
    let arguments = String(line[line.index(after: open)...])
    switch line[..<open] {
    case "openat":
      if arguments.contains("O_CREAT"), let path = Self.paths(arguments).first {
        files[path] = File(isDirty: true, isNameDirty: true)
      }
    case "write", "pwrite64", "copy_file_range", "ftruncate":
      for path in Self.descriptors(arguments) where files[path] != nil { files[path]?.isDirty = true }
    case "fsync", "fdatasync":
      guard let path = Self.descriptors(arguments).first else { return }
      files[path]?.isDirty = false
      for name in files.keys where Self.parent(name) == path { files[name]?.isNameDirty = false }
    case "syncfs":
      for name in files.keys { files[name] = File() }
    case "unlink", "unlinkat":
      for path in Self.paths(arguments) + Self.plainPaths(arguments) { remove(path) }
    case "rename", "renameat", "renameat2", "linkat":
      let names = Self.paths(arguments)
      guard names.count == 2 else { return }
      move(names[0], to: names[1])
    default: break
    }
  }

  private mutating func move(_ old: String, to new: String) {
    renames += 1
    var file = files[old] ?? File()
    files[old] = nil
    if file.isDirty, Self.rank(new) > 0 || Self.rank(new) == 0 && !isMarked(new) {
      broken.append("\(new) gets its name before its bytes are safe")
    }
    // What it names must be safe already.
    for (path, other) in files where Self.rank(path) < Self.rank(new) && Self.rank(path) >= 0 {
      if other.isDirty || other.isNameDirty { broken.append("\(new) is named while \(path) is not safe") }
    }
    file.isNameDirty = true
    files[new] = file
  }

  private static func isMarker(_ path: String) -> Bool { path.contains("/.unsynced") }

  private func isMarked(_ object: String) -> Bool {
    files.contains { path, file in
      Self.isMarker(path) && !file.isDirty && !file.isNameDirty && object.hasPrefix(Self.parent(path) + "/")
    }
  }

  private mutating func remove(_ path: String) {
    guard files.removeValue(forKey: path) != nil, Self.isMarker(path) else { return }
    markers += 1
    for (object, file) in files where Self.rank(object) == 0 && object.hasPrefix(Self.parent(path) + "/") {
      if file.isDirty || file.isNameDirty { broken.append("\(path) goes while \(object) is not safe") }
    }
  }

  /// At the end nothing that was reported may be unsafe.
  mutating func finish() {
    for (path, file) in files where Self.rank(path) >= 0 && (file.isDirty || file.isNameDirty) {
      broken.append("\(path) is not safe when the command says it is done")
    }
  }

  /// Objects, directory objects, what names them, git's index; -1 for what may be lost.
  private static func rank(_ path: String) -> Int {
    if path.hasSuffix(".tmp") || path.hasSuffix(".lock") || path.contains("/.dvc/tmp/")
      || path.contains("/runs/")
    {
      return -1
    }
    if path.hasSuffix("/.git/index") { return 3 }
    if path.contains("/files/md5/") { return path.hasSuffix(".dir") ? 1 : 0 }
    let name = path.split(separator: "/").last ?? ""
    let isPointer = name.hasSuffix(".dvc") || name == "dvc.lock" || name == "dvc.yaml" || name == ".gitignore"
    return isPointer ? 2 : -1
  }

  private static func parent(_ path: String) -> String {
    String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
  }

  /// The paths behind descriptors: `5</path>`.
  private static func descriptors(_ arguments: String) -> [String] {
    arguments.matches(of: /[0-9]+<([^>]*)>/).map { String($0.1) }
  }

  /// Absolute paths of calls that take no directory.
  private static func plainPaths(_ arguments: String) -> [String] {
    arguments.hasPrefix("\"/") ? arguments.matches(of: /^"([^"]*)"/).map { String($0.1) } : []
  }

  /// The paths that a call names, made absolute by their directory's descriptor.
  private static func paths(_ arguments: String) -> [String] {
    arguments.matches(of: /(?:AT_FDCWD|[0-9]+)<([^>]*)>, "([^"]*)"/).map { match in
      match.2.hasPrefix("/") ? String(match.2) : "\(match.1)/\(match.2)"
    }
  }
}
