import Cairn
import Foundation
import Manifests
import TestKit
import Workspace

/// Work on a project: what a user does with files, and commands.
enum SimulatedOperation: CustomStringConvertible {
  // Never disturbed: not ours.
  case edit(String, String)
  case delete(String)
  case loseCache, loseLock
  case changeSource(String)
  // Commands.
  case add(String)
  case commit
  case checkout(force: Bool)
  case relink(String)
  case unprotect(String)
  case move(String, String)
  case remove(String, outs: Bool)
  case push(String), fetch(String), pull(String), cloudStatus(String)
  case gc(cloud: String?)
  case restore
  case fsck
  case addStage(String)
  case freeze(String, Bool)
  case repro
  case importURL, importData
  case update(String)

  var description: String {
    switch self {
    case .edit(let path, let text): "edit \(path) (\(text.prefix(1)) \(text.utf8.count) times)"
    case .delete(let path): "delete \(path)"
    case .loseCache: "lose the cache"
    case .loseLock: "lose dvc.lock"
    case .changeSource(let text): "change the source to \(text)"
    case .add(let path): "add \(path)"
    case .commit: "commit --force"
    case .checkout(let force): "checkout" + (force ? " --force" : "")
    case .relink(let type): "cache.type \(type), checkout --relink"
    case .unprotect(let path): "unprotect \(path)"
    case .move(let path, let target): "move \(path) \(target)"
    case .remove(let path, let outs): "remove \(path).dvc" + (outs ? " --outs" : "")
    case .push(let remote): "push -r \(remote)"
    case .fetch(let remote): "fetch -r \(remote)"
    case .pull(let remote): "pull -r \(remote)"
    case .cloudStatus(let remote): "status -c -r \(remote)"
    case .gc(let remote): "gc -w" + (remote.map { " -c -r \($0)" } ?? "")
    case .restore: "gc --restore"
    case .fsck: "fsck --repair"
    case .addStage(let name): "stage add \(name)"
    case .freeze(let name, let isFrozen): (isFrozen ? "freeze " : "unfreeze ") + name
    case .repro: "repro"
    case .importURL: "import-url ../outside here"
    case .importData: "import ../source set"
    case .update(let name): "update \(name)"
    }
  }

  /// Whether it is a command of ours.
  var isCommand: Bool {
    switch self {
    case .edit, .delete, .loseCache, .loseLock, .changeSource: false
    default: true
    }
  }

  /// One by chance, of what is possible in a project.
  static func next(_ random: inout SeededRandom, in project: String) -> SimulatedOperation {
    let names = ["a", "b", "d", "m", "n"]
    let tracked = names.filter { FileManager.default.fileExists(atPath: "\(project)/\($0).dvc") }
    let there = names.filter { FileManager.default.fileExists(atPath: "\(project)/\($0)") }
    let remote = random.pick(["r", "web"])
    switch random.int(below: 40) {
    case 0..<7:
      let text = String(repeating: "\(random.int(below: 6))", count: 1 + random.int(below: 2000))
      return .edit(random.pick(["a", "b", "d/x", "d/y", "d/s/z"]), text)
    case 7: return .delete(random.pick(["a", "b", "d/x", "d/s/z"]))
    case 8: return random.chance(30) ? .loseCache : .loseLock
    case 9: return .changeSource("\(random.int(below: 6))")
    case 10..<14: return there.isEmpty ? .edit("a", "1") : .add(random.pick(there))
    case 14, 15: return .commit
    case 16, 17: return .checkout(force: random.chance(50))
    case 18: return .relink(random.pick(["hardlink", "symlink", "copy"]))
    case 19: return tracked.isEmpty ? .commit : .unprotect(random.pick(tracked))
    case 20, 21: return tracked.isEmpty ? .commit : .move(random.pick(tracked), random.pick(names))
    case 22: return tracked.isEmpty ? .commit : .remove(random.pick(tracked), outs: random.chance(50))
    case 23, 24: return .push(remote)
    case 25: return .fetch(remote)
    case 26: return .pull(remote)
    case 27: return .cloudStatus(remote)
    case 28: return .gc(cloud: nil)
    case 29: return .gc(cloud: remote)
    case 30: return .restore
    case 31: return .fsck
    case 32, 33: return .addStage(random.pick(["one", "two"]))
    case 34: return .freeze(random.pick(["one", "two"]), random.chance(40))
    case 35, 36: return .repro
    case 37: return .importURL
    case 38: return .importData
    default: return .update(random.pick(["here", "set"]))
    }
  }

  /// - Returns: whether it said that what nobody needs is gone for good.
  @discardableResult
  func run(_ session: Session, in world: CrashWorld) throws -> Bool {
    switch self {
    case .edit(let path, let text): try Self.write(text, to: world.project + "/" + path)
    case .delete(let path): try FileManager.default.removeItem(atPath: world.project + "/" + path)
    case .loseCache: try FileManager.default.removeItem(atPath: world.project + "/.dvc/cache")
    case .loseLock: try FileManager.default.removeItem(atPath: world.project + "/dvc.lock")
    case .changeSource(let text):
      try Self.write(text, to: world.root + "/outside")
      try Self.write(text, to: world.root + "/source/set/f")
      let source = Program("/bin/sh", in: world.root + "/source", environment: world.dvc.environment)
      let outcome = try source.run(["-c", "git add -A && git commit -qm more --allow-empty"])
      guard outcome.exit == 0 else { throw SetupFailed(description: "\(outcome)") }
    case .add(let path):
      var options = AddOptions()
      options.targets = [path]
      _ = try session.add(options)
    case .commit:
      var options = CommitOptions()
      options.force = true
      _ = try session.commit(options)
    case .checkout(let force):
      var options = CheckoutOptions()
      options.force = force
      try Self.refuse(session.checkout(options))
    case .relink(let type):
      try session.setConfig(ConfigAddress("cache", "type"), to: type, at: nil)
      var options = CheckoutOptions()
      options.relink = true
      try Self.refuse(session.checkout(options))
    case .unprotect(let path):
      var options = UnprotectOptions()
      options.targets = [path]
      try session.unprotect(options)
    case .move(let path, let target): _ = try session.move(MoveOptions(source: path, destination: target))
    case .remove(let path, let outs):
      var options = RemoveOptions()
      options.targets = [path + ".dvc"]
      options.outs = outs
      _ = try session.remove(options)
    case .push, .fetch, .pull, .cloudStatus: try transfer(session)
    case .gc(let remote):
      var options = GcOptions()
      options.workspace = true
      options.cloud = remote != nil
      options.remote.name = remote
      // A disk that is full has no room for what `gc` takes away.
      return try session.gc(options).cache.contains { $0.gone > 0 }
    case .restore: _ = try session.restoreCollection(nil)
    case .fsck:
      var options = FsckOptions()
      options.repair = true
      if try !session.fsck(options).isSound { throw SetupFailed(description: "not all could be repaired") }
    default: try runPipeline(session)
    }
    return false
  }

  private func transfer(_ session: Session) throws {
    switch self {
    case .push(let remote):
      var options = PushOptions()
      options.remote.name = remote
      options.runCache = true
      try Self.refuse(session.push(options))
    case .fetch(let remote):
      var options = FetchOptions()
      options.remote.name = remote
      try Self.refuse(session.fetch(options))
    case .pull(let remote):
      var options = PullOptions()
      options.remote.name = remote
      let (fetched, checkout) = try session.pull(options)
      try Self.refuse(fetched)
      try Self.refuse(checkout)
    case .cloudStatus(let remote):
      var options = StatusOptions()
      options.remote.name = remote
      options.cloud = true
      _ = try session.cloudStatus(options)
    default: break
    }
  }

  private func runPipeline(_ session: Session) throws {
    switch self {
    case .addStage(let name):
      var options = StageAddOptions()
      options.name = name
      options.force = true
      options.deps = name == "one" ? ["a"] : ["out1"]
      options.outs = name == "one" ? ["out1"] : ["out2"]
      options.command = [
        name == "one" ? "cat a a >out1" : "mkdir -p out2 && wc -c <out1 >out2/n && cp out1 out2/o"
      ]
      _ = try session.addStage(options)
    case .freeze(let name, let isFrozen):
      var options = FreezeOptions(frozen: isFrozen)
      options.targets = [name]
      _ = try session.freeze(options)
    case .repro: _ = try session.repro(ReproOptions())
    case .importURL:
      var options = ImportURLOptions()
      options.url = "../outside"
      options.out = "here"
      _ = try session.importURL(options)
    case .importData:
      var options = ImportOptions()
      options.source.url = "../source"
      options.source.path = "set"
      _ = try session.importData(options)
    case .update(let name):
      var options = UpdateOptions()
      options.targets = [name + ".dvc"]
      try session.update(options)
    default: break
    }
  }

  /// What is in the place goes; its directories are made.
  static func write(_ text: String, to path: String) throws {
    try FileManager.default.createDirectory(
      atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try? FileManager.default.removeItem(atPath: path)
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
  }

  // What ends the program with an error.
  private static func refuse(_ result: TransferResult) throws {
    if let failure = result.failures.first { throw failure.error }
  }

  private static func refuse(_ report: Checkout.Report) throws {
    if let path = report.failed.first { throw SetupFailed(description: "no objects for \(path)") }
  }
}
