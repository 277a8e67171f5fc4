import Documents
import Hashing
import Remotes

/// What a web server tells of a file that has neither ETag nor Content-MD5, as one number that is another when any of
/// it is: the number that the peer writes into pointers.
struct WebFacts {
  private let text: String

  init(_ info: WebInfo, name: String) {
    var facts = [("name", PythonText.quoted(name)), ("size", info.size.map(String.init) ?? "None")]
    if let type = info.type { facts.append(("mimetype", PythonText.quoted(type))) }
    if info.refusesRanges { facts.append(("partial", "False")) }
    facts.append(("url", PythonText.quoted(info.url)))
    if let digest = info.digest { facts.append(("Digest", PythonText.quoted(digest))) }
    if let modified = info.modified { facts.append(("Last-Modified", PythonText.quoted(modified))) }
    facts.append(("type", "'file'"))
    text = "({" + facts.map { "'\($0)': \($1)" }.joined(separator: ", ") + "},)"
  }

  /// The md5 of the facts in Python's spelling, as a decimal number.
  var token: String {
    let digest = Hash.digest(Array(text.utf8), .md5)
    return (0..<16).reduce(UInt128(0)) { $0 << 8 | UInt128(digest[$1]) }.description
  }
}
