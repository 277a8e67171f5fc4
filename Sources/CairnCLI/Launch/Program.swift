import Glibc

/// The name we were called by. As `dvc` (a symbolic link) we answer like the peer.
struct Program: Sendable {
  static let version = "0.1.0"
  /// The release of DVC whose formats and command line we follow.
  static let peerVersion = "3.67.1"

  /// `dvc` or `cairn`: how hints name the program.
  let name: String

  init(called path: String) {
    let base = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path[path.index(after: $0)...] } ?? path[...]
    name = base == "dvc" ? "dvc" : "cairn"
  }

  static let current = Program(called: CommandLine.arguments.first ?? "cairn")

  var isPeer: Bool { name == "dvc" }

  /// What `--version` prints.
  var versionText: String {
    isPeer
      ? "\(Self.peerVersion)\n" : "cairn \(Self.version)\ncompatible with DVC \(Self.peerVersion)\n"
  }
}
