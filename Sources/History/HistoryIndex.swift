import Git

/// Everything that files of ours said in any commit.
public struct HistoryIndex {
  /// What references pointed at when it was made.
  var tips: [GitID] = []
  /// Newest first.
  var commits: [CommitRecord] = []
  var parents: [GitID] = []
  var changes: [ChangeRecord] = []
  var versions: [VersionRecord] = []
  var facts: [FactRecord] = []
  var texts = Texts()

  static let none = UInt32.max

  /// One entry of a pointer or lock file, spelled out.
  public struct Fact: Equatable, Sendable {
    /// Relative to the top of the work tree.
    public let path: String
    /// The stage's name; nil for a pointer.
    public let stage: String?
    /// `.dvc` or `dvc.lock`.
    public let file: String
    public let hash: String?
    public let size: Int64?
    public let fileCount: Int?
    public let isOutput: Bool
  }

  public struct Commit: Equatable, Sendable {
    public let id: GitID
    public let time: Int64
    public let author: String
    public let subject: String
  }

  /// Whether every number leads somewhere: the file may be damaged.
  var isSound: Bool {
    let textCount = UInt32(texts.count)
    return commits.allSatisfy { commit in
      commit.author < textCount && commit.subject < textCount
        && Int(commit.firstParent) + Int(commit.parentCount) <= parents.count
        && Int(commit.firstChange) + Int(commit.changeCount) <= changes.count
    }
      && changes.allSatisfy { change in
        (change.old == Self.none || change.old < versions.count)
          && (change.new == Self.none || change.new < versions.count)
      }
      && versions.allSatisfy { $0.file < textCount && Int($0.firstFact) + Int($0.factCount) <= facts.count }
      && facts.allSatisfy { $0.stage < textCount && $0.path < textCount && $0.hash < textCount }
  }

  func range(_ version: UInt32) -> Range<Int> {
    if version == Self.none { return 0..<0 }
    let record = versions[Int(version)]
    return Int(record.firstFact)..<Int(record.firstFact + record.factCount)
  }

  func changes(of commit: CommitRecord) -> ArraySlice<ChangeRecord> {
    changes[Int(commit.firstChange)..<Int(commit.firstChange + commit.changeCount)]
  }

  func fact(_ number: Int, in version: UInt32) -> Fact {
    let record = facts[number]
    return Fact(
      path: texts[record.path], stage: record.stage == 0 ? nil : texts[record.stage],
      file: texts[versions[Int(version)].file], hash: record.hash == 0 ? nil : texts[record.hash],
      size: record.size < 0 ? nil : record.size, fileCount: record.files < 0 ? nil : Int(record.files),
      isOutput: record.isOutput != 0)
  }

  func commit(_ record: CommitRecord) -> Commit {
    Commit(id: record.id, time: record.time, author: texts[record.author], subject: texts[record.subject])
  }

  public var commitCount: Int { commits.count }
}
