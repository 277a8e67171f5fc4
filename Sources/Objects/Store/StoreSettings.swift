import Files

/// How the workspace gets at an object (formats §2.5), by the names of `cache.type`.
public enum LinkType: String, Sendable, CaseIterable {
  case reflink, hardlink, symlink, copy
}

/// What the configuration says about a store.
public struct StoreSettings: Sendable {
  /// Tried in order (`cache.type`).
  public var linkTypes: [LinkType]
  /// `cache.shared = group`: directories 02775, workspace copies 0664 (formats §2.2).
  public var isShared: Bool
  public var durability: Durability
  /// Threads for reading, hashing and writing (`core.checksum_jobs`).
  public var workers: Int
  /// Where objects go whose bytes are not their name's; nil: `<root>/../tmp/cairn/quarantine`.
  public var quarantine: String?
  /// Where a clone remembers which objects it has read whole; nil: for the life of the process.
  public var verified: String?
  /// Where workspace files are made before they get their place, if on the same file system; nil: beside it.
  public var nursery: String?
  /// The project's directory: below it no symbolic link is followed on the way to a file; nil: links are followed.
  public var workspace: String?

  public init(
    linkTypes: [LinkType] = [.reflink, .copy], isShared: Bool = false, durability: Durability = .batch,
    workers: Int = Threads.processorCount, quarantine: String? = nil, nursery: String? = nil
  ) {
    self.linkTypes = linkTypes.isEmpty ? [.copy] : linkTypes
    self.isShared = isShared
    self.durability = durability
    self.workers = max(1, workers)
    self.quarantine = quarantine
    self.nursery = nursery
  }
}
