import Files
import Workspace

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
  /// Where paths are seen from.
  var directory = "/"

  /// `M`, `A`, `D` and the path, eight columns apart.
  var text: String {
    [("M", modified), ("A", added), ("D", deleted)].map { letter, paths in
      paths.map { Tabs.expanded("\(letter)\t\($0)") + "\n" }.joined()
    }.joined()
  }

  /// Files, those inside directories one by one: what `--summary` and `pull` count.
  var counts: [(count: Int, what: String)] = []

  var summary: String { Summaries.files(counts) ?? "No changes." }

  static func == (a: CheckoutView, b: CheckoutView) -> Bool {
    a.modified == b.modified && a.added == b.added && a.deleted == b.deleted
  }
}

extension CheckoutView {
  /// The report's paths as seen from a directory: directories first, sorted.
  init(_ report: Workspace.Checkout.Report, from directory: String) {
    self.init()
    self.directory = directory
    modified = display(report.modified)
    added = display(report.added)
    deleted = display(report.deleted)
    counts = [
      (report.modifiedFiles, "modified"), (report.addedFiles, "added"), (report.deletedFiles, "deleted"),
    ]
  }

  func display(_ paths: [String]) -> [String] {
    paths.map { path in
      let isDirectory = path.utf8.last == UInt8(ascii: "/")
      return Paths.relative(Paths.normalize(path), to: directory) + (isDirectory ? "/" : "")
    }
    .sorted { a, b in
      let (first, second) = (a.hasSuffix("/"), b.hasSuffix("/"))
      return first == second ? byScalars(a, b) : first
    }
  }
}
