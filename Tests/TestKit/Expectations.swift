import Testing

/// The file holds exactly this text.
public func expectFile(
  _ path: String, in scratch: Scratch, is expected: String, at place: SourceLocation = #_sourceLocation
) {
  guard let actual = try? scratch.text(path) else {
    Issue.record("\(path) is missing; expected:\n\(expected)", sourceLocation: place)
    return
  }
  #expect(actual == expected, "\(path) differs", sourceLocation: place)
}

public func expectAbsent(
  _ path: String, in scratch: Scratch, at place: SourceLocation = #_sourceLocation
) {
  #expect(!scratch.exists(path), "\(path) should not be there", sourceLocation: place)
}

/// Both directories hold the same paths with the same bytes, kinds and modes.
public func expectSameTree(
  _ one: String, _ other: String, leavingOut: Set<String> = [], at place: SourceLocation = #_sourceLocation
) {
  let differences = TreeSnapshot(of: one, leavingOut: leavingOut)
    .differences(from: TreeSnapshot(of: other, leavingOut: leavingOut))
  #expect(
    differences.isEmpty, "\(one) and \(other) differ:\n\(differences.joined(separator: "\n"))",
    sourceLocation: place)
}

/// The run ended with this exit code.
public func expectExit(
  _ outcome: Outcome, _ code: Int32 = 0, at place: SourceLocation = #_sourceLocation
) {
  #expect(outcome.exit == code, "\(outcome)", sourceLocation: place)
}
