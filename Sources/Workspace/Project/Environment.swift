import Files

/// What the library may know of the process's surroundings. The CLI fills it once; nothing below looks elsewhere.
public struct Environment: Sendable {
  /// Absolute, normalised.
  public var workingDirectory: String
  public var home: String
  /// All variables, for stage commands and credentials.
  public var variables: [String: String]
  public var processID: Int32
  /// The whole command line joined by blanks, for lock files.
  public var commandLine: String
  /// `dvc` or `cairn`: how the user calls us, for hints.
  public var programName: String

  /// Asks the user for a secret that is not shown while it is typed; nil when there is nobody to ask.
  public var askSecret: (@Sendable (_ prompt: String) -> String?)?

  public init(
    workingDirectory: String, home: String, variables: [String: String], processID: Int32,
    commandLine: String,
    programName: String
  ) {
    self.workingDirectory = workingDirectory
    self.home = home
    self.variables = variables
    self.processID = processID
    self.commandLine = commandLine
    self.programName = programName
  }

  public subscript(_ name: String) -> String? {
    guard let value = variables[name], !value.isEmpty else { return nil }
    return value
  }

  /// Directory of the system-wide configuration (formats §1.6).
  public var systemConfigDirectory: String {
    if let own = self["DVC_SYSTEM_CONFIG_DIR"] { return own }
    let first = self["XDG_CONFIG_DIRS"]?.split(separator: ":").first.map(String.init)
    return Paths.join(first ?? "/etc/xdg", "dvc")
  }
  /// Directory of the user's configuration (formats §1.6).
  public var globalConfigDirectory: String {
    self["DVC_GLOBAL_CONFIG_DIR"] ?? (self["XDG_CONFIG_HOME"] ?? home + "/.config") + "/dvc"
  }
}
