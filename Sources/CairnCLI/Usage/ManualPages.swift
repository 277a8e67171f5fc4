import Files

/// Writes one manual page for each command, in roff, from the same description as the help screens.
enum ManualPages {
  /// `cairn --generate-man DIR`, used by the installation.
  static func write(to directory: String) -> Int32 {
    do {
      try FileSystem.makeDirectories(directory)
      for page in pages() {
        try FileSystem.write(Array(page.text.utf8), to: Paths.join(directory, page.name), durable: false)
      }
      return ExitCode.success
    } catch {
      Console.printOnce("ERROR: \(FailureWording(program: .current).describe(error).message)\n", to: 2)
      return ExitCode.error
    }
  }

  static func pages(_ tree: CommandSpec = .tree()) -> [(name: String, text: String)] {
    var pages: [(name: String, text: String)] = []
    func add(_ spec: CommandSpec, _ names: [String]) {
      pages.append((names.joined(separator: "-") + ".1", page(spec, names)))
      for child in spec.subcommands { add(child, names + [child.name]) }
    }
    add(tree, [tree.name])
    return pages
  }

  private static func page(_ spec: CommandSpec, _ names: [String]) -> String {
    let title = names.joined(separator: "-")
    let screen = HelpScreen(
      spec, path: names.joined(separator: " "), isRoot: names.count == 1, columns: 10_000)
    var text = ".TH \"\(escaped(title.uppercased()))\" 1 \"\" \"cairn \(Program.version)\" \"cairn manual\"\n"
    text += ".SH NAME\n\(escaped(title)) \\- \(escaped(spec.abstract))\n"
    text += ".SH SYNOPSIS\n\(escaped(screen.synopsis))\n"
    if !spec.discussion.isEmpty { text += ".SH DESCRIPTION\n\(escaped(spec.discussion))\n" }
    for section in screen.manualSections {
      text += ".SH \(section.title)\n"
      for (label, help) in section.rows { text += ".TP\n\\fB\(escaped(label))\\fR\n\(escaped(help))\n" }
    }
    if let parent = names.count > 1 ? names.dropLast().joined(separator: "-") : nil {
      text += ".SH SEE ALSO\n\(escaped(parent))(1)\n"
    }
    return text
  }

  /// Roff reads backslashes, dashes, and dots and quotes at the start of a line.
  static func escaped(_ text: String) -> String {
    var out = ""
    var atStart = true
    for character in text {
      switch character {
      case "\\": out += "\\e"
      case "-": out += "\\-"
      case ".", "'": out += (atStart ? "\\&" : "") + String(character)
      default: out.append(character)
      }
      atStart = character == "\n"
    }
    return out
  }
}

extension HelpScreen {
  /// The usage line without its label.
  var synopsis: String { String(text.prefix { $0 != "\n" }.dropFirst("usage: ".count)) }

  var manualSections: [(title: String, rows: [(String, String)])] {
    sections.filter { !$0.rows.isEmpty }.map { section in
      let rows = section.rows.map { (String($0.0.drop { $0 == " " }), $0.1) }
      return (section.title.uppercased(), rows)
    }
  }
}
