import TestKit

/// What the vectors hold that cairn does not do yet. The issue that brings a command in deletes its line here.
enum LaterScope {
  /// Whole cases, by name, with what brings them in.
  static let cases: Set<String> = [
    "experiments",  // exp and queue
    "gto-lifecycle",  // artifacts and gto
  ]

  /// Commands inside the other cases that change something: the real dvc runs these steps in cairn's place, so
  /// that the steps after them can be checked (and so that the two work on one project).
  static let byPeer: [[String]] = []

  /// Commands inside the other cases that only show something: these steps are left out.
  static let leftOut: [[String]] = [
    ["exp"]  // only their refusals occur here
  ]

  enum Verdict { case run, byPeer, leftOut }

  static func verdict(on step: Json, in name: String) -> Verdict {
    guard step["op"]?.text == "dvc" else { return .run }
    let words = (step["args"]?.items ?? []).compactMap(\.text).filter { $0 != "-q" && $0 != "-v" }
    if name == "init-no-scm" && leftOut.contains(where: words.starts(with:)) { return .leftOut }
    // The real dvc takes a relative remote of an older revision for another place and finds nothing there; we don't.
    if name == "gc" && (words == ["fetch", "-A"] || words == ["gc", "-A", "-f"]) { return .byPeer }
    if byPeer.contains(where: words.starts(with:)) { return .byPeer }
    return leftOut.contains(where: words.starts(with:)) ? .leftOut : .run
  }
}
