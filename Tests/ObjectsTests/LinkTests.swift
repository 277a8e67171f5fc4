import CSystem
import Files
import Glibc
import Hashing
import TestKit
import Testing

@testable import Objects

private func settings(_ types: LinkType...) -> StoreSettings { StoreSettings(linkTypes: types, workers: 2) }

@Test func copiesAreIndependent() throws {
  try withScratch { scratch in
    let store = store(scratch, settings(.copy))
    let id = try store.store(bytes: [1, 2])
    let info = try store.link(id, to: scratch.path("w/sub/f"))
    #expect(try scratch.bytes("w/sub/f") == [1, 2])
    #expect(try scratch.mode("w/sub/f") == 0o644)
    #expect(try info == FileSystem.info(scratch.path("w/sub/f")))
    #expect(info.links == 1)
    #expect(try store.link(id, to: scratch.path("w/x"), isExecutable: true).mode == 0o744)
    // What was there is replaced; links are replaced, not followed.
    try scratch.write("mine", to: "other")
    try scratch.remove("w/x")
    try scratch.symlink("w/x", to: "../other")
    _ = try store.link(id, to: scratch.path("w/x"))
    #expect(try scratch.bytes("w/x") == [1, 2])
    #expect(try scratch.text("other") == "mine")
  }
}

@Test func hardLinksShareTheObject() throws {
  try withScratch { scratch in
    let store = store(scratch, settings(.hardlink))
    let id = try store.store(bytes: [1, 2])
    for _ in 0..<2 {
      let info = try store.link(id, to: scratch.path("f"))
      #expect(try info.inode == FileSystem.info(store.path(of: id))?.inode)
      #expect(info.links == 2 && info.mode == 0o444)
    }
    #expect(TreeSnapshot(of: scratch.root).files.count - markers(scratch).count == 2)
    let other = try store.store(bytes: [3])
    _ = try store.link(other, to: scratch.path("f"))
    #expect(try scratch.bytes("f") == [3])
    #expect(try store.currentLink(of: scratch.path("f"), to: other) == .hardlink)
    // An empty file is a file of its own.
    let empty = try store.store(bytes: [])
    let info = try store.link(empty, to: scratch.path("e"))
    #expect(info.links == 1 && info.mode == 0o644)
  }
}

@Test func symbolicLinksAreAbsolute() throws {
  try withScratch { scratch in
    let store = store(scratch, settings(.symlink))
    let id = try store.store(bytes: [1, 2])
    for _ in 0..<2 {
      let info = try store.link(id, to: scratch.path("f"))
      #expect(try FileSystem.readLink(scratch.path("f")) == store.path(of: id))
      #expect(try info == FileSystem.info(store.path(of: id)))
    }
    #expect(try store.currentLink(of: scratch.path("f"), to: id) == .symlink)
    let empty = try store.store(bytes: [])
    _ = try store.link(empty, to: scratch.path("e"))
    #expect(try FileSystem.readLink(scratch.path("e")) == store.path(of: empty))
  }
}

@Test func theFirstTypeThatWorksIsTaken() throws {
  try withScratch { scratch in
    try scratch.makeDirectory("w")
    #expect(try store(scratch, settings(.hardlink, .copy)).linkType(for: scratch.path("w")) == .hardlink)
    #expect(try store(scratch, settings(.symlink)).linkType(for: scratch.path("w/not/there")) == .symlink)
    // Failing calls stand for a file system without the feature.
    let refused = try Fault.with(sys_call_reflink, on: scratch.root, errno: EOPNOTSUPP) {
      try Fault.with(sys_call_link, on: scratch.root, errno: EXDEV) {
        try store(scratch, settings(.reflink, .hardlink, .copy)).linkType(for: scratch.path("w"))
      }
    }
    #expect(refused == .copy)
    #expect(throws: StoreError.noLinkType([.hardlink], directory: scratch.path("w"))) {
      try Fault.with(sys_call_link, on: scratch.root, errno: EPERM) {
        try store(scratch, settings(.hardlink)).linkType(for: scratch.path("w"))
      }
    }
    // Nothing is left of the tries.
    #expect(TreeSnapshot(of: scratch.root).files == [])
  }
}

@Test func aHardLinkTooManyIsACopy() throws {
  try withScratch { scratch in
    let store = store(scratch, settings(.hardlink))
    let id = try store.store(bytes: [1, 2])
    _ = try store.linkType(for: scratch.root)
    let info = try Fault.with(sys_call_link, on: scratch.root, errno: EMLINK) {
      try store.link(id, to: scratch.path("f"))
    }
    #expect(info.links == 1 && info.mode == 0o644)
    #expect(try scratch.bytes("f") == [1, 2])
  }
}

@Test func missingAndCorruptObjectsAreNotLinked() throws {
  try withScratch { scratch in
    for type in [LinkType.copy, .hardlink, .symlink] {
      let store = store(scratch, settings(type))
      let id = ObjectID(Hash.digest("never"))
      #expect(throws: StoreError.missing(id)) { try store.link(id, to: scratch.path("f")) }
      let corrupt = try store.store(bytes: [9])
      try scratch.write([8], to: "cache/" + objectPath([9]), mode: 0o644)
      #expect(throws: StoreError.missing(corrupt)) { try store.link(corrupt, to: scratch.path("f")) }
      #expect(!scratch.exists("f"))
    }
  }
}

@Test func directoriesAreInTheWay() throws {
  try withScratch { scratch in
    let id = try store(scratch).store(bytes: [1])
    try scratch.write("keep", to: "f/x")
    for type in [LinkType.copy, .hardlink, .symlink] {
      #expect(throws: StoreError.inTheWay(path: scratch.path("f"))) {
        try store(scratch, settings(type)).link(id, to: scratch.path("f"))
      }
    }
    #expect(TreeSnapshot(of: scratch.path("f")).files == ["x"])
    #expect(try scratch.text("f/x") == "keep")
  }
}

@Test func unprotectedFilesAreCopies() throws {
  try withScratch { scratch in
    for type in [LinkType.hardlink, .symlink, .copy] {
      let store = store(scratch, settings(type))
      let id = try store.store(bytes: [1, 2])
      _ = try store.link(id, to: scratch.path("f"))
      try ObjectStore.unprotect(scratch.path("f"))
      let info = try #require(try FileSystem.info(scratch.path("f"), followLinks: false))
      #expect(info.isFile && info.links == 1 && info.mode == 0o644)
      #expect(try scratch.bytes("f") == [1, 2])
      try expectSound(scratch)
    }
  }
}
