import Files
import Glibc
import Hashing
import Manifests
import Objects

/// Makes outputs in the workspace what their records say.
///
/// First everything is compared and every reason to refuse is found; only then is anything touched. What would be lost
/// (content that no cache has) is refused without `force`.
public final class Checkout {
  public struct Options: Sendable {
    /// Overwrite and delete what is stored nowhere.
    public var force = false
    /// Make every link anew.
    public var relink = false
    /// Leave out silently what the cache lacks.
    public var allowMissing = false

    public init(force: Bool = false, relink: Bool = false, allowMissing: Bool = false) {
      self.force = force
      self.relink = relink
      self.allowMissing = allowMissing
    }
  }

  /// An output to bring back, or only what is at or below `limit`, an absolute path inside it.
  public struct Item: Sendable {
    public let output: Output
    public let limit: String?
    /// Its source may be asked: a record that isn't there yet is nothing to warn of.
    let isImported: Bool

    public init(_ output: Output, limit: String? = nil, isImported: Bool = false) {
      self.output = output
      self.limit = limit
      self.isImported = isImported
    }
  }

  public struct Report: Sendable {
    /// Absolute paths; directories end in a slash.
    public var added: [String] = []
    public var modified: [String] = []
    public var deleted: [String] = []
    /// Outputs whose objects are not in the cache.
    public var failed: [String] = []
    /// Outputs that were never recorded; no imports.
    public var unrecorded: [String] = []

    /// Files in all of these, directories counted by what is in them.
    public var addedFiles = 0
    public var modifiedFiles = 0
    public var deletedFiles = 0

    public init() {}
    public var isEmpty: Bool { added.isEmpty && modified.isEmpty && deleted.isEmpty }

    /// What this run and one after it did together.
    public func followed(by next: Report) -> Report {
      var both = next
      both.added = added + next.added.filter { !added.contains($0) }
      both.modified = modified + next.modified.filter { !added.contains($0) && !modified.contains($0) }
      both.deleted = deleted + next.deleted
      both.addedFiles += addedFiles
      both.modifiedFiles += modifiedFiles
      both.deletedFiles += deletedFiles
      return both
    }
  }

  let repository: Repository
  let options: Options
  private let detector: ChangeDetector

  public init(_ repository: Repository, _ options: Options, detector: ChangeDetector? = nil) {
    self.repository = repository
    self.options = options
    self.detector = detector ?? ChangeDetector(repository, brokenLinks: .leftOut)
  }

  /// - Parameter removeUnused: also delete data that a checkout made earlier and nothing tracks now.
  /// - Throws: ``WorkspaceError/unsavedFiles(paths:)``, `StoreError`, `FileError`, `Cancelled`.
  public func run(_ items: [Item], removeUnused: Index? = nil) throws -> Report {
    var report = Report()
    var plans: [CheckoutPlan] = []
    var unsaved: [String] = []
    /// What no record can be checked out over, and force clears away.
    var obsolete: [String] = []
    for item in items where item.output.isCached {
      try repository.cancellation.check()
      guard let path = try repository.ownPath(of: item.output) else { continue }
      guard let id = item.output.recorded.object else {
        if !item.isImported { report.unrecorded.append(path) }
        if !options.allowMissing { report.failed.append(path) }
        if try isOnlyHere(path) { unsaved.append(path) }
        if options.force { obsolete.append(path) }
        continue
      }
      guard let plan = try plan(item, path, id) else {
        if !options.allowMissing { report.failed.append(path) }
        if !id.isTree {
          if try isOnlyHere(path) { unsaved.append(path) }
          if options.force { obsolete.append(path) }
        }
        continue
      }
      if !options.force { unsaved += try plan.losses(in: repository.store) }
      plans.append(plan)
    }
    var links = try LinkRecord(repository)
    let unused = try removeUnused.map { try links.unused(by: $0, detector: detector) } ?? []
    if !unsaved.isEmpty, !options.force { throw WorkspaceError.unsavedFiles(paths: unsaved) }

    for path in obsolete where try FileSystem.info(path, followLinks: false) != nil {
      if try isOnlyHere(path) { try ReplacedData(repository).keep(path) } else { try discard(path) }
      detector.forget(path)
    }

    for path in unused {
      let fileCount = try detector.snapshot(of: path)?.fileCount
      report.deletedFiles += fileCount ?? 1
      try discard(path)
      repository.state.forget(directory: repository.key(of: path))
      report.deleted.append(fileCount == nil ? path : path + "/")
    }
    for plan in plans {
      try repository.cancellation.check()
      try plan.execute(repository, relink: options.relink)
      links.add(plan.path, plan.id)
      detector.forget(plan.path)
      report.addedFiles += plan.counts.added
      report.modifiedFiles += plan.counts.modified
      report.deletedFiles += plan.counts.deleted
      let name = plan.id.isTree ? plan.path + "/" : plan.path
      if !plan.existed { report.added.append(name) } else if plan.isChange { report.modified.append(name) }
    }
    links.save()
    return report
  }

  /// Takes data out of the workspace in one step: half of it would be taken for an edit the next time.
  private func discard(_ path: String) throws {
    try FileSystem.makeDirectories(repository.nursery)
    let away = try FileSystem.makeTemporaryDirectory(in: repository.nursery, prefix: "unused")
    do {
      try FileSystem.rename(path, to: Paths.join(away, Paths.name(path)))
    } catch {
      _ = try? FileSystem.remove(away)
      // On another file system: one by one.
      if error.errno == EXDEV { return _ = try FileSystem.removeTree(path) }
      throw error
    }
    // What stays of it is cleared with the next lock.
    _ = try? FileSystem.removeTree(away)
  }

  /// Whether something is there that the cache doesn't have.
  private func isOnlyHere(_ path: String) throws -> Bool {
    guard let info = try FileSystem.info(path, followLinks: false), info.kind != .symlink else {
      return false
    }
    guard let snapshot = try detector.snapshot(of: path) else { return true }
    let store = try repository.store
    guard let listing = snapshot.listing else { return try !store.contains(snapshot.id, verified: true) }
    let ids = Set(listing.digests).map { ObjectID($0, algorithm: snapshot.id.algorithm) }
    return try !store.missing(ids, verified: true, cancellation: repository.cancellation).isEmpty
  }

  /// nil when an object that would be needed is not in the cache.
  private func plan(_ item: Item, _ path: String, _ id: ObjectID) throws -> CheckoutPlan? {
    // What a link in a directory's place leads to is none of ours.
    let isLink = try id.isTree && FileSystem.info(path, followLinks: false)?.kind == .symlink
    if isLink, !options.force { throw StoreError.inTheWay(path: repository.display(path)) }
    let current = isLink ? nil : try detector.snapshot(of: path, algorithm: id.algorithm)
    let limit = item.limit.flatMap { $0 == path ? nil : Paths.relative($0, to: path) }
    let store = try repository.store
    guard id.isTree else {
      let isSame = current?.id == id
      let needsMode = isSame && item.output.recorded.isExecutable && current?.isExecutable == false
      if isSame, !needsMode, !options.relink {
        var plan = CheckoutPlan(path: path, id: id, isExecutable: false, current: current, work: .nothing)
        plan.isExtraExecutable = current?.isExecutable == true && !item.output.recorded.isExecutable
        return plan
      }
      if !isSame || options.relink,
        try !store.contains(id, expecting: item.output.recorded.size.map(Int64.init))
          || !store.contains(id, verified: true)
      {
        return isSame
          ? CheckoutPlan(path: path, id: id, isExecutable: false, current: current, work: .nothing) : nil
      }
      var plan = CheckoutPlan(
        path: path, id: id, isExecutable: item.output.recorded.isExecutable, current: current, work: .file)
      plan.isLink = try current == nil && FileSystem.info(path, followLinks: false) != nil
      return plan
    }
    let empty = (current?.listing?.files.emptyDirectories ?? []).filter { directory in
      limit.map { directory == $0 || Paths.isInside(directory, $0) } ?? true
    }
    if current?.id == id, !options.relink, current?.listing?.hasExecutables != true {
      var plan = CheckoutPlan(path: path, id: id, isExecutable: false, current: current, work: .nothing)
      plan.emptyDirectories = empty
      return plan
    }
    guard try store.contains(id) else {
      return current?.id == id
        ? CheckoutPlan(path: path, id: id, isExecutable: false, current: current, work: .nothing) : nil
    }
    repository.openedTrees.note(id)
    let work = DirectoryWork(
      tree: try store.tree(id), listing: current?.listing, limit: limit, relink: options.relink)
    var plan = CheckoutPlan(
      path: path, id: id, isExecutable: false, current: current, isLink: isLink, work: .directory(work))
    plan.emptyDirectories = empty
    let missing = try store.missing(
      work.create.map(work.tree.id), verified: true, cancellation: repository.cancellation)
    if !missing.isEmpty {
      guard options.allowMissing else { return nil }
      plan.work = .directory(work.leavingOut(Set(missing)))
    }
    return plan
  }
}

extension Checkout {
  /// The outputs that targets mean, each once.
  public static func items(of targets: [Target], in index: Index) -> [Item] {
    var items: [Item] = []
    for target in targets {
      let isImported = index.stages[target.stage].isImport
      for output in index.stages[target.stage].outputs {
        guard let limit = target.path else {
          items.append(Item(output, isImported: isImported))
          continue
        }
        guard let path = output.location.absolute(root: index.root),
          limit == path || Paths.isInside(limit, path)
        else {
          continue
        }
        items.append(Item(output, limit: limit, isImported: isImported))
      }
    }
    return items
  }
}

extension Repository {
  /// The absolute path of an output that we may write; nil for what lies elsewhere.
  /// - Throws: ``WorkspaceError/insideSymlink(path:)`` when a directory on the way is a link: it may lead anywhere.
  public func ownPath(of output: Output) throws -> String? {
    guard case .inside(let inside) = output.location, !inside.isEmpty else { return nil }
    for part in inside.split(separator: "/") where part.lowercased() == ".git" || part == Self.directoryName {
      throw WorkspaceError.reservedPath(path: inside)
    }
    var here = root
    for part in inside.split(separator: "/").dropLast() {
      here = Paths.join(here, String(part))
      guard let info = try FileSystem.info(here, followLinks: false) else { break }
      if info.kind == .symlink { throw WorkspaceError.insideSymlink(path: Paths.join(root, inside)) }
    }
    return Paths.join(root, inside)
  }
}
