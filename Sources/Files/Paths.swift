/// Arithmetic on `/`-separated paths as text: nothing here looks at the disk.
public enum Paths {
  /// `b` below `a`; an absolute `b` wins. Nothing is normalised.
  public static func join(_ a: String, _ b: String) -> String {
    if b.utf8.first == slash || a.isEmpty { return b }
    if b.isEmpty { return a.utf8.last == slash ? a : a + "/" }
    return a.utf8.last == slash ? a + b : a + "/" + b
  }

  /// Like POSIX `normpath`: no `.`, no `//`, `..` folded where possible; `""` becomes `.`.
  /// Two leading slashes are kept as two, as POSIX asks.
  public static func normalize(_ path: String) -> String {
    if isNormal(path) { return path }
    let leading = path.utf8.prefix { $0 == slash }.count
    let start = leading == 0 ? "" : leading == 2 ? "//" : "/"
    var parts: [Substring.UTF8View] = []
    for part in path.utf8.split(separator: slash) {
      if part.elementsEqual(".".utf8) { continue }
      guard part.elementsEqual("..".utf8) else {
        parts.append(part)
        continue
      }
      if let last = parts.last, !last.elementsEqual("..".utf8) {
        parts.removeLast()
      } else if leading == 0 {
        parts.append(part)
      }
    }
    let text = start + parts.map { String(Substring($0)) }.joined(separator: "/")
    return text.isEmpty ? "." : text
  }

  /// `path` as seen from `base`, normalised.
  public static func absolute(_ path: String, in base: String) -> String { normalize(join(base, path)) }

  /// The way from `base` to `path`, both absolute and normalised; `.` when they are the same.
  public static func relative(_ path: String, to base: String) -> String {
    if isInside(path, base) {
      return String(path.dropUTF8(base.utf8.last == slash ? base.utf8.count : base.utf8.count + 1))
    }
    let to = path.utf8.split(separator: slash)
    let from = base.utf8.split(separator: slash)
    var shared = 0
    while shared < to.count, shared < from.count, to[shared].elementsEqual(from[shared]) { shared += 1 }
    var parts = [String](repeating: "..", count: from.count - shared)
    for part in to[shared...] { parts.append(String(Substring(part))) }
    return parts.isEmpty ? "." : parts.joined(separator: "/")
  }

  /// Everything before the last name: `a` of `a/b`, `/` of `/a`, `""` of `a`.
  public static func parent(_ path: String) -> String {
    guard let cut = path.utf8.lastIndex(of: slash) else { return "" }
    let head = path[..<cut]
    return head.utf8.allSatisfy { $0 == slash } ? String(path[...cut]) : String(head)
  }

  /// The part after the last slash.
  public static func name(_ path: String) -> String {
    guard let cut = path.utf8.lastIndex(of: slash) else { return path }
    return String(path[path.utf8.index(after: cut)...])
  }

  /// Whether `path` lies strictly below `directory` (both normalised). Everything lies below `""` and `.`
  /// that is relative and isn't one of these itself.
  public static func isInside(_ path: String, _ directory: String) -> Bool {
    let p = path.utf8
    let d = directory.utf8
    if d.isEmpty || d.elementsEqual(".".utf8) {
      return !p.isEmpty && p.first != slash && !p.elementsEqual(".".utf8) && !p.elementsEqual("..".utf8)
        && !p.starts(with: "../".utf8)
    }
    guard p.count > d.count, p.starts(with: d) else { return false }
    return d.last == slash || p[p.index(p.startIndex, offsetBy: d.count)] == slash
  }

  static let slash = UInt8(ascii: "/")

  /// The usual case, decided in one pass: no empty, `.` or `..` part and no slash at the end.
  private static func isNormal(_ path: String) -> Bool {
    var length = 0
    var dots = 0
    var first = true
    for byte in path.utf8 {
      if byte == slash {
        if length == 0 ? !first : (dots == length && dots <= 2) { return false }
        length = 0
        dots = 0
      } else {
        length += 1
        if byte == UInt8(ascii: ".") { dots += 1 }
      }
      first = false
    }
    if length == 0 { return path.utf8.count == 1 }
    return !(dots == length && dots <= 2) || (path.utf8.count == 1 && dots == 1)
  }
}

extension String {
  func dropUTF8(_ count: Int) -> Substring { self[utf8.index(startIndex, offsetBy: count)...] }
}
