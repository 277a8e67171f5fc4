/// The flags in front of the command's name.
struct LeadingOptions {
  var quiet = false
  var verbose = 0
  var help = false
  var version = false
  var directory: String?
  var waitForLock = false
  /// What begins with a dash and is none of ours; reported after the command's own errors, as the peer does.
  var unknown: [String] = []
  /// The command's name and everything after it.
  var rest: ArraySlice<String> = []

  init(_ arguments: ArraySlice<String>) throws(GrammarError) {
    var index = arguments.startIndex
    func value(_ name: String) throws(GrammarError) -> String {
      guard index < arguments.endIndex, !arguments[index].hasPrefix("-") else {
        throw GrammarError("argument \(name): expected one argument", at: [])
      }
      defer { index += 1 }
      return arguments[index]
    }
    while index < arguments.endIndex, arguments[index].hasPrefix("-"), arguments[index].utf8.count > 1 {
      let word = arguments[index]
      index += 1
      switch word {
      case "-h", "--help": help = true
      case "-V", "--version": version = true
      case "--wait-for-lock": waitForLock = true
      case "--cd": directory = try value("--cd")
      case _ where word.hasPrefix("--cd="): directory = String(word.dropFirst(5))
      case "-q", "--quiet": quiet = true
      case "-v", "--verbose": verbose += 1
      case _ where word.utf8.dropFirst().allSatisfy { $0 == UInt8(ascii: "v") }:
        verbose += word.utf8.count - 1
      default:
        guard let full = Self.completed(word) else {
          unknown.append(word)
          continue
        }
        switch full {
        case "--help": help = true
        case "--version": version = true
        case "--wait-for-lock": waitForLock = true
        case "--quiet": quiet = true
        case "--verbose": verbose += 1
        default: directory = try value(full)
        }
      }
    }
    if quiet, verbose > 0 { throw .quietAndVerbose(isQuietFirst: true) }
    rest = arguments[index...]
  }

  /// The one long option an abbreviation stands for.
  private static func completed(_ word: String) -> String? {
    guard word.hasPrefix("--"), word.utf8.count > 2 else { return nil }
    let matches = ["--quiet", "--verbose", "--help", "--version", "--cd", "--wait-for-lock"].filter {
      $0.hasPrefix(word)
    }
    return matches.count == 1 ? matches[0] : nil
  }
}
