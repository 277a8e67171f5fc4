/// Files of ours that a command wrote: to be staged (`core.autostage`) or named in a hint, in the order of writing.
public struct ChangedFiles: Sendable {
  /// Absolute paths.
  public private(set) var paths: [String] = []
  private var seen: Set<String> = []

  public init() {}

  public mutating func add(_ path: String) {
    if seen.insert(path).inserted { paths.append(path) }
  }
}
