import TestKit
import Testing

/// A command that is disturbed, and the project it runs in.
struct CrashScenario: Sendable, CustomTestStringConvertible {
  let name: String
  /// Shell text that makes the project, in its directory; `dvc` is the program under test.
  let setup: String
  /// The disturbed command.
  let command: [String]
  /// What may go for good: contents of files below these project paths.
  var expendable: [String] = []

  init(_ name: String, _ setup: String, _ command: String..., expendable: [String] = []) {
    self.name = name
    self.setup = setup
    self.command = command
    self.expendable = expendable
  }

  var testDescription: String { name }
}
