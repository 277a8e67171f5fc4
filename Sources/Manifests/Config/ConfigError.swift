import Documents

/// What is wrong with a config file, a name or a value in it.
public enum ConfigError: Error, Equatable, Sendable {
  /// The file can't be read as config. `path` is the file.
  case syntax(path: String, DocumentError)
  /// A section or option the schema doesn't know; the place as keys, outermost first.
  case unknown([String])
  /// A value the schema doesn't take, and what it wants instead.
  case badValue([String], expected: String)
  /// A section lacks an option it must have.
  case incomplete([String], option: String)
  /// Options that exclude each other.
  case exclusive([String], group: String)
  case noSuchSection(String)
  case noSuchOption(ConfigAddress)
  /// Asked for by an address, a transfer or another remote's URL.
  case noSuchRemote(String)
  /// Asked for by a command that edits it.
  case remoteMissing(String)
  case remoteExists(String)
  case remoteNameTaken(String)
  case defaultNotListed
  case noDefaultRemote(root: String, hasRemotes: Bool)
  /// Remotes that refer to each other.
  case remoteCycle(String)
  case notInRepository
  /// A name or value with quotes of every kind.
  case unquotable(String)
}

extension ConfigError {
  /// The peer's words, without the `configuration error - config file error: ` it puts in front.
  public var message: String {
    switch self {
    case .syntax(_, let error): Self.text(error)
    case .unknown(let place): "extra keys not allowed @ \(Self.data(place))"
    case .badValue(let place, let expected): "\(expected) for dictionary value @ \(Self.data(place))"
    case .incomplete(let place, let option):
      "expected '\(option)' for dictionary value @ \(Self.data(place))"
    case .exclusive(let place, let group):
      "two or more values in the same group of exclusion '\(group)' @ \(Self.data(place))[<\(group)>]"
    case .noSuchSection(let name): "section '\(name)' doesn't exist"
    case .noSuchOption(let address):
      if let name = address.name {
        "option '\(address.option)' doesn't exist in \(address.section) '\(name)'"
      } else {
        "option '\(address.option)' doesn't exist in section '\(address.section)'"
      }
    case .noSuchRemote(let name): "remote '\(name)' doesn't exist"
    case .remoteMissing(let name): "remote '\(name)' doesn't exist."
    case .remoteExists(let name): "remote '\(name)' already exists. Use `-f|--force` to overwrite it."
    case .remoteNameTaken(let name): "Rename failed. Remote name '\(name)' already exists."
    case .defaultNotListed: "default remote must be present in remote list."
    case .noDefaultRemote(let root, true):
      "no remote specified in \(root). Setup default remote with\n"
        + "    dvc remote default <remote name>\nor use:\n    dvc <command> -r <remote name>"
    case .noDefaultRemote(let root, false):
      "no remote specified in \(root). Create a default remote with\n"
        + "    dvc remote add -d <remote name> <remote url>"
    case .remoteCycle(let name): "remote '\(name)' refers to itself"
    case .notInRepository: "Not inside a DVC repo"
    case .unquotable(let text): "Value \"\(text)\" cannot be safely quoted."
    }
  }

  private static func data(_ place: [String]) -> String {
    "data" + place.map { "[\(PythonText.quoted($0))]" }.joined()
  }

  /// The peer prints the error and, as its cause, the same again.
  private static func text(_ error: DocumentError) -> String {
    if error.message.hasPrefix("'utf-8' codec") {
      let text = error.message.hasSuffix(".") ? String(error.message.dropLast()) : error.message
      return "\(text): \(text)"
    }
    let text =
      error.message.utf8.last == UInt8(ascii: ".")
      ? "\(error.message)\nFirst error at line \(error.line)." : "\(error.message) at line \(error.line)."
    return "\(text): \(text)"
  }
}
