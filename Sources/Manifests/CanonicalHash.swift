import Documents
import Hashing

/// The hash of a dictionary (formats §0.4): canonical JSON of what is left after dropping keys at every level.
public enum CanonicalHash {
  public static func digest(
    of value: Value, excluding keys: Set<String> = [], _ algorithm: HashAlgorithm
  ) -> Digest {
    let left = keys.isEmpty ? value : without(keys, value)
    return Hash.digest(JSON.bytes(of: left, style: .compact, sortKeys: true), algorithm)
  }

  /// Lower-case hex.
  public static func md5(of value: Value, excluding keys: Set<String> = []) -> String {
    digest(of: value, excluding: keys, .md5).hex(byteCount: HashAlgorithm.md5.byteCount)
  }

  /// Lower-case hex.
  public static func sha256(of value: Value, excluding keys: Set<String> = []) -> String {
    digest(of: value, excluding: keys, .sha256).hex(byteCount: HashAlgorithm.sha256.byteCount)
  }

  private static func without(_ keys: Set<String>, _ value: Value) -> Value {
    switch value {
    case .map(let mapping):
      var left = Mapping()
      for entry in mapping.entries where !(entry.key.string.map(keys.contains) ?? false) {
        left[value: entry.key] = without(keys, entry.value)
      }
      return .map(left)
    case .list(let items): return .list(items.map { without(keys, $0) })
    default: return value
    }
  }
}
