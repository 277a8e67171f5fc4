import ArgumentParser

/// Finds the command that words name: "remote add", "ls", "data status".
struct CommandPath {
  /// From the root to the command; never empty.
  private(set) var types: [any ParsableCommand.Type] = [Root.self]
  /// The names as typed, without the root's.
  private(set) var names: [String] = []
  /// What follows the names.
  private(set) var rest: ArraySlice<String>

  var command: any ParsableCommand.Type { types[types.count - 1] }
  /// A command of commands, which does nothing by itself.
  var isGroup: Bool { !command.configuration.subcommands.isEmpty }

  init(_ words: ArraySlice<String>) {
    rest = words
    var early: [String] = []
    while isGroup, let word = rest.first {
      if let next = Self.child(of: command, named: word) {
        types.append(next)
        names.append(word)
      } else if ["-q", "--quiet", "-v", "--verbose"].contains(word) {
        early.append(word)  // between the words of the name: the command reads it
      } else {
        break
      }
      rest = rest.dropFirst()
    }
    if !early.isEmpty { rest = (early + rest)[...] }
  }

  private static func child(
    of parent: any ParsableCommand.Type, named name: String
  ) -> (any ParsableCommand.Type)? {
    for candidate in parent.configuration.subcommands {
      let configuration = candidate.configuration
      if configuration.commandName == name || configuration.aliases.contains(name) { return candidate }
    }
    return nil
  }
}
