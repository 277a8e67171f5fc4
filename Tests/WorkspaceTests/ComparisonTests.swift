import Hashing
import TestKit
import Testing

@testable import Workspace

@Suite struct ComparisonTests {
  private func data(_ project: Project) throws -> (recorded: TrackedData, workspace: TrackedData) {
    let index = try project.recorded()
    return (TrackedData(index, withoutHash: false), try project.workspace(index))
  }

  @Test func tellsMembersOfADirectoryThatDiffers() throws {
    try withScratch { scratch in
      let project = try Project(scratch)
      for (path, text) in [("d/a", "1"), ("d/b", "2"), ("d/s/c", "3"), ("d-x", "4")] {
        try scratch.write(text, to: path)
      }
      try project.add("d", "d-x")
      try scratch.write("changed", to: "d/a")
      try scratch.remove("d/b")
      try scratch.write("new", to: "d/s.txt")
      let (recorded, workspace) = try data(project)
      #expect(
        try project.changes(from: recorded, to: workspace)
          == ["modified d/", "modified d/a", "deleted d/b", "added d/s.txt"])
      #expect(try project.changes(from: recorded, to: workspace, granular: false) == ["modified d/"])
      #expect(try project.changes(from: workspace, to: workspace).isEmpty)
    }
  }

  @Test func tellsWhatIsTheSameOnRequest() throws {
    try withScratch { scratch in
      let project = try Project(scratch)
      for path in ["d/a", "d/b", "f"] { try scratch.write(path, to: path) }
      try project.add("d", "f")
      try scratch.write("changed", to: "d/a")
      let (recorded, workspace) = try data(project)
      let source = MemberSource(project.repository)
      func unchanged(_ granular: Bool) throws -> [String] {
        try Comparison.run(source, from: recorded, to: workspace, granular: granular, keepsUnchanged: true)
          .unchanged
          .map(\.path)
      }
      #expect(try unchanged(false) == ["f"])
      #expect(try unchanged(true) == ["d/b", "f"])
    }
  }

  @Test func fileInPlaceOfADirectoryHasNoMembers() throws {
    try withScratch { scratch in
      let project = try Project(scratch)
      try scratch.write("1", to: "d/a")
      try scratch.write("2", to: "f")
      try project.add("d", "f")
      try scratch.remove("d")
      try scratch.write("1", to: "d")
      try scratch.remove("f")
      try scratch.write("2", to: "f/x")
      let (recorded, workspace) = try data(project)
      #expect(
        try project.changes(from: recorded, to: workspace) == [
          "modified d", "deleted d/a", "modified f/", "added f/x",
        ])
    }
  }

  @Test func targetInsideADirectoryLimitsItsMembers() throws {
    try withScratch { scratch in
      let project = try Project(scratch)
      for path in ["d/a", "d/s/b", "f"] { try scratch.write(path, to: path) }
      try project.add("d", "f")
      for path in ["d/a", "d/s/b", "f"] { try scratch.write("changed", to: path) }
      let index = try project.recorded()
      var recorded = TrackedData(index, withoutHash: false)
      recorded.restrict(to: ["d/s"])
      let workspace = try project.workspace(index, ["d/s"])
      #expect(try project.changes(from: recorded, to: workspace) == ["modified d/s/b"])
      #expect(try project.changes(from: recorded, to: workspace, granular: false).isEmpty)
      let source = MemberSource(project.repository)
      #expect(try recorded.contains("d/s", source))
      #expect(try !recorded.contains("d/q", source))
    }
  }

  @Test func memberThatBecameAnOutputIsNotTold() throws {
    try withScratch { scratch in
      let project = try Project(scratch)
      try scratch.write("1", to: "d/a")
      try scratch.write("2", to: "d/b")
      try project.add("d")
      let before = TrackedData(try project.recorded(), withoutHash: false)
      try scratch.remove("d.dvc")
      _ = try project.recorded()
      try project.add("d/a")
      try scratch.write("changed", to: "d/b")
      project.repository.invalidateIndex()
      try project.add("d/b")
      let after = TrackedData(try project.recorded(), withoutHash: false)
      #expect(try project.changes(from: before, to: after) == ["deleted d/", "modified d/b"])
      #expect(try project.changes(from: after, to: before) == ["added d/", "modified d/b"])
    }
  }

  @Test func membersAreKnownFromTheWorkspaceWhenTheCacheIsGone() throws {
    try withScratch { scratch in
      let project = try Project(scratch)
      try scratch.write("1", to: "d/a")
      try scratch.write("2", to: "d/s/b")
      try project.add("d")
      project.repository.state.save()
      try scratch.remove(".dvc/cache")
      let fresh = try Project(scratch)
      let recorded = TrackedData(try fresh.recorded(), withoutHash: false)
      func missing(_ source: MemberSource) -> MissingObjects { MissingObjects(fresh.repository, source) }
      let unopened = missing(MemberSource(fresh.repository))
      #expect(try unopened.paths(of: recorded, granular: true).map(\.path) == ["d"])
      for item in recorded.items { if let id = item.id { fresh.repository.openedTrees.note(id) } }
      let missing = missing(MemberSource(fresh.repository))
      #expect(try missing.paths(of: recorded, granular: true).map(\.path) == ["d", "d/a", "d/s/b"])
      #expect(try missing.paths(of: recorded, granular: false).map(\.path) == ["d"])
    }
  }

  @Test func membersOfAnUnknownDirectoryAreUnknown() throws {
    try withScratch { scratch in
      let project = try Project(scratch)
      try scratch.write("1", to: "d/a")
      try project.add("d")
      try scratch.remove(".dvc/cache")
      try scratch.write("changed", to: "d/a")
      let fresh = try Project(scratch)
      let index = try fresh.recorded()
      let (recorded, workspace) = (TrackedData(index, withoutHash: false), try fresh.workspace(index))
      #expect(
        try fresh.changes(from: recorded, to: workspace, tellsUnknown: true) == [
          "modified d/", "unknown d/a",
        ])
      #expect(try fresh.changes(from: recorded, to: workspace) == ["modified d/"])
    }
  }

  @Test func missingMemberIsFoundWithoutItsDirectoryObject() throws {
    try withScratch { scratch in
      let project = try Project(scratch)
      try scratch.write("1", to: "d/a")
      try scratch.write("2", to: "d/b")
      try project.add("d")
      let id = ObjectID(Hash.digest([UInt8(ascii: "2")], .md5))
      try scratch.remove(".dvc/cache/files/md5/\(id.hex.prefix(2))/\(id.hex.dropFirst(2))")
      let fresh = try Project(scratch)
      let recorded = TrackedData(try fresh.recorded(), withoutHash: false)
      let missing = MissingObjects(fresh.repository, MemberSource(fresh.repository))
      #expect(try missing.paths(of: recorded, granular: true).map(\.path) == ["d/b"])
      #expect(try missing.paths(of: recorded, granular: false).isEmpty)
    }
  }

  @Test func asksEachRemoteOnce() throws {
    try withScratch { scratch in
      let project = try Project(scratch)
      for path in ["d/a", "d/b", "same"] { try scratch.write("same", to: path) }
      try project.add("d", "same")
      let recorded = TrackedData(try project.recorded(), withoutHash: false)
      var calls: [(ids: [ObjectID], remote: String?)] = []
      let found = try MissingObjects(project.repository, MemberSource(project.repository)).paths(
        of: recorded, granular: true
      ) { ids, remote in
        calls.append((ids, remote))
        return ids.filter { !$0.isTree }
      }
      #expect(calls.count == 1)
      #expect(calls.first?.ids.count == 2)
      #expect(found.map(\.path) == ["d/a", "d/b", "same"])
    }
  }
}

@Suite struct RenameTests {
  private func id(_ text: String, isTree: Bool = false) -> ObjectID {
    ObjectID(Hash.digest(Array(text.utf8), .md5), isTree: isTree)
  }

  @Test func pairsOfOneContentGoInPathOrder() {
    let changes = [
      PathChange(.added, "four", old: nil, new: id("x")), PathChange(.deleted, "one", old: id("x"), new: nil),
      PathChange(.added, "three", old: nil, new: id("x")),
      PathChange(.deleted, "two", old: id("x"), new: nil),
      PathChange(.added, "zero", old: nil, new: id("x")),
    ]
    let renames = changes.pairingRenames().map { "\($0.kind) \($0.oldPath ?? "-") \($0.path)" }
    #expect(renames == ["renamed one four", "renamed two three", "added - zero"])
  }

  @Test func directoryIsNoRenamedFile() {
    let changes = [
      PathChange(.added, "a", old: nil, new: id("x", isTree: true)),
      PathChange(.deleted, "b", old: id("x"), new: nil),
    ]
    #expect(changes.pairingRenames().map(\.kind) == [.added, .deleted])
  }

  @Test func nothingRecordedIsNoRename() {
    let changes = [
      PathChange(.added, "a", old: nil, new: nil), PathChange(.deleted, "b", old: nil, new: nil),
    ]
    #expect(changes.pairingRenames().map(\.kind) == [.added, .deleted])
  }
}
