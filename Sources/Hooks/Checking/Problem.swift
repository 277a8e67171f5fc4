import Git
import Hashing
import Workspace

/// One thing that a check found. Facts only; the face words them and says what mends it.
public struct Problem: Sendable {
  public enum Fact: Sendable {
    /// The data at `path` isn't what the pointer or lock entry says; `isStored`: the cache has what is said.
    case data(path: String, change: DataChange, isStored: Bool)
    /// Objects that neither the cache nor the remote has; `remote` nil: none is configured, or wasn't asked.
    case objects(path: String, missing: [ObjectID], remote: String?)
    case conflictMarks
    /// It doesn't parse, or isn't what such a file holds.
    case invalid(cause: any Error)
    case tooLarge(bytes: Int, limit: Int, isBinary: Bool)
    /// A name that belongs into the cache.
    case matches(pattern: String)
    /// A secret in a file that everybody gets.
    case secret(option: String)
    /// The lock file says other than `dvc.yaml`: the part.
    case contradiction(stage: String, part: String)
    /// The stage would run: why.
    case outOfDate(stage: String, reason: String)
    /// The remote could not be asked.
    case remoteFails(name: String, cause: any Error)
  }

  public let fact: Fact
  /// The file that it is about, relative to the top of the work tree.
  public let file: String
  /// The commit it was found in; nil: the one being made.
  public let commit: GitID?
  /// Told, but no reason to refuse.
  public var isWarning = false

  public init(_ fact: Fact, file: String, commit: GitID? = nil, isWarning: Bool = false) {
    self.fact = fact
    self.file = file
    self.commit = commit
    self.isWarning = isWarning
  }

  /// A stable name for machines.
  public var kind: String {
    switch fact {
    case .data: "data"
    case .objects: "objects"
    case .conflictMarks: "conflict-marks"
    case .invalid: "invalid"
    case .tooLarge: "size"
    case .matches: "pattern"
    case .secret: "secret"
    case .contradiction: "contradiction"
    case .outOfDate: "pipeline"
    case .remoteFails: "remote"
    }
  }
}

extension [UInt8] {
  /// The marks that git leaves in a file it could not merge.
  var hasConflictMarks: Bool {
    let lines = split(separator: 0x0A)
    return lines.contains { $0.starts(with: "<<<<<<<".utf8) }
      && lines.contains { $0.starts(with: ">>>>>>>".utf8) }
  }
}
