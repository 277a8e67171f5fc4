import Documents
import Files
import Git
import Manifests
import Workspace

/// What is checked, and how strictly. Written in `cairn.yaml` at the top of a project; a clone may differ by
/// `git config cairn.KEY`. DVC passes over a file of that name, where it refuses a section of ours in its config.
public struct Policy: Equatable, Sendable {
  public enum Strictness: String, Sendable, CaseIterable { case off, warn, enforce }
  /// What is done about stages that are out of date.
  public enum Verdict: String, Sendable { case ignore, warn, refuse }
  public enum Push: String, Sendable { case upload, check, off }
  public enum DataScope: String, Sendable { case all, staged, off }

  public static let file = "cairn.yaml"

  public var strictness = Strictness.enforce
  // pre-commit
  public var data = DataScope.all
  public var pipeline = Verdict.ignore
  /// Bytes that a file in git may have; nil: any.
  public var sizeLimit: Int? = 5 << 20
  /// The same for files that aren't text.
  public var binaryLimit: Int? = 1 << 20
  /// Names of files that belong into the cache.
  public var patterns = Policy.models
  /// Paths that are left in peace.
  public var allowed: [String] = []
  // others
  public var push = Push.upload
  public var checkout = true
  // verify and the server
  public var verifiedPipeline = Verdict.refuse

  public static let models = [
    "*.pt", "*.pth", "*.ckpt", "*.safetensors", "*.onnx", "*.h5", "*.hdf5", "*.keras", "*.tflite", "*.pkl",
    "*.pickle", "*.joblib", "*.npy", "*.npz", "*.parquet", "*.feather", "*.arrow", "*.tfrecord", "*.gguf",
  ]

  public init() {}

  /// What differs from the repository's policy in this clone: key and value, for `doctor`.
  public internal(set) var overrides: [(key: String, value: String)] = []

  public static func == (a: Policy, b: Policy) -> Bool {
    a.strictness == b.strictness && a.data == b.data && a.pipeline == b.pipeline && a.push == b.push
      && a.sizeLimit == b.sizeLimit && a.binaryLimit == b.binaryLimit && a.patterns == b.patterns
      && a.allowed == b.allowed && a.checkout == b.checkout && a.verifiedPipeline == b.verifiedPipeline
  }
}

/// A policy that can't be read.
public struct PolicyError: Error, Equatable, Sendable {
  /// The file, or `git config KEY`.
  public let place: String
  public let detail: String
}

extension Policy {
  /// - Parameters:
  ///   - bytes: of `cairn.yaml`; nil when there is none.
  ///   - config: the clone's git configuration.
  /// - Throws: ``PolicyError``
  public static func read(_ bytes: [UInt8]?, _ config: GitConfig?) throws -> Policy {
    var policy = Policy()
    if let bytes {
      let value: Value
      do {
        value = try YAML.load(bytes)
      } catch {
        throw PolicyError(place: file, detail: "\(error.message), line \(error.line)")
      }
      guard let all = value.map else { throw PolicyError(place: file, detail: "expected keys and values") }
      for entry in all.entries {
        guard let key = entry.key.string else { continue }
        try policy.set(key, entry.value, place: file)
      }
    }
    for entry in config?.entries ?? [] where entry.key.hasPrefix("cairn.") {
      let key = String(entry.key.dropFirst("cairn.".count))
      let text = entry.value ?? "true"
      try policy.set(key, .string(text), place: "git config cairn.\(key)")
      policy.overrides.removeAll { $0.key == key }
      policy.overrides.append((key, text))
    }
    return policy
  }

  private mutating func set(_ key: String, _ value: Value, place: String) throws {
    func bad(_ expected: String) -> PolicyError {
      PolicyError(place: place, detail: "\(key): expected \(expected)")
    }
    func choice<Choice: RawRepresentable<String>>(_ all: String) throws -> Choice {
      let text = value.string ?? value.bool.map { $0 ? "on" : "off" } ?? ""
      guard let found = Choice(rawValue: text) else { throw bad(all) }
      return found
    }
    switch key {
    case "policy": strictness = try choice("enforce, warn or off")
    case "data": data = try choice("all, staged or off")
    case "pipeline": pipeline = try choice("ignore, warn or refuse")
    case "verify-pipeline": verifiedPipeline = try choice("ignore, warn or refuse")
    case "push": push = try choice("upload, check or off")
    case "checkout":
      guard let flag = value.bool ?? Self.flag(value.string) else { throw bad("true or false") }
      checkout = flag
    case "size-limit": sizeLimit = try Self.size(value) ?? { throw bad("a size such as 5 MB, or off") }()
    case "binary-limit": binaryLimit = try Self.size(value) ?? { throw bad("a size such as 1 MB, or off") }()
    case "patterns": patterns = try Self.list(value) ?? { throw bad("a list of patterns") }()
    case "allow": allowed = try Self.list(value) ?? { throw bad("a list of patterns") }()
    default: throw PolicyError(place: place, detail: "unknown key '\(key)'")
    }
  }

  private static func flag(_ text: String?) -> Bool? {
    switch text {
    case "true", "yes", "on", "1": true
    case "false", "no", "off", "0": false
    default: nil
    }
  }

  /// `.some(nil)`: no limit; nil: not a size.
  private static func size(_ value: Value) -> Int?? {
    if let number = value.int { return number >= 0 ? .some(number) : nil }
    if value.bool == false || value.string == "off" { return .some(nil) }
    guard let text = value.string else { return nil }
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard let number = Int(digits) else { return nil }
    let unit = text[digits.endIndex...].drop { $0 == " " }.lowercased()
    let shift: Int
    switch unit {
    case "", "b": shift = 0
    case "k", "kb", "kib": shift = 10
    case "m", "mb", "mib": shift = 20
    case "g", "gb", "gib": shift = 30
    default: return nil
    }
    let (bytes, overflow) = number.multipliedReportingOverflow(by: 1 << shift)
    return overflow ? nil : .some(bytes)
  }

  private static func list(_ value: Value) -> [String]? {
    if let text = value.string {
      return text.split(whereSeparator: { $0 == "," || $0 == " " }).map(String.init)
    }
    guard let items = value.list else { return value.isNull ? [] : nil }
    let texts = items.compactMap(\.string)
    return texts.count == items.count ? texts : nil
  }
}

extension Policy {
  /// Writes the strictness into the project's `cairn.yaml`.
  /// - Returns: whether something changed.
  public static func write(_ strictness: Strictness, root: String) throws -> Bool {
    let path = Paths.join(root, file)
    let before = try FileSystem.readIfPresent(path)
    if let before, let value = try? YAML.load(before), value.map?["policy"]?.string == strictness.rawValue {
      return false
    }
    let text: String
    if let before {
      text = try YAML.rewrite(before, [.merge(path: ["policy"], .string(strictness.rawValue))])
    } else {
      text =
        "# What cairn's git hooks check in this repository (docs: hooks and policies).\npolicy: \(strictness.rawValue)\n"
    }
    try Repository.refuseLinkOutside(path, of: root)
    try FileSystem.write(text, to: path, nursery: Repository.nursery(of: root))
    return true
  }
}
