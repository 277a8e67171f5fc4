/// The entries of a `dvc.lock`, its head first.
struct LockParts {
  private let parts: [String]

  init(_ text: String) {
    var parts = [""]
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("  "), !line.hasPrefix("   ") { parts.append("") }
      parts[parts.count - 1] += line + "\n"
    }
    // The last one has the end of the text.
    self.parts = parts.map { $0.hasSuffix("\n\n") ? String($0.dropLast()) : $0 }
  }

  /// Whether each is, whole, in one of the texts.
  func areAll(of texts: some Sequence<String>) -> Bool {
    let known = Set(texts.flatMap { LockParts($0).parts })
    return parts.allSatisfy(known.contains)
  }
}
