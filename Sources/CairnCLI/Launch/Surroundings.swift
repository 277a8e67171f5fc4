import CSystem
import Files
import Glibc
import Manifests
import Workspace

/// The process's environment, read once for the library.
enum Surroundings {
  static func environment(_ program: Program) throws -> Environment {
    let variables = variables()
    var environment = Environment(
      workingDirectory: try FileSystem.currentDirectory(), home: home(variables), variables: variables,
      processID: getpid(),
      commandLine: ConfigSecrets.redacted(words: CommandLine.arguments).joined(separator: " "),
      programName: program.name)
    environment.askSecret = SecretPrompt.ask
    return environment
  }

  private static func variables() -> [String: String] {
    var variables: [String: String] = [:]
    guard var entry = sys_environment() else { return variables }
    while let text = entry.pointee {
      let line = String(cString: text)
      if let equals = line.utf8.firstIndex(of: UInt8(ascii: "=")) {
        variables[String(line[..<equals])] = String(line[line.index(after: equals)...])
      }
      entry += 1
    }
    return variables
  }

  private static func home(_ variables: [String: String]) -> String {
    if let home = variables["HOME"], !home.isEmpty { return home }
    return getpwuid(getuid()).flatMap { $0.pointee.pw_dir.map { String(cString: $0) } } ?? "/"
  }
}
