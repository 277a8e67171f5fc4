import ArgumentParser
import Cairn
import Hashing

enum ObjectHash: String, ExpressibleByArgument, CaseIterable {
  case md5, sha256, blake3

  var algorithm: HashAlgorithm {
    switch self {
    case .md5: .md5
    case .sha256: .sha256
    case .blake3: .blake3
    }
  }
}

struct Init: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "init", "Make a directory a project.")
  static let failureCode = ExitCode.failure

  @OptionGroup var common: CommonOptions

  @Flag(name: .customLong("no-scm"), help: "Work without git.")
  var noSCM = false

  @Flag(name: .shortAndLong, help: "Start anew where a project is; its local cache is deleted.")
  var force = false

  @Flag(help: "Allow a directory below the root of the git repository.")
  var subdir = false

  @Option(help: "How objects are named: md5, or sha256 or blake3, which DVC can't read.")
  var hash: ObjectHash = .md5

  @Argument(help: "The directory; the current one without.", completion: .directory)
  var directory: String?

  private static func welcome(_ isInGit: Bool, _ program: Program) -> String {
    var text = "Initialized DVC repository.\n\n"
    if isInGit { text += "You can now commit the changes to git.\n\n" }
    text += "What's next?\n------------\n- Check out the documentation: <https://dvc.org/doc>\n"
    if program.isPeer {
      text += "- Get help and share ideas: <https://dvc.org/chat>\n"
      text += "- Star us on GitHub: <https://github.com/treeverse/dvc>\n"
    }
    return text
  }

  var failureContext: String? { "failed to initiate DVC" }

  var options: InitOptions {
    var options = InitOptions()
    options.directory = directory
    options.noSCM = noSCM
    options.force = force
    options.subdirectory = subdir
    options.hash = hash.algorithm
    return options
  }

  func run(in run: Invocation) throws -> Int32 {
    let made = try run.library().initialize(options)
    run.console.say(Self.welcome(made.isInGit, run.program), terminator: "")
    if !run.program.isPeer, made.isInGit { offerAdoption(run) }
    return ExitCode.success
  }

  /// What git-lfs has, and what is large in git, could be tracked here instead.
  private func offerAdoption(_ run: Invocation) {
    guard let found = try? run.library().adoptionCandidates(isThorough: false) else { return }
    if !found.lfs.isEmpty {
      run.console.say(
        "\nThis repository has \(found.lfs.count) file\(found.lfs.count == 1 ? "" : "s") in git-lfs. "
          + "Track them here instead: cairn adopt")
    }
    if let largest = found.large.max(by: { $0.size < $1.size }) {
      run.console.say(
        "\nGit holds \(found.large.count) large file\(found.large.count == 1 ? "" : "s"), up to "
          + "\(HistoryText.bytes(largest.size)). Track them here instead: cairn adopt --large")
    }
  }
}
