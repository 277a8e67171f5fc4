import Files
import Workspace

/// How another repository is named: by a path of this machine, or a URL that git understands.
enum SourceURL: Equatable {
  /// As written, relative to somewhere.
  case path(String)
  case git(String)

  init(_ text: String) {
    // `host:path` as ssh has it: a colon before any slash.
    let head = text.prefix { $0 != "/" }
    self = DataLocation.isURL(text) || head.contains(":") ? .git(text) : .path(text)
  }

  /// The path behind `file://`.
  static func local(_ url: String) -> String? {
    url.hasPrefix("file:///") ? String(url.dropFirst("file://".count)) : nil
  }
}
