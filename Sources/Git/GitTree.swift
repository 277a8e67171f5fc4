import Files

/// One directory of a revision: names, modes and ids, as the tree object lists them.
struct GitTree: Sendable {
  struct Entry: Equatable, Sendable {
    let name: ArraySlice<UInt8>
    let mode: UInt32
    let id: GitID

    var kind: FileInfo.Kind {
      switch mode & 0o170000 {
      case 0o040000: .directory
      case 0o120000: .symlink
      case 0o100000: .file
      // A submodule: the commit lies in another repository.
      default: .other
      }
    }
    var isDirectory: Bool { kind == .directory }
    var text: String { String(decoding: name, as: UTF8.self) }
  }

  /// How deep directories may nest: more than paths of 4096 bytes can name, less than our stack holds.
  static let depthLimit = 2048

  /// In the order of the object: by bytes, a directory's name counting as ending in `/`.
  let entries: [Entry]

  /// - Throws: `malformedObject`, also for names that could lead out of the tree.
  init(_ id: GitID, _ bytes: [UInt8]) throws(GitError) {
    var entries: [Entry] = []
    var position = 0
    while position < bytes.count {
      guard let space = bytes[position...].firstIndex(of: 0x20), space - position <= 7,
        let end = bytes[space...].firstIndex(of: 0), end + GitID.byteCount < bytes.count
      else { throw .malformedObject(id, detail: "tree entry cut short") }
      var mode: UInt32 = 0
      for digit in bytes[position..<space] {
        guard (0x30...0x37).contains(digit) else {
          throw .malformedObject(id, detail: "mode of a tree entry")
        }
        mode = mode << 3 | UInt32(digit - 0x30)
      }
      let name = bytes[(space + 1)..<end]
      guard Self.isSafe(name) else { throw .malformedObject(id, detail: "name in a tree") }
      guard let target = GitID(bytes: bytes[(end + 1)...(end + GitID.byteCount)]) else { break }
      entries.append(Entry(name: name, mode: mode, id: target))
      position = end + 1 + GitID.byteCount
    }
    self.entries = entries
  }

  func entry(_ name: some StringProtocol) -> Entry? {
    entries.first { $0.name.count == name.utf8.count && $0.name.elementsEqual(name.utf8) }
  }

  private static func isSafe(_ name: ArraySlice<UInt8>) -> Bool {
    if name.isEmpty || name.contains(UInt8(ascii: "/")) { return false }
    return !name.elementsEqual(".".utf8) && !name.elementsEqual("..".utf8)
  }
}
