import ArgumentParser

/// Turns words into commands. The argument parser goes first; what it refuses is read again by the peer's
/// rules (`GrammarReader`), which know abbreviations, and which give the peer's messages.
enum CommandGrammar {
  /// The parsed command; nil when help was asked for.
  static func parse(_ path: CommandPath) throws(GrammarError) -> (any CairnCommand)? {
    let words = Array(path.rest)
    if let command = parsed(path, words) { return command }

    var reader = GrammarReader(CommandSpec.tree().find(path.names), at: path.names)
    try reader.read(words)
    if reader.asksForHelp { return nil }
    do {
      if let command = bundled(path, reader.canonical) { return command }
      if let command = try path.command.parseAsRoot(reader.canonical) as? any CairnCommand { return command }
      throw GrammarError("the following arguments are required: cmd", at: path.names)
    } catch let error as GrammarError {
      throw error
    } catch {
      throw GrammarError(Self.message(of: error, path), at: path.names)
    }
  }

  private static func parsed(_ path: CommandPath, _ words: [String]) -> (any CairnCommand)? {
    if let command = bundled(path, words) { return command }
    guard let command = try? path.command.parseAsRoot(words) else { return nil }
    return command as? any CairnCommand
  }

  /// Reads a long list of words; nil where there is none, or where it doesn't go where long lists go.
  private static func bundled(_ path: CommandPath, _ words: [String]) -> (any CairnCommand)? {
    guard path.command is any TakesManyWords.Type else { return nil }
    let bundles = WordBundles(words)
    guard !bundles.isEmpty, let parsed = try? path.command.parseAsRoot(bundles.words) else { return nil }
    return (parsed as? any TakesManyWords)?.unpacking(bundles)
  }

  private static func message(of error: any Error, _ path: CommandPath) -> String {
    path.command.message(for: error)
  }

  /// A group of commands was named without one of its commands.
  static func explain(_ path: CommandPath) throws(GrammarError) -> Int32 {
    let spec = CommandSpec.tree().find(path.names)
    let what = path.names.isEmpty ? "command" : "cmd"
    for word in path.rest {
      if word == "-h" || word == "--help" { return Console.printOnce(UsageText.help(for: path.names)) }
      if word.hasPrefix("-") { continue }
      let names = spec.subcommands.flatMap { [$0.name] + $0.aliases }
      throw GrammarError(
        "argument \(what): invalid choice: '\(word)' (choose from \(quotedList(names)))", at: path.names)
    }
    throw GrammarError("the following arguments are required: \(what)", at: path.names)
  }
}

/// `'a', 'b'`.
func quotedList(_ items: [String]) -> String {
  items.map { "'\($0)'" }.joined(separator: ", ")
}
