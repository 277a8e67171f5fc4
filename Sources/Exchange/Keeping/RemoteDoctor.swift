import CSystem
import Files
import Hashing
import Objects
import Remotes
import Workspace

/// Looks a remote of any kind over for a person, by doing with it what commands do.
public struct RemoteDoctor {
  let repository: Repository
  let remote: any Remote

  public init(repository: Repository, remote: any Remote) {
    self.repository = repository
    self.remote = remote
  }

  /// - Parameter writes: also store, read and remove a small object.
  /// - Throws: only when our own disk fails, or the user stops it.
  public func examine(writes: Bool) throws -> [RemoteFinding] {
    var findings = [finding(.good, "place", remote.url)]
    if let local = remote.innermost as? LocalRemote {
      findings += directory(local.url)
    } else if let web = remote.innermost as? WebRemote {
      findings += web.reach(cancellation: repository.cancellation)
    }
    if findings.contains(where: { $0.verdict == .bad }) { return findings }
    let text = try sample()
    let id = ObjectID(Hash.digest(text))
    findings.append(
      check("asking", "it tells what it has") {
        _ = try remote.missing([id], progress: nil, cancellation: repository.cancellation)
      })
    if findings.contains(where: { $0.verdict == .bad }) { return findings }
    if remote.canList {
      findings.append(
        check("listing (for gc -c, fsck and the run cache)", "allowed") {
          _ = try remote.plainFiles(below: ".cairn-doctor")
        })
    } else {
      findings.append(
        finding(.warning, "listing", "this kind of server has none: no gc -c, no run cache"))
    }
    if writes, findings.allSatisfy({ $0.verdict != .bad }) { findings += try probe(id, text) }
    return findings
  }

  private func directory(_ path: String) -> [RemoteFinding] {
    do {
      guard let info = try FileSystem.info(path) else {
        return [finding(.warning, "directory", "is not there yet; the first push makes it")]
      }
      if !info.isDirectory { return [finding(.bad, "directory", "something else than a directory is there")] }
      return [finding(.good, "directory", "is there")]
    } catch {
      return [finding(.bad, "directory", "", error)]
    }
  }

  /// Up, down, and away again: by the very calls that push, fetch and gc make.
  private func probe(_ id: ObjectID, _ text: [UInt8]) throws -> [RemoteFinding] {
    try FileSystem.makeDirectories(repository.privateDirectory)
    let place = try FileSystem.makeTemporaryDirectory(in: repository.privateDirectory, prefix: "doctor-")
    defer { _ = try? FileSystem.removeTree(place) }
    let settings = StoreSettings(linkTypes: [.copy], durability: .none)
    let from = ObjectStore(root: Paths.join(place, "from"), settings: settings)
    let to = ObjectStore(root: Paths.join(place, "to"), settings: settings)
    try from.store(bytes: text)
    var findings = [
      check("writing (push)", "a small object was stored") {
        let report = try remote.upload(
          [id], from: from, progress: nil, cancellation: repository.cancellation)
        if let failure = report.failures.first { throw failure.error }
      }
    ]
    if findings[0].verdict == .bad { return findings }
    findings.append(
      check("reading (fetch)", "it came back as it was") {
        let report = try remote.download([id], into: to, progress: nil, cancellation: repository.cancellation)
        if let failure = report.failures.first { throw failure.error }
      })
    let removal = check("removing (gc -c)", "it was removed again") {
      let report = try remote.remove([id], cancellation: repository.cancellation)
      if let failure = report.failures.first { throw failure.error }
    }
    findings.append(removal)
    if removal.verdict == .bad {
      findings.append(finding(.warning, "left there", "\(id), which nothing needs"))
    }
    return findings
  }

  /// Bytes that no remote has.
  private func sample() throws -> [UInt8] {
    var random: UInt64 = 0
    _ = sys_random(&random, 8)
    return Array("cairn looks whether it may write here: \(String(random, radix: 16))\n".utf8)
  }

  private func check(_ subject: String, _ words: String, _ body: () throws -> Void) -> RemoteFinding {
    do {
      try body()
      return finding(.good, subject, words)
    } catch {
      return finding(.bad, subject, "", error)
    }
  }

  private func finding(
    _ verdict: RemoteFinding.Verdict, _ subject: String, _ text: String, _ error: (any Error)? = nil
  ) -> RemoteFinding {
    RemoteFinding(verdict: verdict, subject: subject, text: text, error: error)
  }
}
