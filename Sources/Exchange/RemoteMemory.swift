import CSystem
import Files
import Hashing
import Objects
import Remotes
import Workspace

/// Which directory objects a remote was seen to have with all their files. A later push of a directory that shares files
/// with one of them needs not ask for those again.
///
/// Only directory objects are remembered, and none is believed as it stands: before it vouches for anything the remote
/// is asked for it, as `gc -c` removes a directory object before its files; and a few files of it, drawn by lot, are asked
/// for as well. One that is gone ends all trust: everything is asked for again. A file of a cache: deleting it costs time.
struct RemoteMemory {
  /// Files asked for to see whether the others are to be believed.
  static let lots = 24
  /// Directory objects remembered for each remote.
  private static let most = 64
  /// Of those, how many are asked for before one push.
  private static let asked = 8

  private let path: String
  private(set) var trees: [ObjectID]

  init(_ repository: Repository, _ remote: any Remote) {
    let name = Hash.digest(Array("\(remote.name)\n\(remote.url)".utf8)).hex(byteCount: 16)
    path = Paths.join(repository.privateDirectory, "remotes/" + name)
    let text = (try? FileSystem.readIfPresent(path)).flatMap { $0 }.map {
      String(decoding: $0, as: UTF8.self)
    }
    trees = (text ?? "").split(separator: "\n").suffix(Self.most).compactMap { line in
      let words = line.split(separator: " ")
      guard words.count == 2, let algorithm = HashAlgorithm.allCases.first(where: { $0.name == words[0] }),
        let id = ObjectID(String(words[1]), algorithm: algorithm), id.isTree
      else { return nil }
      return id
    }
  }

  /// The youngest that may vouch for files of others.
  func witnesses(except ids: [ObjectID]) -> [ObjectID] {
    let own = Set(ids)
    return Array(trees.filter { !own.contains($0) }.suffix(Self.asked))
  }

  /// These are there, with all their files.
  mutating func add(_ ids: [ObjectID]) {
    let new = Set(ids)
    trees = Array((trees.filter { !new.contains($0) } + ids).suffix(Self.most))
  }

  mutating func forget() { trees = [] }

  /// A memory that can't be kept is no reason to fail.
  func save() {
    let text = trees.map { "\($0.algorithm.name) \($0)\n" }.joined()
    do {
      if trees.isEmpty {
        try FileSystem.remove(path)
      } else {
        try FileSystem.makeDirectories(Paths.parent(path))
        try FileSystem.write(Array(text.utf8), to: path)
      }
    } catch {}
  }

  /// Some of many, by lot.
  static func draw(_ ids: [ObjectID]) -> [ObjectID] {
    if ids.count <= lots { return ids }
    return (0..<lots).map { _ in
      var random: UInt64 = 0
      _ = sys_random(&random, 8)
      return ids[Int(random % UInt64(ids.count))]
    }
  }
}
