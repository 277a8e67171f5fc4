import Files

/// A name for an object: a branch, a tag, or any other ref.
public struct GitReference: Equatable, Sendable {
  /// In full: `refs/heads/main`.
  public let name: String
  /// What it points at: a commit, or for an annotated tag the tag object.
  public let target: GitID
  /// The commit behind an annotated tag, where packed-refs tells it.
  public let peeled: GitID?

  /// Without `refs/heads/`, `refs/tags/` or `refs/remotes/`.
  public var shortName: String {
    for prefix in ["refs/heads/", "refs/tags/", "refs/remotes/"] where name.hasPrefix(prefix) {
      return String(name.dropFirst(prefix.count))
    }
    return name
  }
}

/// What HEAD says.
public enum GitHead: Equatable, Sendable {
  /// On a branch; the commit is nil before the first one.
  case branch(String, GitID?)
  case detached(GitID)

  public var commit: GitID? {
    switch self {
    case .branch(_, let id): id
    case .detached(let id): id
    }
  }
}

/// Reads references from their files: loose ones first, then packed-refs.
struct GitReferences: Sendable {
  private let location: GitLocation
  init(_ location: GitLocation) { self.location = location }

  private enum Content {
    case direct(GitID)
    case symbolic(String)
  }

  func head() throws(GitError) -> GitHead {
    let path = location.gitDirectory + "/HEAD"
    switch try loose("HEAD") {
    case .direct(let id)?: return .detached(id)
    case .symbolic("refs/heads/.invalid")?: throw .unsupported(feature: "reftable", path: path)
    case .symbolic(let name)?:
      let short = name.hasPrefix("refs/heads/") ? String(name.dropFirst("refs/heads/".count)) : name
      return .branch(short, try target(name))
    case nil: throw .notARepository(path: location.gitDirectory)
    }
  }

  /// The object a full name points at; nil when there is no such reference.
  func target(_ name: String) throws(GitError) -> GitID? {
    var name = name
    for _ in 0..<5 {
      switch try loose(name) {
      case .direct(let id)?: return id
      case .symbolic(let next)?: name = next
      case nil: return try packedTarget(name)
      }
    }
    return nil
  }

  /// Every reference below a prefix that ends in `/`, sorted by bytes of the name.
  func list(_ prefix: String) throws(GitError) -> [GitReference] {
    var found: [String: GitReference] = [:]
    for reference in try packed() where reference.name.hasPrefix(prefix) {
      found[reference.name] = reference
    }
    try collect(String(prefix.dropLast()), into: &found)
    return found.values.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  private func collect(_ folder: String, into found: inout [String: GitReference]) throws(GitError) {
    let directory = base(of: folder) + "/" + folder
    let info = try files { () throws(FileError) in try FileSystem.info(directory) }
    guard info?.isDirectory == true else { return }
    for entry in try files({ () throws(FileError) in try FileSystem.list(directory) }) {
      let name = folder + "/" + entry.name
      switch entry.kind {
      case .directory: try collect(name, into: &found)
      // A reference being written shows its lock file for a moment.
      case _ where entry.name.hasSuffix(".lock"): continue
      default:
        guard let id = try target(name) else { continue }
        if found[name]?.target != id { found[name] = GitReference(name: name, target: id, peeled: nil) }
      }
    }
  }

  // MARK: - Files

  /// HEAD and the like belong to the work tree; branches and tags to all of them.
  private func base(of name: String) -> String {
    let own = !name.hasPrefix("refs/") || name.hasPrefix("refs/bisect/") || name.hasPrefix("refs/worktree/")
    return own ? location.gitDirectory : location.commonDirectory
  }

  private func loose(_ name: String) throws(GitError) -> Content? {
    let path = base(of: name) + "/" + name
    let bytes: [UInt8]?
    do {
      bytes = try FileSystem.readIfPresent(path)
    } catch {
      // The folder of references with a longer name.
      if try files({ () throws(FileError) in try FileSystem.info(path) })?.isDirectory == true { return nil }
      throw .file(error)
    }
    guard let bytes else { return nil }
    let text = bytes[..<(bytes.firstIndex { $0 == 0x0A || $0 == 0x0D } ?? bytes.count)]
    let marker = Array("ref:".utf8)
    if text.starts(with: marker) {
      let name = text.dropFirst(marker.count).drop { $0 == 0x20 || $0 == 0x09 }
      return .symbolic(String(decoding: name, as: UTF8.self))
    }
    if let id = GitID(hex: text) { return .direct(id) }
    if text.count == 64 { throw .unsupported(feature: "sha256", path: path) }
    // An empty or torn file: git warns and treats the reference as broken.
    return nil
  }

  /// One name among the packed ones, without making objects of the others.
  private func packedTarget(_ name: String) throws(GitError) -> GitID? {
    let path = location.commonDirectory + "/packed-refs"
    let bytes = try files { () throws(FileError) in try FileSystem.readIfPresent(path) }
    guard let bytes else { return nil }
    let wanted = [0x20] + Array(name.utf8)
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
      let line = bytes[start..<end]
      if line.count == 40 + wanted.count, line.suffix(wanted.count).elementsEqual(wanted) {
        return GitID(hex: line.prefix(40))
      }
      start = end + 1
    }
    return nil
  }

  private func packed() throws(GitError) -> [GitReference] {
    let path = location.commonDirectory + "/packed-refs"
    let bytes = try files { () throws(FileError) in try FileSystem.readIfPresent(path) }
    guard let bytes else { return [] }
    var result: [GitReference] = []
    for line in bytes.split(separator: 0x0A) where line.first != UInt8(ascii: "#") {
      if line.first == UInt8(ascii: "^"), let last = result.popLast() {
        let peeled = GitID(hex: line.dropFirst())
        result.append(GitReference(name: last.name, target: last.target, peeled: peeled))
      } else if line.count > 41, let id = GitID(hex: line.prefix(40)) {
        let name = String(decoding: line.dropFirst(41), as: UTF8.self)
        result.append(GitReference(name: name, target: id, peeled: nil))
      } else if line.count > 65, line[line.startIndex + 64] == 0x20 {
        throw .unsupported(feature: "sha256", path: path)
      }
    }
    return result
  }
}
