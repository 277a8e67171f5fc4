/// Why bytes or entries do not make a tree. Trees come from strangers: everything is checked once, here.
public enum TreeError: Error, Equatable, Sendable {
  /// Not the JSON of formats §2.3: what was expected at which byte.
  case malformed(offset: Int, expected: String)
  /// A path that is not a plain relative path below the directory.
  case badPath(String, PathFault)
  /// The same path twice.
  case duplicatePath(String)
  /// A file that is the directory of another.
  case fileIsDirectory(String)
  /// More than ``Tree/Limits`` allow.
  case overLimit(Limit, actual: Int)

  public enum PathFault: Equatable, Sendable {
    case empty, absolute, emptyComponent, dotComponent, containsNUL, notUTF8
    /// A component is `.git` or `.dvc`.
    case reserved
  }
  public enum Limit: Equatable, Sendable { case bytes, entries, pathBytes, depth }
}

extension Tree {
  /// What a tree may be at most, so that a hostile one cannot exhaust memory or stack.
  public enum Limits {
    /// Bytes of a directory object, and of all its paths together.
    public static let bytes = Int(Int32.max)
    public static let entries = 100_000_000
    public static let pathBytes = 32_767
    /// Nesting of values under keys we do not know.
    public static let depth = 64
  }
}
