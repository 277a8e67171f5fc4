import Files
import Foundation
import Hashing
import Objects
import TestKit
import Testing

@testable import Remotes
@testable import Transport

/// sftp servers that cut, flip bits, lie and hang: OpenSSH's own server, and between it and us a filter that spoils what
/// it says.
@Suite struct SFTPFaults {
  private static let filter = #"""
    my ($mode, $at, $note) = @ARGV;
    my $seen = 0;
    binmode STDIN; binmode STDOUT;
    # "once": only the first of all connections.
    if ($mode =~ /^once-(.*)/) { $mode = -e $note ? "none" : $1; open(my $f, ">", $note); }
    while (my $count = sysread(STDIN, my $bytes, 32768)) {
      if ($mode eq "cut" && $seen + $count > $at) { syswrite(STDOUT, $bytes, $at - $seen) if $at > $seen; exit }
      if ($mode eq "hang" && $seen + $count > $at) { sleep 3600 }
      if ($mode eq "flip" && $seen <= $at && $at < $seen + $count) { substr($bytes, $at - $seen, 1) ^= "\x10" }
      if ($mode eq "bytes") { $bytes =~ tr/\xA7/\xA6/ }
      my $sent = 0;
      while ($sent < $count) { $sent += syswrite(STDOUT, $bytes, $count - $sent, $sent) // exit }
      $seen += $count;
    }
    """#

  private func remote(_ scratch: Scratch, _ mode: String = "none", _ at: Int = 0) throws -> SFTPRemote {
    let server = try #require(
      ["/usr/lib/openssh/sftp-server", "/usr/libexec/openssh/sftp-server", "/usr/lib/ssh/sftp-server"].first {
        FileManager.default.fileExists(atPath: $0)
      })
    try scratch.write(Self.filter, to: "filter.pl")
    let note = scratch.path("note\(UInt32.random(in: 0...UInt32.max))")
    try scratch.write(
      """
      #!/bin/sh
      [ "$1" = -G ] && exit 0
      \(server) | exec perl \(scratch.path("filter.pl")) \(mode) \(at) \(note)

      """, to: "bin/ssh", mode: 0o755)
    var settings = SSHSettings(
      host: "h", environment: ["PATH": scratch.path("bin") + ":/usr/bin:/bin", "HOME": scratch.path("")])
    settings.mayAsk = false
    settings.answerTimeout = 1
    return SFTPRemote(
      name: "far", url: "ssh://h", settings: settings, root: scratch.path("remote"), connections: 1)
  }

  /// Objects of which only the last one has the byte that a filter may spoil.
  private func fill(_ scratch: Scratch) throws -> (ObjectStore, [ObjectID]) {
    let here = ObjectStore(root: scratch.path("here"))
    var random = SeededRandom(seed: 31)
    var contents = [10, 5000, 40_000, 1_200_000].map { size in
      random.bytes(size).map { $0 == 0xA7 ? 0x55 : $0 }
    }
    contents.append([UInt8](repeating: 0xA7, count: 3000))
    return (here, try contents.map { try here.store(bytes: $0) })
  }

  /// Whatever the failure: it is the remote's by name, nothing wrong is in the store, and the next run goes on.
  private func survives(
    _ scratch: Scratch, _ ids: [ObjectID], _ place: String, _ faulty: SFTPRemote,
    _ at: SourceLocation = #_sourceLocation
  ) throws {
    let there = ObjectStore(root: scratch.path(place))
    var isTold = false
    do {
      let report = try faulty.download(ids, into: there)
      #expect(report.transferred.count + report.failures.count == ids.count, sourceLocation: at)
      isTold = !report.failures.isEmpty
    } catch let failure as WebFailure {
      #expect(failure.remote == "far" && !failure.error.message.isEmpty, sourceLocation: at)
      isTold = true
    }
    let absent = try there.missing(ids)
    #expect(absent.isEmpty || isTold, sourceLocation: at)
    #expect(try there.verify(ids).map(\.id) == absent, sourceLocation: at)
    let again = try remote(scratch).download(ids, into: there)
    #expect(again.isComplete && Set(again.transferred) == Set(absent), sourceLocation: at)
    #expect(try there.verify(ids).isEmpty, sourceLocation: at)
  }

  @Test func downloads() throws {
    try withScratch("sftp") { scratch in
      let (here, ids) = try fill(scratch)
      #expect(try remote(scratch).upload(ids, from: here).isComplete)
      var random = SeededRandom(seed: 32)
      for turn in 0..<6 {
        let at = Int(random.next() % 1_300_000)
        try survives(scratch, ids, "cut\(turn)", try remote(scratch, "cut", at))
      }
      for turn in 0..<10 {
        // Some in the first packets, where lengths and handles are, some in the data.
        let at = Int(random.next() % (turn < 6 ? 1500 : 1_200_000))
        try survives(scratch, ids, "flip\(turn)", try remote(scratch, "flip", at))
      }
      for (turn, at) in [0, 300, 50_000].enumerated() {
        try survives(scratch, ids, "hang\(turn)", try remote(scratch, "hang", at))
      }
      // A connection that breaks or hangs once is made anew, and nobody hears of it.
      for mode in ["once-cut", "once-hang"] {
        let there = ObjectStore(root: scratch.path(mode))
        let report = try remote(scratch, mode, 60_000).download(ids, into: there)
        #expect(report.isComplete, "\(mode): \(report.failures)")
        #expect(try there.verify(ids).isEmpty)
      }
    }
  }

  @Test func bytesThatAreOthers() throws {
    try withScratch("sftp") { scratch in
      let (here, ids) = try fill(scratch)
      #expect(try remote(scratch).upload(ids, from: here).isComplete)
      let there = ObjectStore(root: scratch.path("there"))
      let report = try remote(scratch, "bytes").download(ids, into: there)
      #expect(report.failures.map(\.item) == [ids[4]] && report.transferred.count == 4)
      guard case StoreError.corrupt(ids[4], _, let path)? = report.failures.first?.error else {
        Issue.record("\(report.failures)")
        return
      }
      #expect(path.contains(ids[4].hex.dropFirst(2)))
      #expect(try !there.contains(ids[4]))
      #expect(try remote(scratch).download(ids, into: there).transferred == [ids[4]])
    }
  }

  @Test func uploads() throws {
    try withScratch("sftp") { scratch in
      let (here, ids) = try fill(scratch)
      for (turn, fault) in [("cut", 30), ("cut", 400), ("hang", 0), ("hang", 500), ("flip", 200)].enumerated()
      {
        try scratch.remove("remote")
        do {
          let report = try remote(scratch, fault.0, fault.1).upload(ids, from: here)
          #expect(report.transferred.count + report.present.count + report.failures.count == ids.count)
        } catch let failure as WebFailure {
          #expect(failure.remote == "far" && !failure.error.message.isEmpty)
        }
        // What has its name at the server is whole.
        let far = try remote(scratch)
        let present = try ids.filter { try !far.missing(ids).contains($0) }
        let there = ObjectStore(root: scratch.path("there\(turn)"))
        #expect(try far.download(present, into: there).isComplete)
        #expect(try far.upload(ids, from: here).isComplete)
        #expect(try far.download(ids, into: there).isComplete)
        #expect(try there.verify(ids).isEmpty)
      }
    }
  }
}
