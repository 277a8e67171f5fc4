import Testing

@testable import CairnCLI

/// Parses the words after the program's name; nil when they ask for help.
private func parsed<C: CairnCommand>(_ words: String, as type: C.Type) throws -> C? {
  let path = CommandPath(words.split(separator: " ").map(String.init)[...])
  return try CommandGrammar.parse(path) as? C
}

private func usageError(_ words: String) -> String? {
  let path = CommandPath(words.split(separator: " ").map(String.init)[...])
  do {
    if path.isGroup {
      _ = try CommandGrammar.explain(path)
    } else {
      _ = try CommandGrammar.parse(path)
    }
    return nil
  } catch {
    return error.message
  }
}

@Test func findsCommandsByNameAndAlias() {
  #expect(CommandPath(["data", "status", "x"]).command is DataStatus.Type)
  #expect(CommandPath(["mv", "a", "b"]).command is Move.Type)
  #expect(CommandPath(["rm"]).command is Remove.Type)
  #expect(CommandPath(["doctor"]).command is Version.Type)
  #expect(CommandPath(["remote", "-v", "list"]).rest == ["-v"])
  #expect(CommandPath(["nosuch"]).isGroup)
}

@Test func everyCommandHasANameAndHelp() {
  func check(_ spec: CommandSpec) {
    #expect(!spec.name.isEmpty)
    #expect(!spec.abstract.isEmpty, "\(spec.name)")
    for option in spec.options { #expect(!option.help.isEmpty, "\(spec.name) \(option.label)") }
    for place in spec.positionals { #expect(!place.help.isEmpty, "\(spec.name) \(place.name)") }
    let names = spec.options.flatMap(\.names)
    #expect(Set(names).count == names.count, "\(spec.name): \(names)")
    if spec.subcommands.isEmpty { #expect(names.contains("--quiet") && names.contains("--verbose")) }
    spec.subcommands.forEach(check)
  }
  check(.tree())
}

@Test func completesUnambiguousOptions() throws {
  #expect(try parsed("data status --granu", as: DataStatus.self)?.granular == true)
  #expect(try parsed("push --rem=r --jo 3 x", as: Push.self)?.options.remote.jobs == 3)
  #expect(
    usageError("push --al") == "ambiguous option: --al could match --all-branches, --all-tags, --all-commits")
}

@Test func takesOptionsAnywhereAndInAnyForm() throws {
  let push = try #require(try parsed("push a -j4 b -r store --all-tags", as: Push.self))
  #expect(push.options.selection.targets == ["a", "b"])
  #expect(push.options.remote.jobs == 4)
  #expect(push.options.remote.name == "store")
  #expect(push.options.revisions.allTags)
  #expect(try parsed("push -r a -r b", as: Push.self)?.options.remote.name == "b")
  #expect(try parsed("push --run-cache", as: Push.self)?.runCache == true)
  #expect(try parsed("push --no-run-cache", as: Push.self)?.runCache == false)
  #expect(try parsed("config -- core.x -1", as: Config.self)?.value == "-1")
}

@Test func readsListsUpToTheNextOption() throws {
  let diff = try #require(try parsed("diff --targets a b --json HEAD~1 HEAD", as: Diff.self))
  #expect(diff.targets == ["a", "b"])
  #expect(diff.old == "HEAD~1")
  #expect(diff.new == "HEAD")
  #expect(try parsed("gc -w -p a b -f", as: Gc.self)?.projects == ["a", "b"])
}

@Test func takesTheRestAsAStagesCommand() throws {
  let stage = try #require(
    try parsed("stage add -n s -d in --deps b python t.py --lr 1 -n 2", as: StageAdd.self))
  #expect(stage.name == "s")
  #expect(stage.deps == ["in", "b"])
  #expect(stage.command == ["python", "t.py", "--lr", "1", "-n", "2"])
  #expect(try parsed("stage add --na s -- echo", as: StageAdd.self)?.command == ["--", "echo"])
  #expect(usageError("stage add -n s --nope echo") == "unrecognized arguments: --nope")
}

@Test func readsAnOptionalValue() throws {
  #expect(try parsed("data status", as: DataStatus.self)?.options.untracked == false)
  #expect(try parsed("data status --untracked-files", as: DataStatus.self)?.options.untracked == true)
  #expect(try parsed("data status --untracked-files no", as: DataStatus.self)?.options.untracked == false)
  #expect(
    usageError("data status --untracked-files foo")
      == "argument --untracked-files: invalid choice: 'foo' (choose from 'no', 'all')")
}

@Test func saysWhatIsWrongInThePeersWords() {
  #expect(usageError("add") == "the following arguments are required: targets")
  #expect(usageError("remote add") == "the following arguments are required: name, url")
  #expect(usageError("stage add") == "the following arguments are required: -n/--name")
  #expect(usageError("add --nope x") == "unrecognized arguments: --nope")
  #expect(usageError("root extra") == "unrecognized arguments: extra")
  #expect(usageError("push -j") == "argument -j/--jobs: expected one argument")
  #expect(usageError("push -j x") == "argument -j/--jobs: invalid int value: 'x'")
  #expect(usageError("push --jobs=") == "argument -j/--jobs: invalid int value: ''")
  #expect(
    usageError("fetch --type x") == "argument --type: invalid choice: 'x' (choose from 'metrics', 'plots')")
  #expect(usageError("config --list=3") == "argument -l/--list: ignored explicit argument '3'")
  #expect(usageError("config -lx") == "argument -l/--list: ignored explicit argument 'x'")
  #expect(usageError("status -q -v") == "argument -v/--verbose: not allowed with argument -q/--quiet")
  #expect(
    usageError("remote list --global --local") == "argument --local: not allowed with argument --global")
  #expect(usageError("remote") == "the following arguments are required: cmd")
  #expect(usageError("") == "the following arguments are required: command")
  #expect(
    usageError("remote foo")
      == "argument cmd: invalid choice: 'foo' (choose from 'add', 'default', 'doctor', 'fsck', 'modify', 'list', 'remove', 'rename')"
  )
}

@Test func readsFlagsInFrontOfTheCommand() throws {
  let leading = try LeadingOptions(["-vv", "--cd", "x", "--wait-for-lock", "--foo", "push", "-q"])
  #expect(leading.verbose == 2)
  #expect(leading.directory == "x")
  #expect(leading.waitForLock)
  #expect(leading.unknown == ["--foo"])
  #expect(Array(leading.rest) == ["push", "-q"])
  #expect(throws: GrammarError("argument --cd: expected one argument", at: [])) {
    try LeadingOptions(["--cd"])
  }
  #expect(throws: GrammarError.self) { try LeadingOptions(["-q", "-v", "root"]) }
}

@Test func drawsHelpLikeThePeer() {
  let lines = UsageText.help(for: ["config"], columns: 100).split(separator: "\n").map(String.init)
  #expect(
    lines.prefix(3) == [
      "usage: cairn config [-h] [--global | --system | --project | --local] [-q | -v] [-u] [-l]",
      "                    [--show-origin]",
      "                    [name] [value]",
    ])
  #expect(lines.contains("  -l, --list     List all options and their values."))
  #expect(lines.contains("positional arguments:"))
}

@Test func writesAManualPageForEachCommand() {
  let pages = ManualPages.pages()
  #expect(pages.contains { $0.name == "cairn.1" })
  let page = pages.first { $0.name == "cairn-remote-add.1" }
  #expect(page?.text.contains(".SH SYNOPSIS\ncairn remote add") == true)
  #expect(page?.text.contains("\\fB\\-d, \\-\\-default\\fR") == true)
  #expect(ManualPages.escaped(".x\\-") == "\\&.x\\e\\-")
}

@Test func answersAsThePeerUnderItsName() {
  #expect(Program(called: "/usr/bin/dvc").versionText == "3.67.1\n")
  #expect(Program(called: "dvc").name == "dvc")
  #expect(Program(called: "/x/cairn").versionText == "cairn \(Program.version)\ncompatible with DVC 3.67.1\n")
  #expect(Program(called: "/x/dvc.real").name == "cairn")
}

@Test func readsLongListsLikeShortOnes() throws {
  let names = (0..<200).map { "f\($0)" }
  let many = names.joined(separator: " ")
  #expect(WordBundles(names).words.count == 3, "one word stands for the most of them")
  #expect(WordBundles(Array(names.prefix(WordBundles.least))).isEmpty)

  let plain = try parsed("add \(many)", as: Add.self)
  #expect(plain?.targets == names)
  let between = try parsed("add x --no-commit \(many) -f y --glob z \(many)", as: Add.self)
  #expect(between?.targets == ["x"] + names + ["y", "z"] + names)
  #expect(between?.noCommit == true && between?.force == true && between?.glob == true)
  let value = try parsed("add \(many) --out o \(many) -r origin", as: Add.self)
  #expect(value?.targets == names + names && value?.out == "o" && value?.remote == "origin")
  #expect(try parsed("add --fo \(many)", as: Add.self)?.force == true, "an abbreviation")
  #expect(
    try parsed("add -f \(many) -- -n \(many) --glob", as: Add.self)?.targets == names + ["-n"] + names + [
      "--glob"
    ])
  #expect(try parsed("restore HEAD \(many)", as: Restore.self)?.paths == names)
  #expect(try parsed("diff a b --targets \(many)", as: Diff.self)?.targets == names)
  #expect(try parsed("status -c \(many)", as: Status.self)?.selection.targets == names)
  #expect(try parsed("plots show \(many) --json", as: PlotsShow.self)?.targets == names)
  #expect(usageError("add \(many) --nosuch")?.hasPrefix("unrecognized arguments: --nosuch") == true)
  let tooMany = try #require(usageError("diff a b \(many)"))
  #expect(tooMany == "unrecognized arguments: \(many)")
}
