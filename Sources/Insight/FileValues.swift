import Documents
import Files
import Workspace

/// What a file of values holds, or why that is not known.
public struct FileValues: Sendable {
  /// Root-relative.
  public let path: String
  public let content: Result<Value, ValueFailure>

  public init(path: String, content: Result<Value, ValueFailure>) {
    self.path = path
    self.content = content
  }
}

/// Why a file's values can't be had.
public enum ValueFailure: Error, Sendable {
  case missing(path: String)
  /// It isn't the kind of text its name promises.
  case corrupted(path: String, format: ValueFormat, cause: DocumentError)
  /// Anything else: no right to read it, a damaged object.
  case unreadable(path: String, cause: any Error)
}

/// Kinds of files with values, by suffix (formats §8).
public enum ValueFormat: String, Sendable {
  case json = "JSON"
  case toml = "TOML"
  case python = "Python"
  case yaml = "YAML"

  public init(name: String) {
    switch ValueFile.suffix(of: name) {
    case ".json": self = .json
    case ".toml": self = .toml
    case ".py": self = .python
    default: self = .yaml
    }
  }
}

extension ValueSource {
  func values(of path: String) -> Result<Value, ValueFailure> {
    do {
      guard let bytes = try read(path) else { return .failure(.missing(path: path)) }
      return .success(try ValueFile.load(bytes, named: path))
    } catch let error as DocumentError {
      return .failure(.corrupted(path: path, format: ValueFormat(name: path), cause: error))
    } catch {
      return .failure(.unreadable(path: path, cause: error))
    }
  }
}
