import ArgumentParser
import Cairn
import Documents
import Files
import Git
import Insight

struct List: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "list", "List the files of a project, tracked data among them.", aliases: ["ls"])
  static let failureCode = ExitCode.failure

  @OptionGroup var common: CommonOptions

  @Flag(name: [.customShort("R"), .long], help: "Also what is in directories.")
  var recursive = false

  @Flag(name: [.customShort("T"), .long], help: "Draw a tree.")
  var tree = false

  @Option(name: [.customShort("L"), .long], help: .init("How many directories down.", valueName: "depth"))
  var level: Int?

  @Flag(help: "Only tracked data.")
  var dvcOnly = false

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var source: SourceFlags

  @Flag(help: "Show sizes.")
  var size = false

  @Flag(help: "Show hashes.")
  var showHash = false

  @Argument(help: "A project on this machine, or the URL of a git repository.", completion: .directory)
  var url: String

  @Argument(help: "A path in that project.")
  var path: String?

  func listOptions() throws -> ListOptions {
    var options = try source.options(url, path)
    options.recursive = recursive
    options.level = level
    options.dvcOnly = dvcOnly
    return options
  }

  func run(in run: Invocation) throws -> Int32 {
    if tree, json {
      throw CommandError("Cannot use --tree and --json options together.", kind: .unexpected)
    }
    let library = try run.library()
    let options = try listOptions()
    try SourceFailures(run, "failed to list '\(url)'").naming(only: true) {
      if tree {
        run.console.say(
          ListText.tree(try library.listTree(options), size: size, hash: showHash), terminator: "")
      } else {
        let items = try library.list(options)
        if json {
          run.console.json(ListText.json(items))
        } else {
          run.console.say(ListText.lines(items, size: size, hash: showHash), terminator: "")
        }
      }
    }
    return ExitCode.success
  }
}

/// Which revision of which project is looked at.
struct SourceFlags: ParsableArguments {
  @Option(help: .init("A git revision.", valueName: "commit"))
  var rev: String?

  @Option(
    help: .init(
      "A configuration file to add to that of the project.", valueName: "file", visibility: .hidden),
    completion: .file())
  var config: String?

  @Option(help: .init("The remote to use instead of the project's default one.", valueName: "name"))
  var remote: String?

  @Option(
    parsing: .upToNextOption,
    help: .init("Options of the remote to change.", valueName: "name=value", visibility: .hidden))
  var remoteConfig: [String] = []

  func options(_ url: String, _ path: String?) throws -> ListOptions {
    var options = ListOptions()
    options.url = url
    options.path = path
    options.revision = rev
    options.remote = remote
    options.source.config = config
    options.source.remoteConfig = try Settings.pairs(remoteConfig)
    return options
  }
}
