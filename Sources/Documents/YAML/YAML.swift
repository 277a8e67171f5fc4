/// YAML as the DVC family reads and writes it: YAML 1.2 scalars, one fixed block style, round trips that
/// keep comments (formats §0.2, §0.3).
///
/// - ``parse(_:)`` gives nodes with places, for messages that point at a line;
/// - ``load(_:)`` gives plain values;
/// - ``dump(_:)`` writes values, byte for byte as the peer does;
/// - ``rewrite(_:_:)`` changes a text somebody may have written by hand.
public enum YAML {
  /// What a document may cost. Passing one is a ``DocumentError`` of kind `limit`.
  public enum Limit {
    /// Collections inside collections.
    public static let depth = 200
    /// Nodes in the text.
    public static let nodes = 20_000_000
    /// Nodes that aliases and merge keys stand for, all together.
    public static let aliasedNodes = 100_000
  }

  /// Reads one document. An empty one is an empty mapping.
  ///
  /// Everything is checked here: syntax, aliases, tags, merge keys, scalar values and duplicate keys.
  public static func parse(_ bytes: [UInt8]) throws(DocumentError) -> YAMLNode {
    try YAMLTree.read(bytes).root
  }

  /// Reads one document as a value. Aliases are replaced by copies, merge keys are applied.
  public static func load(_ bytes: [UInt8]) throws(DocumentError) -> Value {
    try YAMLTree.read(bytes).rootValue
  }
}
