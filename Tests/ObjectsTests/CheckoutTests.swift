import CSystem
import Files
import Glibc
import Hashing
import TestKit
import Testing

@testable import Objects

/// A store with a random tree's files and the tree.
private func filled(
  _ scratch: Scratch, _ types: [LinkType], seed: UInt64, files count: Int = 200
) throws -> (ObjectStore, Tree, RandomTree) {
  let random = RandomTree(files: count, depth: 6, maxSize: 3000, seed: seed)
  let store = store(scratch, StoreSettings(linkTypes: types, workers: 2))
  let tree = try tree(random.files.map { ($0.path, Hash.digest($0.bytes)) })
  for file in random.files { _ = try store.store(bytes: file.bytes) }
  return (store, tree, random)
}

@Test(arguments: [LinkType.copy, .hardlink, .symlink], [UInt64(1), 2])
func checksOutATree(type: LinkType, seed: UInt64) throws {
  try withScratch { scratch in
    let (store, tree, random) = try filled(scratch, [type], seed: seed)
    // Twice: the second replaces everything.
    for _ in 0..<2 {
      let infos = try store.checkout(tree, into: scratch.path("w/data"))
      let files = try walk(scratch, "w/data")
      #expect(files.count == tree.count)
      for i in 0..<files.count {
        #expect(Array(files.path(i).utf8) == Array(tree.path(i).utf8))
        #expect(files.info(i) == infos[i])
        #expect(files.isLink(i) == (type == .symlink))
        if type == .hardlink, infos[i].size > 0 { #expect(infos[i].mode == 0o444) }
        if type == .copy { #expect(infos[i].mode == 0o644 && infos[i].links == 1) }
      }
    }
    for file in random.files { #expect(try scratch.bytes("w/data/" + file.path) == file.bytes) }
    try expectSound(scratch)
  }
}

@Test func checksOutSomeEntries() throws {
  try withScratch { scratch in
    let (store, tree, _) = try filled(scratch, [.copy], seed: 3, files: 20)
    let infos = try store.checkout(tree, indices: [7, 2], into: scratch.path("w"))
    let files = try walk(scratch, "w")
    #expect((0..<files.count).map(files.path) == [tree.path(2), tree.path(7)])
    #expect(infos == [files.info(1), files.info(0)])
  }
}

@Test func veryDeepTreesFit() throws {
  try withScratch { scratch in
    let store = store(scratch, StoreSettings(linkTypes: [.copy], workers: 1))
    let deep = (0..<120).map { "d\($0)" }
    var paths = (0..<120).map { deep.prefix($0).joined(separator: "/") + ($0 == 0 ? "" : "/") + "f\($0)" }
    paths.append(deep.prefix(119).joined(separator: "/") + "/e/g")
    let tree = try tree(paths.map { ($0, Hash.digest($0)) })
    for path in paths { _ = try store.store(bytes: Array(path.utf8)) }
    _ = try store.checkout(tree, into: scratch.path("w"))
    for path in paths { #expect(try scratch.text("w/" + path) == path) }
  }
}

@Test func linksInTheWorkspaceAreNotFollowed() throws {
  try withScratch { scratch in
    let store = store(scratch, StoreSettings(linkTypes: [.copy], workers: 2))
    _ = try store.store(bytes: [1])
    try scratch.makeDirectory("outside")
    try scratch.makeDirectory("w")
    try scratch.symlink("w/d", to: "../outside")
    let tree = try tree([("d/f", Hash.digest([1]))])
    #expect(throws: StoreError.inTheWay(path: scratch.path("w/d"))) {
      try store.checkout(tree, into: scratch.path("w"))
    }
    #expect(TreeSnapshot(of: scratch.path("outside")).files == [])
    // A file where a directory must be.
    try scratch.write("x", to: "v/d")
    #expect(throws: StoreError.inTheWay(path: scratch.path("v/d"))) {
      try store.checkout(tree, into: scratch.path("v"))
    }
    #expect(try scratch.text("v/d") == "x")
    // The last component may be a link: it is replaced.
    try scratch.write("keep", to: "outside/f")
    try scratch.makeDirectory("u")
    try scratch.symlink("u/d", to: "../outside/f")
    let flat = try Tree().replacing("d", with: Hash.digest([1]))
    _ = try store.checkout(flat, into: scratch.path("u"))
    #expect(try scratch.bytes("u/d") == [1])
    #expect(try scratch.text("outside/f") == "keep")
  }
}

@Test func fullDisksLeaveWholeFilesOnly() throws {
  try withScratch { scratch in
    let (store, tree, random) = try filled(scratch, [.copy], seed: 4, files: 40)
    #expect(throws: FileError.self) {
      try Fault.with(sys_call_write, on: scratch.path("w"), errno: ENOSPC, after: 9) {
        try store.checkout(tree, into: scratch.path("w"))
      }
    }
    let expected = Dictionary(uniqueKeysWithValues: random.files.map { (Array($0.path.utf8), $0.bytes) })
    for path in TreeSnapshot(of: scratch.path("w")).files {
      #expect(try scratch.bytes("w/" + path) == expected[Array(path.utf8)])
    }
  }
}

/// Where something is to be made that is not there yet.
@Suite struct FreshDirectoryTests {
  private func nursing(_ scratch: Scratch, _ store: ObjectStore) -> ObjectStore {
    var settings = store.settings
    settings.nursery = scratch.path("nursery")
    settings.workspace = scratch.path("w")
    return ObjectStore(root: store.root, settings: settings)
  }

  @Test(arguments: [LinkType.copy, .reflink]) func comesWhole(type: LinkType) throws {
    try withScratch { scratch in
      let (plain, tree, random) = try filled(scratch, [type, .copy], seed: 5)
      try scratch.makeDirectory("w")
      let store = nursing(scratch, plain)
      let infos = try store.checkout(tree, into: scratch.path("w/a/data"))
      let files = try walk(scratch, "w/a/data")
      #expect(files.count == tree.count)
      for i in 0..<files.count { #expect(files.info(i) == infos[i] && infos[i].mode == 0o644) }
      for file in random.files { #expect(try scratch.bytes("w/a/data/" + file.path) == file.bytes) }
      #expect(try FileSystem.list(scratch.path("nursery")).isEmpty)
      #expect(try FileSystem.info(scratch.path("w/a/data"))?.mode == 0o755)
    }
  }

  @Test(arguments: [0, 9]) func afterAFailureWholeFilesAreThere(after: Int) throws {
    try withScratch { scratch in
      let (plain, tree, random) = try filled(scratch, [.copy], seed: 4, files: 40)
      let store = nursing(scratch, plain)
      #expect(throws: FileError.self) {
        try Fault.with(sys_call_write, on: scratch.path("nursery"), errno: ENOSPC, after: after) {
          try store.checkout(tree, into: scratch.path("w/data"))
        }
      }
      let expected = Dictionary(uniqueKeysWithValues: random.files.map { (Array($0.path.utf8), $0.bytes) })
      let there = TreeSnapshot(of: scratch.path("w/data")).files
      #expect(there.count >= after && there.count < 40)
      for path in there { #expect(try scratch.bytes("w/data/" + path) == expected[Array(path.utf8)]) }
      #expect(try FileSystem.list(scratch.path("nursery")).isEmpty)
    }
  }

  @Test func whateverCameMeanwhileStays() throws {
    try withScratch { scratch in
      let (plain, _, _) = try filled(scratch, [.copy], seed: 4, files: 2)
      try scratch.makeDirectory("w")
      let store = nursing(scratch, plain)
      #expect(try FreshDirectory(at: scratch.path("w"), in: store) == nil)
      let fresh = try #require(try FreshDirectory(at: scratch.path("w/data"), in: store))
      try scratch.write("mine", to: "w/data/f")
      #expect(try !fresh.publish())
      #expect(try scratch.text("w/data/f") == "mine")
      #expect(try FileSystem.list(scratch.path("nursery")).isEmpty)
      try scratch.symlink("w/link", to: scratch.path("nowhere"))
      #expect(try FreshDirectory(at: scratch.path("w/link"), in: store) == nil)
    }
  }
}

@Test func relinkingKeepsContent() throws {
  try withScratch { scratch in
    try RandomTree(files: 60, names: .plain, seed: 8).write(to: scratch, under: "w")
    let before = TreeSnapshot(of: scratch.path("w"))
    let store = store(scratch, StoreSettings(linkTypes: [.hardlink], workers: 2))
    let files = try walk(scratch, "w")
    let digests = try store.storeFiles(files, root: scratch.path("w"))
    let infos = try store.relink(files, root: scratch.path("w"), digests: digests)
    let after = TreeSnapshot(of: scratch.path("w"))
    #expect(after.files == before.files)
    for i in 0..<files.count {
      #expect(try infos[i] == FileSystem.info(scratch.path("w/" + files.path(i))))
      #expect(infos[i].size == 0 || infos[i].links >= 2)
      #expect(Hash.digest(try scratch.bytes("w/" + files.path(i))) == digests[i])
    }
    // An edit between the walk and the linking is not lost.
    try scratch.write("edit", to: "w/" + files.path(5))
    #expect(throws: StoreError.changedWhileReading(path: scratch.path("w/" + files.path(5)))) {
      try store.relink(files, root: scratch.path("w"), indices: [5], digests: [digests[5]])
    }
    #expect(try scratch.text("w/" + files.path(5)) == "edit")
  }
}
