/// The environment variables that change what git does, handed in by the caller: this room reads no
/// environment of its own.
public struct GitEnvironment: Sendable {
  public var variables: [String: String]

  public init(_ variables: [String: String]) { self.variables = variables }

  subscript(name: String) -> String? {
    guard let value = variables[name], !value.isEmpty else { return nil }
    return value
  }

  func with(_ name: String, _ value: String) -> GitEnvironment {
    var copy = self
    copy.variables[name] = value
    return copy
  }

  var home: String? { self["HOME"] }
  /// `$XDG_CONFIG_HOME/git`, else `~/.config/git`.
  var xdgDirectory: String? {
    if let directory = self["XDG_CONFIG_HOME"] { return directory + "/git" }
    return home.map { $0 + "/.config/git" }
  }

  /// What a git child process gets for this repository. The variables by which a calling git (in a hook)
  /// points at *its* repository are dropped: the child finds ours from its working directory. An index or
  /// object directory chosen by that git stays in force only when the repository is the same one.
  func forProgram(in location: GitLocation?, currentDirectory: String) -> [String: String] {
    var result = variables
    for name in ["GIT_WORK_TREE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_IMPLICIT_WORK_TREE"] {
      result[name] = nil
    }
    if let named = result.removeValue(forKey: "GIT_DIR"), !isSame(named, location, currentDirectory) {
      for name in [
        "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_SHALLOW_FILE",
        "GIT_GRAFT_FILE", "GIT_CONFIG",
      ] {
        result[name] = nil
      }
    }
    // Messages are read by code below, and shown to people by the face.
    result["LC_ALL"] = "C"
    return result
  }

  private func isSame(_ named: String, _ location: GitLocation?, _ currentDirectory: String) -> Bool {
    guard let location else { return false }
    return absolutePath(named, in: currentDirectory) == location.gitDirectory
  }
}
