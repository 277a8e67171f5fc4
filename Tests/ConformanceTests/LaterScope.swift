/// What the vectors hold that cairn does not do. The issue that brings a command in deletes its line here.
enum LaterScope {
  /// Whole cases, by name, with what brings them in.
  static let cases: Set<String> = [
    "experiments",  // exp and queue: every step after the first commit is one of them or depends on it
    "gto-lifecycle",  // another program, gto, from end to end
  ]
}
