import Files
import Glibc
import Hashing
import Objects
import TestKit
import Testing

@testable import Workspace

@Suite struct CompleteTreesTests {
  @Test func remembersManyDirectoriesALineEach() throws {
    try withScratch { scratch in
      let project = try Project(scratch)
      for i in 0..<5 { try scratch.write("\(i)", to: "d\(i)/f") }
      try project.add("d0", "d1", "d2", "d3", "d4")
      usleep(50_000)  // older than the tick in which a change could hide
      let store = try project.repository.store
      let ids = try store.names().ids(.md5).filter(\.isTree)
      let path = scratch.path(".dvc/tmp/cairn/complete")
      func trees() -> CompleteTrees { CompleteTrees(path: path, store: store) }
      let first = trees()
      for id in ids { #expect(try first.isComplete(id, cancellation: Cancellation())) }
      for id in ids { #expect(try first.isComplete(id, cancellation: Cancellation())) }
      let lines = try scratch.text(".dvc/tmp/cairn/complete").split(separator: "\n")
      #expect(lines.count == 5)

      // A torn line, and one in the form of older versions, harm nothing.
      try FileSystem.append("{\"a\": \"b\"}\n\(ids[0])", to: path)
      for id in ids { #expect(try trees().isComplete(id, cancellation: Cancellation())) }

      let member = try store.tree(ids[0]).id(0)
      try FileSystem.remove(store.path(of: member))
      #expect(try !trees().isComplete(ids[0], cancellation: Cancellation()))
      #expect(try trees().isComplete(ids[1], cancellation: Cancellation()))
    }
  }
}
