import ArgumentParser

extension CommandConfiguration {
  /// The configuration of a command that does something.
  static func leaf(_ name: String, _ abstract: String, aliases: [String] = []) -> CommandConfiguration {
    // Said to be part of a larger tool, a leaf is not searched for `--generate-completion-script` at each
    // start, which would cost as much as reading its own flags.
    CommandConfiguration(
      commandName: name, _superCommandName: Program.current.name, abstract: abstract, aliases: aliases)
  }
}
