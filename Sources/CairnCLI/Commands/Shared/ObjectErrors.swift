import Exchange
import Objects

/// What kept a check from reading or replacing objects: no fault of theirs, and to be said as an error.
enum ObjectErrors {
  private static let shown = 5

  /// - Parameter failures: more errors than the findings have.
  static func tell(_ findings: [CacheCheck.Finding], and failures: [any Error] = [], in run: Invocation) {
    var errors = failures
    for case .unreadable(let error) in findings.filter({ !$0.isRepaired }).map(\.fault) {
      errors.append(error)
    }
    var hints: [String] = []
    for error in errors.prefix(shown) {
      let failure = FailureWording(program: run.program).describe(error)
      run.console.error(failure.message)
      if let hint = failure.hint, !hints.contains(hint) { hints.append(hint) }
    }
    if errors.count > shown { run.console.error("and \(errors.count - shown) more like these") }
    for hint in hints { run.console.note(hint) }
  }
}
