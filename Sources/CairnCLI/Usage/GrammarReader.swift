/// Reads a command's words by the rules of the peer's argument parser (Python's argparse): unambiguous
/// abbreviations of long options, options after positionals, joined and clustered short options, lists up
/// to the next option, and its messages.
struct GrammarReader {
  private let spec: CommandSpec
  private let path: [String]
  private var index = 0
  private var words: [String] = []
  private var used: [String] = []
  private var unknown: [String] = []
  private var positionals: [String] = []
  private var rewritten: [String] = []
  private(set) var asksForHelp = false

  init(_ spec: CommandSpec, at path: [String]) {
    self.spec = spec
    self.path = path
  }

  /// The same words without abbreviations, options first, in the form the argument parser takes.
  var canonical: [String] {
    let literal = positionals.contains { $0.hasPrefix("-") } && !endsWithRemainder
    return rewritten + (literal || rewritten.contains { !$0.hasPrefix("-") } ? ["--"] : []) + positionals
  }

  private var endsWithRemainder: Bool { spec.positionals.last?.arity == .remainder }

  mutating func read(_ words: [String]) throws(GrammarError) {
    self.words = words
    while index < words.count, !asksForHelp {
      let word = words[index]
      index += 1
      if endsWithRemainder, !isOption(word) {
        positionals += words[(index - 1)...]
        break
      }
      if word == "--" {
        positionals += words[index...]
        break
      }
      if !isOption(word) {
        // What follows an option nobody knows may be its value: the peer names it too once its operands are taken.
        if !unknown.isEmpty, !positionals.isEmpty { unknown.append(word) } else { positionals.append(word) }
      } else if word.hasPrefix("--") {
        try readLong(word)
      } else {
        try readCluster(word)
      }
    }
    if asksForHelp { return }
    try checkRequired()
    if !unknown.isEmpty { throw fail("unrecognized arguments: " + unknown.joined(separator: " ")) }
  }

  private func fail(_ message: String) -> GrammarError { GrammarError(message, at: path) }

  private func isOption(_ word: String) -> Bool {
    let bytes = Array(word.utf8)
    guard bytes.count > 1, bytes[0] == UInt8(ascii: "-"), word != "--" else { return false }
    // A negative number is a value, and so is anything with a blank that is no known option.
    if bytes.dropFirst().allSatisfy({ (48...57).contains($0) || $0 == UInt8(ascii: ".") }) { return false }
    return !bytes.contains(UInt8(ascii: " ")) || bytes[1] == UInt8(ascii: "-")
  }

  private mutating func readLong(_ word: String) throws(GrammarError) {
    let cut = word.firstIndex(of: "=")
    let typed = String(cut.map { word[..<$0] } ?? word[...])
    let value = cut.map { String(word[word.index(after: $0)...]) }
    var matches: [(name: String, option: CommandSpec.Option)] = []
    for option in spec.options {
      for name in option.names where name.hasPrefix("--") {
        if name == typed {
          return try take(option, as: name, joined: value)
        }
        if name.hasPrefix(typed) { matches.append((name, option)) }
      }
    }
    if matches.count > 1, Set(matches.map(\.option.label)).count > 1 || matches[0].option.arity == .none {
      let names = matches.map(\.name).joined(separator: ", ")
      throw fail("ambiguous option: \(word) could match \(names)")
    }
    guard let match = matches.first else { return unknown.append(word) }
    try take(match.option, as: match.name, joined: value)
  }

  private mutating func readCluster(_ word: String) throws(GrammarError) {
    var rest = word.dropFirst()
    var isFirst = true
    while let letter = rest.first {
      rest = rest.dropFirst()
      let name = "-\(letter)"
      guard let option = spec.options.first(where: { $0.names.contains(name) }) else {
        if isFirst { return unknown.append(word) }
        return
      }
      if option.arity != .none {
        return try take(option, as: name, joined: rest.isEmpty ? nil : String(rest))
      }
      if let next = rest.first, !spec.options.contains(where: { $0.names.contains("-\(next)") }) {
        throw fail("argument \(option.label): ignored explicit argument '\(rest)'")
      }
      try take(option, as: name, joined: nil)
      isFirst = false
    }
  }

  private mutating func take(
    _ option: CommandSpec.Option, as name: String, joined: String?
  ) throws(GrammarError) {
    let long = name.hasPrefix("--") ? name : option.names.first { $0.hasPrefix("--") } ?? name
    if long == "--help" {
      asksForHelp = true
      return
    }
    try checkExclusive(option, long)
    var values = joined.map { [$0] } ?? []
    switch option.arity {
    case .none:
      if joined != nil { throw fail("argument \(option.label): ignored explicit argument '\(values[0])'") }
    case .one:
      if joined == nil {
        guard index < words.count, !isOption(words[index]), words[index] != "--" else {
          throw fail("argument \(option.label): expected one argument")
        }
        values = [words[index]]
        index += 1
      }
    case .optional:
      if joined == nil, index < words.count, !isOption(words[index]), words[index] != "--" {
        values = [words[index]]
        index += 1
      }
    case .many:
      while joined == nil, index < words.count, !isOption(words[index]), words[index] != "--" {
        values.append(words[index])
        index += 1
      }
    }
    for value in values { try check(value, for: option) }
    used.append(long)
    if option.arity == .many, values.isEmpty { return }  // a list of nothing
    if option.arity == .many {
      rewritten += [long] + values
    } else {
      rewritten.append(values.first.map { value in long.hasPrefix("--") ? "\(long)=\(value)" : long } ?? long)
      if !long.hasPrefix("--") { rewritten += values }
    }
  }

  private func check(_ value: String, for option: CommandSpec.Option) throws(GrammarError) {
    if !option.choices.isEmpty, !option.choices.contains(value) {
      throw fail(
        "argument \(option.label): invalid choice: '\(value)' (choose from \(quotedList(option.choices)))")
    }
    if option.takesNumber, Int(value) == nil {
      throw fail("argument \(option.label): invalid int value: '\(value)'")
    }
  }

  private func checkExclusive(_ option: CommandSpec.Option, _ long: String) throws(GrammarError) {
    guard let group = CommandSpec.exclusive.first(where: { $0.contains(long) }) else { return }
    guard let other = used.first(where: { $0 != long && group.contains($0) }) else { return }
    if ["--quiet", "--verbose"].contains(long) {
      throw .quietAndVerbose(isQuietFirst: other == "--quiet")
    }
    let label = spec.options.first { $0.names.contains(other) }?.label ?? other
    throw fail("argument \(option.label): not allowed with argument \(label)")
  }

  private mutating func checkRequired() throws(GrammarError) {
    var missing = spec.options.filter { option in
      option.isRequired && !used.contains { option.names.contains($0) }
    }.map(\.label)
    var left = positionals.count
    for positional in spec.positionals {
      switch positional.arity {
      case .one, .atLeastOne:
        if left == 0 { missing.append(positional.name) } else { left -= 1 }
        if positional.arity == .atLeastOne { left = 0 }
      case .optional: left -= min(left, 1)
      case .any, .remainder: left = 0
      }
    }
    if !missing.isEmpty {
      throw fail("the following arguments are required: " + missing.joined(separator: ", "))
    }
    if left > 0 {
      unknown += positionals.suffix(left)
      positionals.removeLast(left)
    }
  }
}
