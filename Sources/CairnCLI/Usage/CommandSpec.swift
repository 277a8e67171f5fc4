import Documents

/// What a command accepts, as data. Read from the argument parser's own description of the tree; only
/// needed for help, manual pages and for what the argument parser did not understand.
struct CommandSpec: Sendable {
  struct Option: Sendable, Equatable {
    enum Arity: Sendable { case none, one, optional, many }

    /// "-j", "--jobs".
    var names: [String]
    var arity: Arity
    /// Each use adds to a list.
    var repeats: Bool
    var isRequired: Bool
    var metavar: String
    var choices: [String]
    var help: String

    /// How messages call it: "-j/--jobs".
    var label: String { names.joined(separator: "/") }
    var takesNumber: Bool { ["number", "num", "n", "bytes"].contains(metavar) }
    /// What stands for the value in usage lines.
    var placeholder: String {
      choices.isEmpty ? "<\(metavar)>" : "{" + choices.joined(separator: ",") + "}"
    }
  }

  struct Positional: Sendable, Equatable {
    enum Arity: Sendable { case one, optional, any, atLeastOne, remainder }

    var name: String
    var arity: Arity
    var choices: [String]
    var help: String
  }

  var name: String
  var aliases: [String]
  var abstract: String
  var discussion: String
  var options: [Option] = []
  var positionals: [Positional] = []
  var subcommands: [CommandSpec] = []

  /// Options of which only one may be given.
  static let exclusive: [[String]] = [
    ["--global", "--system", "--project", "--local"], ["--quiet", "--verbose"],
  ]
}

extension CommandSpec {
  /// The whole tree. Costs a few milliseconds.
  static func tree() -> CommandSpec {
    let text = Root._dumpHelp()
    guard let value = try? JSON.load(Array(text.utf8)), let command = value.map?["command"] else {
      return CommandSpec(name: Program.current.name, aliases: [], abstract: "", discussion: "")
    }
    return CommandSpec(command)
  }

  func find(_ names: [String]) -> CommandSpec {
    guard let first = names.first,
      let child = subcommands.first(where: { $0.name == first || $0.aliases.contains(first) })
    else { return self }
    return child.find(Array(names.dropFirst()))
  }

  private init(_ value: Value) {
    let map = value.map ?? Mapping()
    name = map["commandName"]?.string ?? ""
    aliases = map["aliases"]?.list?.compactMap(\.string) ?? []
    abstract = map["abstract"]?.string ?? ""
    discussion = map["discussion"]?.string ?? ""
    for argument in map["arguments"]?.list ?? [] {
      guard let fields = argument.map, fields["shouldDisplay"]?.bool != false else { continue }
      if fields["kind"]?.string == "positional" {
        positionals.append(Positional(fields))
      } else {
        options.append(Option(fields))
      }
    }
    if let help = options.firstIndex(where: { $0.names.contains("--help") }) {
      options.insert(options.remove(at: help), at: 0)
    }
    subcommands = (map["subcommands"]?.list ?? []).filter {
      $0.map?["shouldDisplay"]?.bool != false && $0.map?["commandName"]?.string != "help"
    }.map { CommandSpec($0) }
  }
}

extension CommandSpec.Option {
  fileprivate init(_ fields: Mapping) {
    names = (fields["names"]?.list ?? []).compactMap { entry in
      guard let name = entry.map?["name"]?.string else { return nil }
      return (entry.map?["kind"]?.string == "long" ? "--" : "-") + name
    }
    .sorted { !$0.hasPrefix("--") && $1.hasPrefix("--") }
    metavar = fields["valueName"]?.string ?? "value"
    choices = fields["allValues"]?.list?.compactMap(\.string) ?? []
    help = fields["abstract"]?.string ?? ""
    isRequired = fields["isOptional"]?.bool == false
    repeats = fields["isRepeating"]?.bool ?? false
    let strategy = fields["parsingStrategy"]?.string
    if fields["kind"]?.string == "flag" {
      arity = .none
      choices = []
    } else if strategy == "upToNextOption" {
      arity = .many
    } else if strategy == "scanningForValue" {
      arity = .optional
    } else {
      arity = .one
    }
  }
}

extension CommandSpec.Positional {
  fileprivate init(_ fields: Mapping) {
    name = fields["valueName"]?.string ?? "value"
    choices = fields["allValues"]?.list?.compactMap(\.string) ?? []
    help = fields["abstract"]?.string ?? ""
    let optional = fields["isOptional"]?.bool ?? false
    if fields["parsingStrategy"]?.string == "allRemainingInput" {
      arity = .remainder
    } else if fields["isRepeating"]?.bool == true {
      arity = optional ? .any : .atLeastOne
    } else {
      arity = optional ? .optional : .one
    }
  }
}
