import Documents
import Files
import Manifests
import Workspace

/// Amounts of things that stages share: `cpus`, `memory` (bytes), `gpus`, or anything with a name.
public struct Resources: Equatable, Sendable {
  public var amounts: [String: Double]

  public init(_ amounts: [String: Double] = [:]) { self.amounts = amounts }

  /// Numbers, or texts as `16G`, `500M`, `1.5Ti` (G is 1000³, Gi 1024³).
  /// - Returns: nil when a value is no amount.
  init?(_ value: Value?) {
    guard let value, !value.isNull else {
      self.init()
      return
    }
    guard let mapping = value.map else { return nil }
    var amounts: [String: Double] = [:]
    for entry in mapping.entries {
      guard let name = entry.key.string, let amount = Self.amount(entry.value) else { return nil }
      amounts[name] = amount
    }
    self.init(amounts)
  }

  static func amount(_ value: Value) -> Double? {
    switch value {
    case .int(let number): number >= 0 ? Double(number) : nil
    case .double(let number): number >= 0 && number.isFinite ? number : nil
    case .string(let text): amount(text)
    default: nil
    }
  }

  public static func amount(_ text: String) -> Double? {
    let digits = text.prefix { $0.isNumber || $0 == "." }
    guard let number = Double(digits), number.isFinite else { return nil }
    let units: [String: Double] = [
      "": 1, "B": 1, "K": 1e3, "KB": 1e3, "M": 1e6, "MB": 1e6, "G": 1e9, "GB": 1e9, "T": 1e12, "TB": 1e12,
      "KI": 1024, "KIB": 1024, "MI": 1_048_576, "MIB": 1_048_576, "GI": 1_073_741_824, "GIB": 1_073_741_824,
      "TI": 1_099_511_627_776, "TIB": 1_099_511_627_776,
    ]
    return units[text.dropFirst(digits.count).uppercased()].map { $0 * number }
  }
}

extension Stage {
  /// What `meta.cairn.resources` asks for.
  /// - Throws: ``PipelineError/invalidResources(stage:)``
  func resources(called address: String) throws -> Resources {
    guard case .pipeline(let resolved, _) = definition else { return Resources() }
    let wish = resolved.meta?.map?["cairn"]?.map?["resources"]
    guard let resources = Resources(wish) else { throw PipelineError.invalidResources(stage: address) }
    return resources
  }
}

/// How much there is of each resource, and how much of it is taken.
struct ResourcePool {
  private let limits: [String: Double]
  private var taken: [String: Double] = [:]

  init(_ limits: Resources) { self.limits = limits.amounts }

  /// What nobody set a limit for exists once, so that a name works as a lock.
  private func limit(_ name: String) -> Double { limits[name] ?? 1 }

  /// Who asks for more than there is gets all of it.
  private func share(_ name: String, _ wish: Double) -> Double { min(wish, limit(name)) }

  func fits(_ wish: Resources) -> Bool {
    wish.amounts.allSatisfy { name, amount in
      taken[name, default: 0] + share(name, amount) <= limit(name) + 1e-9
    }
  }

  mutating func take(_ wish: Resources) {
    for (name, amount) in wish.amounts { taken[name, default: 0] += share(name, amount) }
  }

  mutating func giveBack(_ wish: Resources) {
    for (name, amount) in wish.amounts { taken[name, default: 0] -= share(name, amount) }
  }
}

/// `cairn.yaml` at the root of a project: what the machine has for its stages.
///
/// ```yaml
/// resources:
///   cpus: 8
///   memory: 32G
///   gpus: 1
///   licence: 2
/// ```
public struct ProjectSettings: Sendable {
  public static let name = "cairn.yaml"
  public var resources = Resources()

  /// - Throws: `WorkspaceError.invalidFile`, ``PipelineError/invalidSettings(path:)``
  public init(root: String) throws {
    guard let bytes = try FileSystem.readIfPresent(Paths.join(root, Self.name)) else { return }
    let value: Value
    do {
      value = try ValueFile.load(bytes, named: Self.name)
    } catch {
      throw WorkspaceError.invalidFile(path: Self.name, cause: error)
    }
    guard value.isNull || value.map != nil, let resources = Resources(value.map?["resources"]) else {
      throw PipelineError.invalidSettings(path: Self.name)
    }
    self.resources = resources
  }

  /// With what is known of the machine where nothing is said.
  public var limits: Resources {
    var limits = resources
    if limits.amounts["cpus"] == nil { limits.amounts["cpus"] = Double(Threads.processorCount) }
    if limits.amounts["memory"] == nil, let bytes = Self.memory() { limits.amounts["memory"] = bytes }
    if limits.amounts["gpus"] == nil { limits.amounts["gpus"] = Double(max(1, Self.gpus())) }
    return limits
  }

  private static func memory() -> Double? {
    guard let text = try? FileSystem.read("/proc/meminfo") else { return nil }
    let digits = text.drop { !(0x30...0x39).contains($0) }.prefix { (0x30...0x39).contains($0) }
    return Double(String(decoding: digits, as: UTF8.self)).map { $0 * 1024 }
  }

  private static func gpus() -> Int {
    let names = ((try? FileSystem.list("/dev")) ?? []).map(\.name)
    return names.count { $0.hasPrefix("nvidia") && Int($0.dropFirst(6)) != nil }
  }
}
