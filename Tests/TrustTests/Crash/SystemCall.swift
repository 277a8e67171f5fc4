import Foundation

/// One system call of a recorded run, as `strace -y` prints it.
struct SystemCall: Sendable {
  enum Effect: Sendable { case change, read, network }

  let name: String
  /// Which call of this name it was, from 1: what `inject=…:when=` counts.
  let number: Int
  let line: String
  let effect: Effect

  /// The calls of a run that touch something below `root`, in order.
  static func parse(_ trace: String, below root: String) -> [SystemCall] {
    var counts: [Substring: Int] = [:]
    var calls: [SystemCall] = []
    for line in trace.split(separator: "\n") {
      guard let end = line.firstIndex(of: "("), !line.hasPrefix("+"), !line.hasPrefix("-") else { continue }
      let name = line[..<end]
      counts[name, default: 0] += 1
      guard let effect = effect(of: name, line), effect == .network || isBelow(root, line) else { continue }
      calls.append(
        SystemCall(name: String(name), number: counts[name] ?? 0, line: String(line), effect: effect))
    }
    return calls
  }

  /// Whether a run's calls tell that an error was put into a call such as `call`.
  static func wasMet(_ trace: String, below root: String, _ call: SystemCall) -> Bool {
    guard let end = trace.range(of: "(INJECTED)") else { return false }
    let start = trace[..<end.lowerBound].lastIndex(of: "\n").map(trace.index(after:)) ?? trace.startIndex
    let line = trace[start..<end.lowerBound]
    return call.effect == .network ? line.contains("<socket:") : isBelow(root, line)
  }

  private static func effect(of name: Substring, _ line: Substring) -> Effect? {
    switch name {
    case "openat", "open":
      ["O_CREAT", "O_WRONLY", "O_RDWR", "O_TRUNC"].contains { line.contains($0) } ? .change : .read
    case "creat", "write", "pwrite64", "writev", "rename", "renameat", "renameat2", "unlink", "unlinkat",
      "rmdir",
      "link", "linkat", "symlink", "symlinkat", "mkdir", "mkdirat", "chmod", "fchmod", "fchmodat", "chown",
      "fchown",
      "fsync", "fdatasync", "syncfs", "truncate", "ftruncate", "copy_file_range", "sendfile", "utimensat",
      "flock":
      .change
    case "read", "pread64", "getdents64": .read
    case "connect", "sendto", "recvfrom": line.contains("<socket:") ? .network : nil
    default: nil
    }
  }

  /// Whether the path or the descriptor of a call lies below `root`. Relative paths are shown with their directory.
  private static func isBelow(_ root: String, _ line: Substring) -> Bool {
    guard let open = line.firstIndex(of: "(") else { return false }
    let arguments = line[line.index(after: open)...]
    if let quote = arguments.firstIndex(of: "\""),
      arguments.hasPrefix("AT_FDCWD") || quote == arguments.startIndex
    {
      let path = arguments[arguments.index(after: quote)...]
      if path.hasPrefix("/") { return path.hasPrefix(root) }
      return arguments.hasPrefix("AT_FDCWD<\(root)")
    }
    guard let bracket = arguments.firstIndex(of: "<") else { return false }
    return arguments[arguments.index(after: bracket)...].hasPrefix(root)
  }

  /// The call without what is another thing each time.
  var kind: String {
    var text = line.prefix(400).split(separator: ") = ").first.map(String.init) ?? ""
    for (pattern, word) in Self.chance { text = text.replacing(pattern, with: word) }
    return name + " " + text
  }

  // Unchecked: a regular expression that nobody changes.
  nonisolated(unsafe) private static let chance: [(Regex<Substring>, String)] = [
    (/"[^"]*HTTP[^"]*"\.*/, "MESSAGE"), (/\.[0-9a-z]{10}\.tmp/, ".T.tmp"), (/[0-9a-f]{30,}/, "H"),
    (/\/[0-9a-f]{2}\b/, "/XX"), (/[0-9]+/, "N"),
  ]

  /// The errors that this call may meet in life.
  var errors: [String] {
    switch name {
    case "openat", "open", "creat":
      effect == .change ? ["ENOSPC", "EACCES", "EMFILE", "EROFS", "EIO"] : ["EACCES", "EMFILE", "EIO"]
    case "write", "pwrite64", "writev", "copy_file_range", "sendfile": ["ENOSPC", "EIO", "EDQUOT"]
    case "mkdir", "mkdirat", "symlink", "symlinkat", "link", "linkat": ["ENOSPC", "EACCES", "EROFS"]
    case "rename", "renameat", "renameat2": ["ENOSPC", "EACCES", "EIO"]
    case "unlink", "unlinkat", "rmdir": ["EACCES", "EROFS", "EIO"]
    case "fsync", "fdatasync", "syncfs": ["EIO", "ENOSPC"]
    case "chmod", "fchmod", "fchmodat", "chown", "fchown", "utimensat": ["EPERM", "EROFS"]
    case "flock": ["ENOLCK"]
    case "connect": ["ECONNREFUSED"]
    case "sendto", "recvfrom": ["ECONNRESET"]
    default: ["EIO"]
    }
  }
}
