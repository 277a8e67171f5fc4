/// Why a stage or list of a pipeline file can't be made final. `description` is the peer's text.
public struct TemplateError: Error, Equatable, Sendable {
  /// Where in the pipeline file.
  public enum Place: Equatable, Sendable {
    /// `vars`, `stages.a.cmd`, `metrics.0`
    case key(String)
    /// A stage as a whole, by name.
    case stage(String)
    /// The data of a group: `stages.a.foreach`.
    case groupData(String)
  }

  public let reason: TemplateReason
  public let place: Place
  /// The pipeline file, as the caller spelled it.
  public let file: String

  public init(_ reason: TemplateReason, at place: Place, in file: String) {
    self.reason = reason
    self.place = place
    self.file = file
  }
}

extension TemplateError: CustomStringConvertible {
  public var description: String {
    let start =
      switch place {
      case .key(let key): "failed to parse '\(key)' in '\(file)':"
      case .stage(let name): "failed to parse stage '\(name)' in '\(file)':"
      case .groupData(let key): "failed to resolve '\(key)' in '\(file)':"
      }
    return start + (reason.beginsNewLine ? "\n" : " ") + reason.description
  }
}

public enum TemplateReason: Error, Equatable, Sendable {
  /// `${a.b}` names nothing.
  case notFound(String)
  /// `${…}` isn't an expression; what was expected, what stands there and at which character of the expression.
  case syntax(expression: String, expected: String, found: String, at: Int)
  /// A list or mapping inside a text.
  case notText(type: String)
  /// A list or mapping inside a list that becomes command line flags.
  case nestedIterable(key: String)
  case redefined(key: String, from: String, existing: String)
  case partlyLoaded(String)
  case alreadyLoaded(String)
  case fileMissing(String)
  case isDirectory(String)
  case notMapping(type: String, file: String)
  case keyMissing(key: String, file: String)
  case interpolationNotAllowed
  /// `item` or `key` set by a stage's own vars.
  case reservedKeys([String])
  case notIterable(type: String)
  /// Dates can't be variables.
  case unsupported(type: String, at: String)
  case wrongType(expected: String, got: String)
  /// A foreach or matrix member without a name.
  case emptyName
  case tooManyMembers(limit: Int)
  case wrongParams(file: String, got: String)
}

extension TemplateReason: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notFound(let key): "Could not find '\(key)'"
    case .syntax(let expression, let expected, let found, let at):
      """
      \(expression)
      \(String(repeating: " ", count: at))^
      ParseException: Expected \(expected), found '\(found)'  (at char \(at)), (line:1, col:\(at + 1))
      """
    case .notText(let type): "Cannot interpolate data of type '\(type)'"
    case .nestedIterable(let key): "Cannot interpolate nested iterable in '\(key)'"
    case .redefined(let key, let from, let existing):
      "cannot redefine '\(key)' from '\(from)' as it already exists in '\(existing)'"
    case .partlyLoaded(let file): "cannot load '\(file)' as it's partially loaded already"
    case .alreadyLoaded(let file): "cannot partially load '\(file)' as it's already loaded."
    case .fileMissing(let file): "'\(file)' does not exist"
    case .isDirectory(let file): "'\(file)' is a directory"
    case .notMapping(let type, let file): "expected a dictionary, got '\(type)' in file '\(file)'"
    case .keyMissing(let key, let file): "could not find '\(key)' in '\(file)'"
    case .interpolationNotAllowed: "interpolating is not allowed"
    case .reservedKeys(let keys):
      "attempted to modify reserved \(keys.count > 1 ? "keys" : "key") \(keys.joined(separator: " and "))"
    case .notIterable(let type): "expected list/dictionary, got \(type)"
    case .unsupported(let type, let at): "Unsupported value of type '\(type)' in '\(at)'"
    case .wrongType(let expected, let got): "expected \(expected), got \(got)"
    case .tooManyMembers(let limit): "more than \(limit) combinations"
    case .emptyName: "a member of the group has no name"
    case .wrongParams(let file, let got):
      "Expected list of params for custom params file '\(file)', got '\(got)'."
    }
  }

  /// Whether the peer puts this text on a line of its own.
  var beginsNewLine: Bool {
    switch self {
    case .syntax, .notText, .nestedIterable, .redefined, .partlyLoaded, .alreadyLoaded: true
    default: false
    }
  }
}
