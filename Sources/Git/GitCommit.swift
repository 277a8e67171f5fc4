/// Who did something, and when.
public struct GitSignature: Equatable, Sendable {
  public let name: String
  public let email: String
  /// Seconds since 1970.
  public let time: Int64
  /// Minutes east of Greenwich.
  public let offset: Int

  public init(name: String, email: String, time: Int64, offset: Int) {
    self.name = name
    self.email = email
    self.time = time
    self.offset = offset
  }

  /// `Ann Example <ann@example.org> 1700000000 +0100`; nil when there is no such structure.
  init?(_ line: ArraySlice<UInt8>) {
    guard let close = line.lastIndex(of: UInt8(ascii: ">")),
      let open = line[..<close].firstIndex(of: UInt8(ascii: "<"))
    else { return nil }
    var name = line[..<open]
    while name.last == 0x20 { name.removeLast() }
    self.name = String(decoding: name, as: UTF8.self)
    email = String(decoding: line[(open + 1)..<close], as: UTF8.self)
    let rest = line[(close + 1)...].split(separator: 0x20)
    time = rest.first.flatMap { Int64(String(decoding: $0, as: UTF8.self)) } ?? 0
    let zone = rest.count > 1 ? Int(String(decoding: rest[1], as: UTF8.self)) ?? 0 : 0
    offset = zone / 100 * 60 + zone % 100
  }
}

/// One commit.
public struct GitCommit: Equatable, Sendable {
  public let id: GitID
  public let tree: GitID
  /// Empty for a first commit and at the edge of a shallow clone.
  public internal(set) var parents: [GitID]
  public let author: GitSignature
  public let committer: GitSignature
  /// As written, with its final newline.
  public let message: String

  /// The first line.
  public var summary: String { String(message.prefix { $0 != "\n" }) }

  /// Parses the object's text (headers, an empty line, the message).
  init(_ id: GitID, _ bytes: [UInt8]) throws(GitError) {
    let text = GitHeaders(bytes)
    guard let tree = text.first("tree").flatMap({ GitID(hex: $0) }),
      let author = text.first("author").flatMap({ GitSignature($0) }),
      let committer = text.first("committer").flatMap({ GitSignature($0) })
    else { throw .malformedObject(id, detail: "commit without tree, author or committer") }
    self.id = id
    self.tree = tree
    self.author = author
    self.committer = committer
    parents = text.all("parent").compactMap { GitID(hex: $0) }
    message = text.body
  }
}

/// An annotated tag.
public struct GitTag: Equatable, Sendable {
  public let name: String
  /// What it points at, usually a commit.
  public let target: GitID
  /// nil in tags of very old git.
  public let tagger: GitSignature?
  /// Without a cryptographic signature.
  public let message: String

  init(_ id: GitID, _ bytes: [UInt8]) throws(GitError) {
    let text = GitHeaders(bytes)
    guard let target = text.first("object").flatMap({ GitID(hex: $0) }), let name = text.first("tag") else {
      throw .malformedObject(id, detail: "tag without object or name")
    }
    self.name = String(decoding: name, as: UTF8.self)
    self.target = target
    tagger = text.first("tagger").flatMap { GitSignature($0) }
    var lines = text.body.split(separator: "\n", omittingEmptySubsequences: false)
    if let signature = lines.firstIndex(where: { $0.hasPrefix("-----BEGIN ") }) {
      lines = lines[..<signature] + [""]
    }
    message = lines.joined(separator: "\n")
  }
}

/// The header lines and body of a commit or tag.
struct GitHeaders {
  private var lines: [(name: ArraySlice<UInt8>, value: ArraySlice<UInt8>)] = []
  let body: String

  init(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while let end = rest.firstIndex(of: 0x0A), end > rest.startIndex {
      let line = rest[..<end]
      rest = rest[(end + 1)...]
      // A line that starts with a blank continues a long header (signatures), which nobody asks for.
      guard line.first != 0x20, let space = line.firstIndex(of: 0x20) else { continue }
      lines.append((line[..<space], line[(space + 1)...]))
    }
    body = String(decoding: rest.dropFirst(), as: UTF8.self)
  }

  func first(_ name: String) -> ArraySlice<UInt8>? {
    lines.first { $0.name.elementsEqual(name.utf8) }?.value
  }
  func all(_ name: String) -> [ArraySlice<UInt8>] {
    lines.filter { $0.name.elementsEqual(name.utf8) }.map(\.value)
  }
}
