import Files
import Git
import Hashing
import Manifests
import Workspace

/// Brings the index up to what references point at now.
public struct HistoryBuilder {
  let repository: Repository
  let git: GitRepository

  public init(_ repository: Repository, _ git: GitRepository) {
    self.repository = repository
    self.git = git
  }

  private var path: String { Paths.join(repository.privateDirectory, "history") }

  /// The index, read from its file and grown by what is new. A file that can't be used is made anew.
  public func index() throws -> HistoryIndex {
    var tips = Set(try git.references(below: "refs/").map(\.target))
    if let head = try git.headCommit() { tips.insert(head) }
    if let known = HistoryFile.read(path) {
      if Set(known.tips) == tips { return known }
      var grown = known
      // Commits that a forgotten branch alone had would stay; then, or when git lost old ones, all is made anew.
      if tips.isSuperset(of: known.tips) || isForward(known, tips), (try? grow(&grown, to: tips)) != nil {
        try? HistoryFile.write(grown, to: path)
        return grown
      }
    }
    var index = HistoryIndex()
    try grow(&index, to: tips)
    try? HistoryFile.write(index, to: path)
    return index
  }

  /// Whether every old tip is still reached.
  private func isForward(_ known: HistoryIndex, _ tips: Set<GitID>) -> Bool {
    let arguments = ["rev-list", "--max-count=1"] + known.tips.map(\.hex) + ["--not"] + tips.map(\.hex)
    guard arguments.count < 2000, let output = try? git.run(arguments) else { return false }
    return output.isEmpty
  }

  private func grow(_ index: inout HistoryIndex, to tips: Set<GitID>) throws {
    let before = Set(index.tips)
    let revisions = tips.subtracting(before).sorted().map(\.hex) + index.tips.map { "^" + $0.hex }
    defer { index.tips = tips.sorted() }
    if tips.isSubset(of: before) { return }
    var versions: [VersionKey: UInt32] = [:]
    for (number, version) in index.versions.enumerated() {
      versions[VersionKey(file: version.file, blob: version.blob)] = UInt32(number)
    }
    let old = index.commits
    index.commits = []
    // Blobs are read while git is still listing.
    try git.history(revisions, wanting: Self.isOurs) { entry in
      try repository.cancellation.check()
      let changes = entry.changes.filter { $0.new == nil || $0.isRegularFile }
      index.commits.append(
        CommitRecord(
          id: entry.id, time: entry.time, author: changes.isEmpty ? 0 : index.texts.add(entry.author),
          subject: changes.isEmpty ? 0 : index.texts.add(entry.subject),
          firstParent: UInt32(index.parents.count), parentCount: UInt32(entry.parents.count),
          firstChange: UInt32(index.changes.count), changeCount: UInt32(changes.count)))
      index.parents += entry.parents
      for change in changes {
        let file = index.texts.add(change.path)
        func version(_ blob: GitID?) throws -> UInt32 {
          guard let blob else { return HistoryIndex.none }
          let key = VersionKey(file: file, blob: blob)
          if let known = versions[key] { return known }
          let number = try read(blob, change.path, file, entry.id, &index)
          versions[key] = number
          return number
        }
        index.changes.append(ChangeRecord(old: try version(change.old), new: try version(change.new)))
      }
    }
    index.commits += old
  }

  private struct VersionKey: Hashable {
    let file: UInt32
    let blob: GitID
  }

  /// Whether a file names data: a pointer or a lock file.
  private static func isOurs(_ path: UnsafeBufferPointer<UInt8>) -> Bool {
    let name = path[((path.lastIndex(of: UInt8(ascii: "/")) ?? -1) + 1)...]
    return name.elementsEqual(LockFile.name.utf8)
      || name.count > PointerFile.suffix.utf8.count && name.suffix(4).elementsEqual(PointerFile.suffix.utf8)
  }

  /// Takes the facts of one blob in. What can't be read has none.
  private func read(
    _ blob: GitID, _ file: String, _ number: UInt32, _ commit: GitID, _ index: inout HistoryIndex
  ) throws -> UInt32 {
    let first = UInt32(index.facts.count)
    let directory = file.contains("/") ? Paths.parent(file) : ""
    let bytes = (try? git.blob(blob)) ?? []
    if Paths.name(file) == LockFile.name {
      if let lock = try? LockFile.parse(bytes) { try add(lock, directory, commit, &index) }
    } else if let entries = PointerScan.entries(bytes) {
      for entry in entries {
        add(
          FactRecord(
            stage: 0, path: 0, hash: index.texts.add(entry.hash), files: entry.files, size: entry.size,
            isOutput: entry.isOutput ? 1 : 0), entry.path, directory, &index)
      }
    } else if let pointer = try? PointerFile.parse(bytes) {
      let base = pointer.workingDirectory.map { Paths.normalize(Paths.join(directory, $0)) } ?? directory
      for output in pointer.outputs { add(output.path, output.data, true, "", base, &index) }
      for dependency in pointer.dependencies {
        add(dependency.path, dependency.data, false, "", base, &index)
      }
    }
    index.versions.append(
      VersionRecord(
        blob: blob, file: number, firstFact: first,
        factCount: UInt32(index.facts.count) - first))
    return UInt32(index.versions.count - 1)
  }

  private func add(
    _ lock: LockFile, _ directory: String, _ commit: GitID, _ index: inout HistoryIndex
  ) throws {
    // Paths of a lock file are relative to the stages' directories, which dvc.yaml knows.
    var places: [String: String] = [:]
    let file = directory.isEmpty ? PipelineFile.name : directory + "/" + PipelineFile.name
    let tree = try git.tree(at: commit)
    if let text = try? tree.read(file), text.contains(UInt8(ascii: "w")),
      let stages = (try? YAMLStages.directories(text)) ?? nil
    {
      places = stages
    }
    for stage in lock.stageNames {
      guard let entry = lock.entry(for: stage) else { continue }
      let group = stage.split(separator: "@").first.map(String.init) ?? stage
      let base =
        (places[stage] ?? places[group]).map { Paths.normalize(Paths.join(directory, $0)) } ?? directory
      for record in entry.dependencies { add(record.path, record.data, false, stage, base, &index) }
      for record in entry.outputs { add(record.path, record.data, true, stage, base, &index) }
    }
  }

  private func add(
    _ path: String, _ data: DataRecord, _ isOutput: Bool, _ stage: String, _ directory: String,
    _ index: inout HistoryIndex
  ) {
    add(
      FactRecord(
        stage: index.texts.add(stage), path: 0, hash: index.texts.add(data.digest?.text ?? ""),
        files: data.fileCount.map(Int32.init(clamping:)) ?? -1, size: data.size.map(Int64.init) ?? -1,
        isOutput: isOutput ? 1 : 0), path, directory, &index)
  }

  private func add(_ fact: FactRecord, _ path: String, _ directory: String, _ index: inout HistoryIndex) {
    var fact = fact
    let isElsewhere = path.hasPrefix("/") || path.contains("://")
    let isNormal = directory.isEmpty && !path.contains("/") && path != "."
    fact.path = index.texts.add(isElsewhere || isNormal ? path : Paths.normalize(Paths.join(directory, path)))
    index.facts.append(fact)
  }
}
