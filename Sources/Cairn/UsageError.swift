/// Options that don't go together, or lack something. Facts only; the CLI words them.
public enum UsageError: Error, Equatable, Sendable {
  case severalTargetsWithOut
  case severalTargetsToRemote
  /// The source is the place where it should go, or lies around or inside it.
  case sourceIsDestination(path: String)
  case remoteWithoutToRemote
  case noGlobMatches(patterns: [String])
  case unprotectMissing(path: String)
  /// The operation compares git revisions.
  case needsGit
  /// `diff --targets` names what neither side has.
  case diffTargetMissing(path: String)
  case notInRemoteWithCloud
  /// Not `yyyy-mm-dd`.
  case badDate(String)
  /// Nothing that `gc` took goes by this name.
  case noSuchCollection(id: String, known: [String])
  /// `whence` and `impact` take what is there, or a hash.
  case neitherFileNorHash(String)
}
