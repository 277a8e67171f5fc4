import Files

/// Which side counts where both changed the same thing.
public enum MergeChoice: String, Sendable, CaseIterable {
  case ours, theirs
  /// Theirs lies beside ours under another name.
  case both
}

/// One thing that both sides of a merge changed.
public struct MergeConflict: Equatable, Sendable {
  /// The file of ours, relative to the top of the work tree.
  public let file: String
  /// What is in conflict: a path of data, a stage, a key; relative to the project's root where it is a path.
  public let what: String
  public let ours: String?
  public let theirs: String?

  public init(file: String, what: String, ours: String?, theirs: String?) {
    self.file = file
    self.what = what
    self.ours = ours
    self.theirs = theirs
  }
}

/// How `cairn resolve` settles conflicts: by the longest path that was named, or for all.
public struct MergeSettlement: Sendable {
  public var general: MergeChoice?
  /// By path or stage.
  public var particular: [(what: String, choice: MergeChoice)] = []

  public init(general: MergeChoice? = nil) { self.general = general }

  func choice(_ what: String) -> MergeChoice? {
    let named = particular.filter { $0.what == what || Paths.isInside(what, $0.what) }
    return named.max { $0.what.utf8.count < $1.what.utf8.count }?.choice ?? general
  }

  /// `a/b.png` → `a/b.theirs.png`.
  static func nameBeside(_ path: String) -> String {
    let name = Paths.name(path)
    let parent = Paths.parent(path)
    let other: String
    if let dot = name.dropFirst().lastIndex(of: ".") {
      other = name[..<dot] + ".theirs" + name[dot...]
    } else {
      other = name + ".theirs"
    }
    return parent.isEmpty || parent == "." ? other : parent + "/" + other
  }
}
