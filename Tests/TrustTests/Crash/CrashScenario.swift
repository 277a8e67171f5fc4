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
  /// A hook: it warns of what it could not do, and never keeps git from its work.
  var onlyWarns = false
  /// The server that the remote `web` is reached by; it keeps its files in `../remote`, as `store` does.
  var server = CrashServer.Kind.none

  init(_ name: String, _ setup: String, _ command: String..., expendable: [String] = []) {
    self.name = name
    self.setup = setup
    self.command = command
    self.expendable = expendable
  }

  /// The same for a hook.
  func warning() -> CrashScenario {
    var copy = self
    copy.onlyWarns = true
    return copy
  }

  /// The same with a server.
  func by(_ server: CrashServer.Kind) -> CrashScenario {
    var copy = self
    copy.server = server
    return copy
  }

  var testDescription: String { name }
}
