/// A file that git could not merge: what it is on both sides and was before. nil: no file there.
public struct GitUnmerged: Equatable, Sendable {
  /// Relative to the work tree.
  public let path: String
  public internal(set) var base: GitID? = nil
  public internal(set) var ours: GitID? = nil
  public internal(set) var theirs: GitID? = nil
}

extension GitRepository {
  /// The bytes of a file as some tree or index names it.
  public func blob(_ id: GitID) throws(GitError) -> [UInt8] { try object(id, .blob) }

  /// The index's unmerged files, in path order.
  public func unmerged() throws(GitError) -> [GitUnmerged] {
    var result: [GitUnmerged] = []
    for record in try program.run(["ls-files", "--unmerged", "-z", "--full-name"]).output.split(separator: 0)
    {
      // "100644 ID STAGE\tPATH"
      guard let tab = record.firstIndex(of: 0x09) else { continue }
      let words = record[..<tab].split(separator: 0x20)
      guard words.count == 3, let id = GitID(hex: words[1]) else { continue }
      let path = String(decoding: record[(tab + 1)...], as: UTF8.self)
      if result.last?.path != path { result.append(GitUnmerged(path: path)) }
      switch words[2].first {
      case UInt8(ascii: "1"): result[result.count - 1].base = id
      case UInt8(ascii: "2"): result[result.count - 1].ours = id
      default: result[result.count - 1].theirs = id
      }
    }
    return result
  }
}
