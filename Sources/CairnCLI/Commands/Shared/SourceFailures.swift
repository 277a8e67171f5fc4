import Cairn
import Exchange
import Files
import Git
import Manifests

/// Puts a command's words in front of what goes wrong with somebody else's data.
struct SourceFailures {
  private let run: Invocation
  private let words: String
  private let whenUnreachable: String

  /// - Parameter whenUnreachable: the words when the other repository can't be had at all; the same without.
  init(_ run: Invocation, _ words: String, whenUnreachable: String? = nil) {
    self.run = run
    self.words = words
    self.whenUnreachable = whenUnreachable ?? words
  }

  /// - Parameter only: failures of files are told without the words.
  @discardableResult
  func naming<Result>(only: Bool = false, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch {
      if only, error is FileError { throw error }
      let failure = FailureWording(program: run.program).describe(error)
      switch failure.kind {
      case .command, .configuration:
        if failure.isBlock { throw error }
        var words = words
        switch error {
        case ImportError.noRepository, ImportError.unreachable: words = whenUnreachable
        default: break
        }
        throw CommandError("\(words) - \(failure.message)", hint: failure.hint)
      case .notInRepository, .interrupted, .unexpected: throw error
      }
    }
  }
}

/// `name=value` words.
enum Settings {
  static func pairs(_ words: [String]) throws -> [(name: String, value: String)] {
    try words.map { word in
      guard let equals = word.firstIndex(of: "=") else {
        let failure = Failure.unexpected("not enough values to unpack (expected 2, got 1)")
        throw CommandError(failure.message, kind: failure.kind, hint: failure.hint)
      }
      return (String(word[..<equals]), String(word[word.index(after: equals)...]))
    }
  }
}
