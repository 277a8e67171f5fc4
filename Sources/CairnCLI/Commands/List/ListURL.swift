import ArgumentParser
import Cairn
import Exchange
import Files
import Insight

struct ListURL: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "list-url", "List what is behind a path or URL.", aliases: ["ls-url"])

  @OptionGroup var common: CommonOptions

  @Flag(name: [.customShort("R"), .long], help: "Also what is in directories.")
  var recursive = false

  @Flag(name: [.customShort("T"), .long], help: "Draw a tree.")
  var tree = false

  @Option(name: [.customShort("L"), .long], help: .init("How many directories down.", valueName: "depth"))
  var level: Int?

  @Flag(help: "Show sizes.")
  var size = false

  @OptionGroup var settings: URLSettings

  @Argument(
    help: "A path, or a URL of a kind that remotes have; remote://NAME/path too.", completion: .file())
  var url: String

  func run(in run: Invocation) throws -> Int32 {
    var options = URLOptions()
    options.url = url
    options.settings = try Settings.pairs(settings.fsConfig)
    options.recursive = recursive || tree
    options.level = level
    options.sortsByName = tree
    let library = try run.library()
    do {
      let (items, isSingle) = try library.listURL(options)
      if tree, !isSingle {
        run.console.say(ListText.tree(items, size: size, hash: false), terminator: "")
      } else {
        let shown = items.filter { item, depth in
          isSingle || depth > 0 && !(recursive && item.isDirectory && depth != level)
        }
        run.console.say(ListText.lines(shown.map(\.item), size: size, hash: false), terminator: "")
      }
    } catch ImportError.sourceMissing(let place) {
      let isPath = place.hasPrefix("/")
      throw CommandError(
        "The path '\(url)' does not exist: "
          + (isPath ? FailureWording.text(FileError("read", place, errno: 2)) : place))
    }
    return ExitCode.success
  }
}
