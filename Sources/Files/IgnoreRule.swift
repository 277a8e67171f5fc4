/// Whose reading of the gitignore syntax applies.
public enum IgnoreDialect: Sendable {
  /// As git reads `.gitignore`.
  case git
  /// As the peer reads `.dvcignore` (formats §1.4). It differs from git: lines lose blanks on both sides; a
  /// pattern also speaks for everything (with a final `/`: for the directories) below what it matches, so that
  /// `!keep` takes back `keep/a`; `d/**` names `d` itself as well; `*/` in the topmost file never matches;
  /// `?` is a character, not a byte; a backslash inside `[...]` is just a character; of consecutive lines of
  /// the same kind the first that matches is the one to name.
  case dvc
}

/// One line of an ignore file.
public struct IgnoreRule: Equatable, Sendable {
  /// The file as it is to be named to people: `.dvcignore`, `sub/.gitignore`.
  public let source: String
  /// From 1.
  public let line: Int
  /// The pattern as written, with its `!`.
  public let text: String
  public let isNegated: Bool
}

/// `file:line:pattern`; what every project hides has neither file nor line.
extension IgnoreRule: CustomStringConvertible {
  public var description: String { (source.isEmpty ? "" : "\(source):\(line)") + ":\(text)" }
}

/// What the last matching rule says.
public struct IgnoreDecision: Equatable, Sendable {
  public let rule: IgnoreRule
  public var isIgnored: Bool { !rule.isNegated }
}
