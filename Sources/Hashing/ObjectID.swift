/// The name of an object: algorithm, digest, and whether it is a directory object (formats §2.1, §2.3).
public struct ObjectID: Hashable, Sendable {
  public let digest: Digest
  public let algorithm: HashAlgorithm
  /// A directory object: its text form ends in `.dir`.
  public let isTree: Bool

  public static let treeSuffix = ".dir"

  public init(_ digest: Digest, algorithm: HashAlgorithm = .md5, isTree: Bool = false) {
    self.digest = digest
    self.algorithm = algorithm
    self.isTree = isTree
  }

  /// Reads `<hex>` or `<hex>.dir`; nil when the text is not exactly that.
  public init?(_ text: String, algorithm: HashAlgorithm = .md5) {
    let isTree = text.hasSuffix(Self.treeSuffix)
    let hex = isTree ? text.utf8.dropLast(Self.treeSuffix.utf8.count) : text.utf8[...]
    guard let digest = Digest(hex: hex, byteCount: algorithm.byteCount) else { return nil }
    self.init(digest, algorithm: algorithm, isTree: isTree)
  }

  /// Lower-case hex without suffix.
  public var hex: String { digest.hex(byteCount: algorithm.byteCount) }
}

extension ObjectID: CustomStringConvertible {
  /// The form that stands in DVC files: hex, and `.dir` for a directory.
  public var description: String { isTree ? hex + Self.treeSuffix : hex }
}

extension ObjectID: Comparable {
  public static func < (a: ObjectID, b: ObjectID) -> Bool {
    (a.digest, a.isTree ? 1 : 0) < (b.digest, b.isTree ? 1 : 0)
  }
}
