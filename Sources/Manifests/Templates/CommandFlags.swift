import Documents

/// How a mapping in a command becomes command line flags: config section `parsing` (formats §4.4).
public struct FlagStyle: Equatable, Sendable {
  /// `bool = store_true | boolean_optional`: what `false` becomes, nothing or `--no-k`.
  public var negatesFalse: Bool
  /// `list = nargs | append`: `--k a b` or `--k a --k b`.
  public var repeatsKeys: Bool

  public init(negatesFalse: Bool = false, repeatsKeys: Bool = false) {
    self.negatesFalse = negatesFalse
    self.repeatsKeys = repeatsKeys
  }

  /// `--k v` for every leaf, nested keys joined by dots.
  func text(of mapping: Mapping) throws(TemplateReason) -> String {
    var words: [String] = []
    try append(mapping, prefix: "", to: &words)
    return words.joined(separator: " ")
  }

  private func append(_ mapping: Mapping, prefix: String, to words: inout [String]) throws(TemplateReason) {
    for entry in mapping.entries {
      guard let name = entry.key.string else { continue }
      let key = prefix.isEmpty ? name : prefix + "." + name
      switch entry.value {
      case .map(let inside): try append(inside, prefix: key, to: &words)
      case .bool(true): words.append("--" + key)
      case .bool(false): if negatesFalse { words.append("--no-" + key) }
      case .list(let items): try append(items, key: key, to: &words)
      default: words += ["--" + key, word(entry.value)]
      }
    }
  }

  private func append(_ items: [Value], key: String, to words: inout [String]) throws(TemplateReason) {
    for (index, item) in items.enumerated() {
      if item.list != nil || item.map != nil { throw .nestedIterable(key: key) }
      if index == 0 || repeatsKeys { words.append("--" + key) }
      words.append(word(item))
    }
  }

  private func word(_ value: Value) -> String {
    value.string.map(ShellText.quoted) ?? PythonText.str(value)
  }
}

/// Words of a POSIX shell, quoted as Python's `shlex.quote` does.
public enum ShellText {
  public static func quoted(_ word: String) -> String {
    if !word.isEmpty, word.utf8.allSatisfy(isSafe) { return word }
    var out = "'"
    for scalar in word.unicodeScalars {
      if scalar == "'" { out += "'\"'\"'" } else { out.unicodeScalars.append(scalar) }
    }
    return out + "'"
  }

  private static func isSafe(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "@%+=:,./-_".utf8.contains(byte)
    }
  }
}
