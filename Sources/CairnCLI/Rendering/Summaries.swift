/// Sentences about how much was done.
enum Summaries {
  static let upToDate = "Everything is up to date."

  /// `1 file fetched and 3 files added`; parts that are zero are left out; nil when all are.
  static func files(_ parts: [(count: Int, what: String)]) -> String? {
    let words = parts.filter { $0.count > 0 }.map {
      "\($0.count) \($0.count == 1 ? "file" : "files") \($0.what)"
    }
    guard let last = words.last else { return nil }
    let head = words.dropLast().joined(separator: ", ")
    return head.isEmpty ? last : "\(head) and \(last)"
  }
}

/// What `checkout` did.
struct CheckoutView: Equatable {
  /// Paths; directories end in a slash.
  var modified: [String] = []
  var added: [String] = []
  var deleted: [String] = []

  /// `M`, `A`, `D` and the path, eight columns apart.
  var text: String {
    [("M", modified), ("A", added), ("D", deleted)].map { letter, paths in
      paths.map { Tabs.expanded("\(letter)\t\($0)") + "\n" }.joined()
    }.joined()
  }

  var summary: String {
    Summaries.files([(modified.count, "modified"), (added.count, "added"), (deleted.count, "deleted")])
      ?? "No changes."
  }
}
