import Cairn
import Hashing

/// What a transfer could not do, told line by line on standard error.
struct TransferMessages {
  let run: Invocation

  static let noRemote = "No remote provided and no default remote set."

  init(_ run: Invocation) { self.run = run }

  static func missing(_ ids: [ObjectID]) -> String {
    "Some of the cache files do not exist neither locally nor on remote. Missing cache files:"
      + ids.map { "\n\($0.algorithm.name): \($0)" }.joined()
  }

  /// Objects that are nowhere are a warning; failures end the command.
  /// - Parameter verb: `download` or `upload`.
  /// - Throws: ``CommandError`` when something failed.
  func tell(_ result: TransferResult, failing verb: String) throws {
    if !result.missingEverywhere.isEmpty {
      run.console.warning(Self.missing(result.missingEverywhere))
    }
    if result.failures.isEmpty { return }
    let wording = FailureWording(program: run.program)
    var hint: String?
    for failure in result.failures {
      let described = wording.describe(failure.error)
      run.console.error("failed to transfer '\(failure.name)' - \(described.message)")
      hint = hint ?? described.hint
    }
    throw CommandError("\(result.failures.count + result.heldBack) files failed to \(verb)", hint: hint)
  }
}
