import Foundation

/// A program that the tests cannot do without is not there. A failure, never a skip.
public struct MissingProgram: Error, CustomStringConvertible {
  public let description: String
}

/// Where the programs under test are.
public enum Places {
  /// The `cairn` that was built with these tests: it lies beside the test bundle.
  /// `CAIRN_UNDER_TEST` names another program instead, for instance the peer to check the tests themselves.
  public static func cairn() throws -> String {
    if let other = environment["CAIRN_UNDER_TEST"] { return other }
    guard let running = realpath("/proc/self/exe", nil) else {
      throw MissingProgram(description: "cannot tell where the tests run from")
    }
    defer { free(running) }
    let beside = (String(cString: running) as NSString).deletingLastPathComponent + "/cairn"
    if FileManager.default.isExecutableFile(atPath: beside) { return beside }
    // The runner may be the toolchain's helper that loads the bundle: then the bundle's path is an argument.
    for argument in CommandLine.arguments where argument.contains(".xctest") {
      let folder = (argument as NSString).deletingLastPathComponent
      if FileManager.default.isExecutableFile(atPath: folder + "/cairn") { return folder + "/cairn" }
    }
    throw MissingProgram(description: "cairn was not built beside the tests (\(beside))")
  }

  /// The real dvc, put there by `make test` (`Scripts/python.sh`): `CAIRN_PEER`, else the newest in the
  /// user's cache folder.
  public static func peer() throws -> String {
    if let named = environment["CAIRN_PEER"] {
      if FileManager.default.isExecutableFile(atPath: named) { return named }
      throw MissingProgram(description: "CAIRN_PEER=\(named) is no program: run `make peer`")
    }
    let cache = environment["XDG_CACHE_HOME"] ?? (environment["HOME"] ?? "") + "/.cache"
    let folder = cache + "/cairn/python"
    let versions = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    for version in versions where version.hasPrefix("peer-") {
      let program = "\(folder)/\(version)/bin/dvc"
      if FileManager.default.isExecutableFile(atPath: program) { return program }
    }
    throw MissingProgram(description: "the real dvc is not installed in \(folder): run `make peer`")
  }

  /// A directory that holds nothing but `dvc`, a symbolic link to `program`. Returns the link.
  public static func linkNamedDvc(to program: String, in scratch: Scratch) throws -> String {
    try scratch.makeDirectory("bin")
    try scratch.symlink("bin/dvc", to: program)
    return scratch.path("bin/dvc")
  }

  private static var environment: [String: String] { ProcessInfo.processInfo.environment }
}
