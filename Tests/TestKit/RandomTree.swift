/// Files with relative paths, made from a seed: nested directories, odd names, empty and executable files.
public struct RandomTree: Sendable {
  public struct File: Sendable, Equatable {
    public var path: String
    public var bytes: [UInt8]
    public var isExecutable: Bool
  }

  /// What names look like.
  public enum Names: Sendable {
    /// Lower-case ASCII letters and digits.
    case plain
    /// Also spaces, quotes, leading dots, letters of other scripts, combining marks and emoji.
    case odd
  }

  public private(set) var files: [File] = []

  public init(files count: Int, depth: Int = 3, maxSize: Int = 4096, names: Names = .odd, seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var taken = Set<String>()
    var directories = [""]
    while files.count < count {
      var parent = random.pick(directories)
      if random.chance(25), parent.split(separator: "/").count < depth {
        let name = Self.name(names, &random)
        let path = parent + name + "/"
        guard taken.insert(Self.key(parent + name)).inserted else { continue }
        directories.append(path)
        parent = path
      }
      let path = parent + Self.name(names, &random)
      guard taken.insert(Self.key(path)).inserted else { continue }
      let size = random.chance(10) ? 0 : random.int(below: maxSize)
      files.append(File(path: path, bytes: random.bytes(size), isExecutable: random.chance(10)))
    }
  }

  public func write(to scratch: Scratch, under folder: String) throws {
    for file in files {
      try scratch.write(file.bytes, to: folder + "/" + file.path, mode: file.isExecutable ? 0o755 : 0o644)
    }
  }

  /// Swift holds differently composed strings for equal; the file system does not.
  private static func key(_ path: String) -> String {
    path.utf8.map { String($0, radix: 16) }.joined()
  }

  private static func name(_ names: Names, _ random: inout SeededRandom) -> String {
    let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789")
    let odd: [String] = [
      " ", ".", "-", "_", "'", "\"", "\\", "#", "!", "&", "(", ")", "+", ",", ":", ";", "=", "@", "~", "%",
      "A", "Z", "é", "e\u{301}", "ß", "Ж", "日本", "\u{FFEE}", "😀", "\u{7F}",
    ]
    var name = String((0..<(1 + random.int(below: 8))).map { _ in random.pick(letters) })
    if names == .odd && random.chance(40) {
      name += random.pick(odd)
      if random.chance(50) { name.append(random.pick(letters)) }
    }
    if names == .odd && random.chance(5) { name = "." + name }
    return name
  }
}
