import Files
import Glibc
import Hashing
import TestKit
import Testing

@testable import Workspace

/// What is remembered of the disk, and when it isn't believed.
@Suite struct StateTests {
  private let other = Hash.digest("other")

  @Test func believesWhatItSawUnlessDistrusted() throws {
    try withScratch { scratch in
      let project = try Project(scratch)
      try scratch.write("1", to: "f")
      let info = try #require(try FileSystem.info(scratch.path("f")))
      // Stands in for a disk whose bytes changed with nothing else to show for it.
      project.repository.state.record(
        file: "f", info: info, digest: other, algorithm: .md5, seenAt: .max)
      let reader = DataReader(repository: project.repository)
      #expect(try reader.snapshot(of: scratch.path("f"), for: .hash)?.id.digest == other)
      project.repository.state.isDistrusted = true
      #expect(try reader.snapshot(of: scratch.path("f"), for: .hash)?.id.digest == Hash.digest("1"))
    }
  }

  @Test func distrustCoversDirectories() throws {
    try withScratch { scratch in
      let project = try Project(scratch)
      try scratch.write("1", to: "d/f")
      usleep(50_000)  // older than the tick in which a change could hide
      let files = try project.repository.ignore.files(below: scratch.path("d"), cancellation: Cancellation())
      let listing = Listing(files: files, digests: [other])
      let forged = try listing.tree(.md5).objectID
      project.repository.state.record(
        directory: "d", listing: listing, tree: forged, size: 1, hashedAt: nil)
      let reader = DataReader(repository: project.repository)
      #expect(try reader.snapshot(of: scratch.path("d"), for: .hash)?.id == forged)
      project.repository.state.isDistrusted = true
      #expect(try reader.snapshot(of: scratch.path("d"), for: .hash)?.id != forged)
    }
  }

  /// The racy-git rule: same size, perhaps the same tick of the clock.
  @Test func seesChangesInTheSameTick() throws {
    try withScratch { scratch in
      let project = try Project(scratch)
      let reader = DataReader(repository: project.repository)
      for round in 0..<200 {
        let name = round % 2 == 0 ? "f" : "d/f"
        let target = scratch.path(round % 2 == 0 ? "f" : "d")
        try scratch.write("\(round % 10)", to: name)
        let before = try reader.snapshot(of: target, for: .hash)?.id
        try scratch.write("\((round + 1) % 10)", to: name)
        #expect(try reader.snapshot(of: target, for: .hash)?.id != before, "round \(round)")
      }
    }
  }
}
