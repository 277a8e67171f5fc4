import Documents
import Files

/// A file of parameters or metrics, read by its suffix: `.json`, `.toml`, `.py`, anything else is YAML (formats §8).
public enum ValueFile {
  /// - Throws: `DocumentError` with the place.
  public static func load(_ bytes: [UInt8], named name: String) throws(DocumentError) -> Value {
    switch suffix(of: name) {
    case ".json": try JSON.load(bytes)
    case ".toml": try TOML.load(bytes)
    case ".py": try PythonLiterals.load(bytes)
    default: try YAML.load(bytes)
    }
  }

  /// With its dot, lower-cased; empty without one.
  public static func suffix(of name: String) -> String {
    let base = Paths.name(name)
    guard let dot = base.lastIndex(of: "."), dot != base.startIndex else { return "" }
    return base[dot...].lowercased()
  }
}
