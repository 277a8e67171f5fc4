import Files
import Hashing
import Objects
import TestKit
import Testing

@testable import Remotes
@testable import Transport

@Suite struct SFTPRemotes {
  private func settings(_ server: ShellServer) -> SSHSettings {
    var settings = SSHSettings(host: "127.0.0.1", environment: ["PATH": server.programs + ":/usr/bin:/bin"])
    (settings.port, settings.user, settings.keyFile) = (server.port, server.user, server.key)
    settings.mayAsk = false
    return settings
  }

  private func with(_ body: (RemoteConformance, ShellServer, Scratch) throws -> Void) throws {
    try withShellServer { server, scratch in
      let suite = RemoteConformance(scratch: scratch) {
        SFTPRemote(
          name: "far", url: "ssh://far", settings: settings(server), root: scratch.path("data/remote"))
      }
      try body(suite, server, scratch)
    }
  }

  @Test func roundTrip() throws { try with { suite, _, _ in try suite.roundTrip() } }
  @Test func missingObjects() throws { try with { suite, _, _ in try suite.missingObjects() } }
  @Test func listingAndRemoval() throws { try with { suite, _, _ in try suite.listingAndRemoval() } }
  @Test func plainFiles() throws { try with { suite, _, _ in try suite.plainFiles() } }
  @Test func cancelling() throws { try with { suite, _, _ in try suite.cancelling() } }
  @Test(arguments: RemoteConformance.Check.allCases) func conforms(_ check: RemoteConformance.Check) throws {
    try with { suite, _, _ in try suite.run(check) }
  }
  @Test func corruptObjects() throws {
    try with { suite, _, scratch in
      try suite.corruptObjects { id in
        let path = "data/remote/files/md5/\(id.hex.prefix(2))/\(id.hex.dropFirst(2))"
        try scratch.write(Array(try scratch.bytes(path).reversed()) + [1], to: path)
      }
    }
  }

  @Test func leavesNoTemporaries() throws {
    try with { suite, _, scratch in
      let here = suite.store("here")
      let ids = try suite.fill(here, (0..<500).map { Array("\($0)".utf8) })
      #expect(try suite.make().upload(ids, from: here).transferred.count == 500)
      let names = TreeSnapshot(of: scratch.path("data/remote")).files
      #expect(names.count == 500 && !names.contains { $0.hasSuffix(".tmp") })
    }
  }

  @Test func goesOnWhenSessionsBreakOff() throws {
    try with { suite, server, scratch in
      let here = suite.store("here")
      var random = SeededRandom(seed: 3)
      let ids = try suite.fill(here, (0..<400).map { _ in random.bytes(20_000) })
      let remote = try suite.make()
      _ = try remote.missing(ids)  // the sessions stand
      server.cutSessions()
      let up = try remote.upload(ids, from: here)
      #expect(up.isComplete && up.transferred.count == ids.count)
      server.cutSessions()
      #expect(try remote.download(ids, into: suite.store("there")).isComplete)
    }
  }

  /// What an earlier run left is gone on with, and thrown away when it is no good.
  @Test func resumes() throws {
    try with { suite, _, scratch in
      let here = suite.store("here")
      var random = SeededRandom(seed: 4)
      let bytes = random.bytes(6_000_000)
      let id = try here.store(bytes: bytes)
      #expect(try suite.make().upload([id], from: here).isComplete)
      for isGood in [true, false] {
        var left = Array(bytes[..<4_000_000])
        if !isGood { left[1_000_000] ^= 1 }
        let name = isGood ? "good" : "bad"
        try scratch.write(left, to: "\(name)/files/md5/\(id.hex.prefix(2))/.\(id.hex.dropFirst(2)).part.tmp")
        let there = suite.store(name)
        let remote = try suite.make()
        // A server's copy whose start is another's shows whether the start was asked for.
        if isGood {
          let place = "data/remote/files/md5/\(id.hex.prefix(2))/\(id.hex.dropFirst(2))"
          try scratch.write([UInt8](repeating: 0, count: 2_000_000) + bytes[2_000_000...], to: place)
          #expect(try remote.download([id], into: there).isComplete)
          try scratch.write(bytes, to: place)
        } else {
          #expect(try remote.download([id], into: there).isComplete)
        }
        #expect(try there.read(id) == bytes)
        #expect(TreeSnapshot(of: scratch.path(name)).files.count == 1)
      }
    }
  }

  /// No room, no permission, something in the way at the server: each says what, and leaves nothing half there.
  @Test func tellsWhatTheServerCannotDo() throws {
    try with { suite, server, scratch in
      let here = suite.store("here")
      var random = SeededRandom(seed: 5)
      let ids = try suite.fill(here, [[1], random.bytes(3_000_000)])
      func failures(_ root: String) throws -> [String] {
        let remote = SFTPRemote(name: "far", url: "ssh://far", settings: settings(server), root: root)
        do {
          let up = try remote.upload(ids, from: here)
          return up.failures.map { "\($0.error)" }
        } catch let error as WebFailure {
          return ["\(error.remote): \(error.error.message) \(error.error.url)"]
        }
      }
      // A file where a directory should be.
      try scratch.write("in the way", to: "data/file")
      let blocked = try failures(scratch.path("data/file/remote"))
      #expect(!blocked.isEmpty && blocked.allSatisfy { $0.contains("file/remote") }, "\(blocked)")
      // A place that takes nothing at all, whoever asks.
      let refused = try failures("/proc/remote")
      #expect(!refused.isEmpty && refused.allSatisfy { $0.contains("/proc/remote") }, "\(refused)")
    }
  }

  @Test func putsAESFirstWhereTheListIsSshsOwn() {
    let usual = "chacha20-poly1305@openssh.com,aes128-ctr,aes128-gcm@openssh.com,aes256-gcm@openssh.com"
    let faster = SSHProcess.faster(usual)
    let wanted = "aes128-gcm@openssh.com,aes256-gcm@openssh.com,chacha20-poly1305@openssh.com,aes128-ctr"
    #expect(faster == nil || faster == wanted)
    #expect(SSHProcess.faster("aes256-ctr,chacha20-poly1305@openssh.com") == nil)
    #expect(SSHProcess.faster("chacha20-poly1305@openssh.com") == nil)
  }

  @Test func tellsWhyThereIsNoConnection() throws {
    try with { suite, server, scratch in
      func error(_ change: (inout SSHSettings) -> Void) -> TransportError? {
        var settings = settings(server)
        change(&settings)
        let remote = SFTPRemote(name: "far", url: "ssh://far", settings: settings, root: "/nowhere")
        do {
          _ = try remote.missing([ObjectID(Hash.digest("x"))])
          return nil
        } catch {
          #expect((error as? WebFailure)?.remote == "far", "\(error)")
          return (error as? WebFailure)?.error
        }
      }
      try scratch.write("no key", to: "other", mode: 0o600)
      #expect(error { $0.keyFile = scratch.path("other") }?.cause == .denied)
      #expect(error { $0.port = 1 }?.cause == .connect)
      #expect(error { $0.host = "no-such-host.invalid" }?.cause == .dns)
      #expect(error { $0.environment["PATH"] = scratch.path("") }?.cause == .noLibrary)
      #expect(error { $0.host = "-oProxyCommand=touch \(scratch.path("owned"))" }?.cause == .badURL)
      #expect(!scratch.exists("owned"))
      _ = error { _ in }
      // Another key for the same host: somebody is in between.
      let known = try scratch.text("shell/known").split(separator: " ")
      let other = try scratch.text("shell/key.pub").split(separator: " ")
      try scratch.write("\(known[0]) \(other[0]) \(other[1])\n", to: "shell/known")
      #expect(error { _ in }?.cause == .tls)
    }
  }

  @Test func survivesServersThatTalkNonsense() throws {
    // What a server may answer to the first packet, and then close: no crash, no hang, a clear error.
    let answers: [[UInt8]] = [
      Array("Welcome to this machine!\n".utf8), [], [0, 0, 0, 0], [0xff, 0xff, 0xff, 0xff, 1],
      [0, 0, 0, 5, 2, 0],
      [0, 0, 0, 5, 2, 0, 0, 0, 2], [0, 0, 0, 1, 99], [0, 0, 0, 9, 2, 0, 0, 0, 3, 0, 0, 0, 200],
    ]
    try withScratch { scratch in
      for (i, answer) in answers.enumerated() {
        try scratch.write(answer, to: "answer")
        try scratch.write(
          "#!/bin/sh\n[ \"$1\" = -G ] && exit 0\ncat \(scratch.path("answer"))\n", to: "bin/ssh", mode: 0o755)
        let settings = SSHSettings(host: "h", environment: ["PATH": scratch.path("bin") + ":/usr/bin:/bin"])
        let remote = SFTPRemote(name: "far", url: "ssh://h", settings: settings, root: "/x")
        #expect(throws: WebFailure.self, "\(i)") { try remote.missing([ObjectID(Hash.digest("x"))]) }
      }
    }
  }

  @Test func readsPacketsOfAnyBytes() {
    var random = SeededRandom(seed: 11)
    var understood = 0
    for _ in 0..<20_000 {
      let bytes = random.bytes(Int(random.next() % 64))
      bytes.withUnsafeBytes { bytes in
        var reader = SFTPReader(bytes)
        if SFTPReply(UInt8(100 + random.next() % 8), &reader) != nil { understood += 1 }
      }
    }
    #expect(understood > 0)
  }
}
