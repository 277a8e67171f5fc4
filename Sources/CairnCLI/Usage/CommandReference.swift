import Files

/// The command reference as one Markdown page, from the same description as help and manual pages.
enum CommandReference {
  /// `cairn --generate-reference FILE`, used by `make reference`.
  static func write(to file: String) -> Int32 {
    do {
      try FileSystem.write(Array(text().utf8), to: file, durable: false)
      return ExitCode.success
    } catch {
      Console.printOnce("ERROR: \(FailureWording(program: .current).describe(error).message)\n", to: 2)
      return ExitCode.error
    }
  }

  static func text(_ tree: CommandSpec = .tree()) -> String {
    var text =
      "# Commands\n\nMade by `make reference` from the program's own help. `cairn COMMAND -h` shows the same.\n"
    func add(_ spec: CommandSpec, _ names: [String]) {
      let screen = HelpScreen(
        spec, path: names.joined(separator: " "), isRoot: names.count == 1, columns: 10_000)
      text += "\n## \(names.joined(separator: " "))\n\n\(spec.abstract)\n"
      if !spec.discussion.isEmpty { text += "\n\(spec.discussion)\n" }
      text += "\n```\n\(screen.synopsis)\n```\n"
      let rows = screen.manualSections.filter { $0.title != "COMMANDS" }.flatMap(\.rows)
        .filter { !["-h, --help", "-q, --quiet", "-v, --verbose"].contains($0.0) }
      if !rows.isEmpty && spec.subcommands.isEmpty {
        text += "\n| | |\n|---|---|\n"
        for (label, help) in rows { text += "| `\(cell(label))` | \(cell(help)) |\n" }
      }
      for child in spec.subcommands { add(child, names + [child.name]) }
    }
    for child in tree.subcommands { add(child, [tree.name, child.name]) }
    return text
  }

  private static func cell(_ text: String) -> String {
    var out = ""
    for character in text {
      if character == "|" {
        out += "\\|"
      } else if character == "\n" {
        out += " "
      } else {
        out.append(character)
      }
    }
    return out
  }
}
