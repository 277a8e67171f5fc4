/// Prints a failed command's error and gives its exit code.
enum FailureReport {
  static func show(_ error: any Error, of command: any CairnCommand, in session: Session) -> Int32 {
    let failure = FailureWording.describe(error)
    let context = failure.kind == .command ? command.failureContext.map { "\($0) - " } ?? "" : ""
    session.console.error(context + failure.message)
    if let hint = failure.hint { session.console.note(hint) }
    return failure.code(type(of: command).failureCode)
  }
}
