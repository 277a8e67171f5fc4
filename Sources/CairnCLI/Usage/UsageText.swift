/// The help screens, in the layout users of the peer know.
enum UsageText {
  static func help(for names: [String], columns: Int = Terminal.columns) -> String {
    let tree = CommandSpec.tree()
    let spec = tree.find(names)
    let path = ([tree.name] + canonical(names, tree)).joined(separator: " ")
    return HelpScreen(spec, path: path, isRoot: names.isEmpty, columns: columns).text
  }

  /// Aliases replaced by the commands' own names.
  private static func canonical(_ names: [String], _ tree: CommandSpec) -> [String] {
    names.indices.map { tree.find(Array(names[...$0])).name }
  }
}

/// One command's help.
struct HelpScreen {
  private let spec: CommandSpec
  private let path: String
  private let isRoot: Bool
  private let width: Int

  init(_ spec: CommandSpec, path: String, isRoot: Bool, columns: Int) {
    self.spec = spec
    self.path = path
    self.isRoot = isRoot
    width = max(columns - 2, 40)
  }

  var text: String {
    var text = usage + "\n\n" + spec.abstract + "\n"
    if !spec.discussion.isEmpty { text += spec.discussion + "\n" }
    let rows = sections
    let position = min((rows.flatMap(\.rows).map { $0.0.count }.max() ?? 0) + 4, 24)
    for section in rows where !section.rows.isEmpty {
      text += "\n\(section.title):\n"
      for (label, help) in section.rows { text += line(label, help, position) }
    }
    return text
  }

  var sections: [(title: String, rows: [(String, String)])] {
    var options = spec.options.map { (Self.invocation($0), $0.help) }
    if isRoot { options = Self.rootOptions }
    let commands = spec.subcommands.map { ("  " + Self.names($0), $0.abstract) }
    return [
      ("positional arguments", spec.positionals.map { ($0.name, $0.help) }),
      ("options", options),
      (isRoot ? "Available Commands" : "commands", commands),
    ]
  }

  private static func names(_ spec: CommandSpec) -> String {
    spec.aliases.isEmpty ? spec.name : "\(spec.name) (\(spec.aliases.joined(separator: ", ")))"
  }

  private static let rootOptions = [
    ("-q, --quiet", "Print nothing but results."),
    ("-v, --verbose", "Tell more; repeat for even more."),
    ("-h, --help", "Show this help and exit."),
    ("-V, --version", "Show the version and exit."),
    ("--cd <path>", "Go to this directory first."),
    ("--wait-for-lock", "Wait while another process holds the lock, instead of failing."),
  ]

  private static func invocation(_ option: CommandSpec.Option) -> String {
    switch option.arity {
    case .none: option.names.joined(separator: ", ")
    case .one: option.names.map { "\($0) \(option.placeholder)" }.joined(separator: ", ")
    case .optional: option.names.map { "\($0) [\(option.placeholder)]" }.joined(separator: ", ")
    case .many: option.names.map { "\($0) [\(option.placeholder) ...]" }.joined(separator: ", ")
    }
  }

  private func line(_ label: String, _ help: String, _ position: Int) -> String {
    let lines = Self.wrapped(help, to: max(width - position, 20))
    let margin = String(repeating: " ", count: position)
    var text = "  " + label
    var rest = lines[...]
    if let first = lines.first, label.count + 4 <= position {
      text += String(repeating: " ", count: position - label.count - 2) + first
      rest = rest.dropFirst()
    }
    return ([text] + rest.map { margin + $0 }).joined(separator: "\n") + "\n"
  }

  private var usage: String {
    let parts = isRoot ? ["[-q | -v]", "[-h]", "[-V]", "[--cd <path>]", "[--wait-for-lock]"] : optionParts
    var places = spec.positionals.map(Self.place)
    if !spec.subcommands.isEmpty {
      places.append(
        isRoot ? "command ..." : "{" + spec.subcommands.map(\.name).joined(separator: ",") + "} ...")
    }
    let head = "usage: \(path)"
    let whole = ([head] + parts + places).joined(separator: " ")
    if whole.count <= width { return whole }
    let margin = String(repeating: " ", count: head.count + 1)
    var lines = Self.filled(parts, to: width - margin.count)
    lines += Self.filled(places, to: width - margin.count)
    return head + " " + lines.joined(separator: "\n" + margin)
  }

  private var optionParts: [String] {
    var parts: [String] = []
    var seen = Set<String>()
    for option in spec.options {
      guard let name = option.names.first, !seen.contains(name) else { continue }
      let group = CommandSpec.exclusive.first { group in option.names.contains(where: group.contains) }
      let members =
        group.map { group in
          spec.options.filter { $0.names.contains(where: group.contains) }
        } ?? [option]
      for member in members { seen.formUnion(member.names) }
      let text = members.map(Self.short).joined(separator: " | ")
      parts.append(option.isRequired ? text : "[\(text)]")
    }
    return parts
  }

  private static func short(_ option: CommandSpec.Option) -> String {
    switch option.arity {
    case .none:
      option.names.contains { $0.hasPrefix("--no-") } && option.names.count > 1
        ? option.names.joined(separator: " | ") : option.names[0]
    case .one: "\(option.names[0]) \(option.placeholder)"
    case .optional: "\(option.names[0]) [\(option.placeholder)]"
    case .many: "\(option.names[0]) [\(option.placeholder) ...]"
    }
  }

  private static func place(_ positional: CommandSpec.Positional) -> String {
    switch positional.arity {
    case .one: positional.name
    case .optional: "[\(positional.name)]"
    case .any: "[\(positional.name) ...]"
    case .atLeastOne: "\(positional.name) [\(positional.name) ...]"
    case .remainder: "..."
    }
  }

  /// Parts joined by blanks into lines no longer than the width.
  private static func filled(_ parts: [String], to width: Int) -> [String] {
    var lines: [String] = []
    for part in parts {
      if let last = lines.last, last.count + 1 + part.count <= width {
        lines[lines.count - 1] = last + " " + part
      } else {
        lines.append(part)
      }
    }
    return lines
  }

  static func wrapped(_ text: String, to width: Int) -> [String] {
    filled(text.split(separator: " ").map(String.init), to: width)
  }
}
