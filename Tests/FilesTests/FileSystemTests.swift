import CSystem
import Files
import Glibc
import enum TestKit.Fault
import Testing

@Suite struct WritingFiles {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  @Test func writesAndReadsBack() throws {
    let bytes = [UInt8]((0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 7) })
    try FileSystem.write(bytes, to: scratch.at("f"))
    #expect(try FileSystem.read(scratch.at("f")) == bytes)
    #expect(try scratch.names() == ["f"])
  }

  @Test func replacesTheFileKeepingItsMode() throws {
    let path = try scratch.put("old", at: "f")
    try FileSystem.setMode(0o754, of: path)
    let before = try FileSystem.info(path)
    try FileSystem.write("new", to: path)
    let after = try FileSystem.info(path)
    #expect(try scratch.text("f") == "new")
    #expect(after?.mode == 0o754)
    #expect(after?.inode != before?.inode)
  }

  @Test func setsTheModeAskedFor() throws {
    try FileSystem.write("x", to: scratch.at("f"), mode: 0o444)
    #expect(try FileSystem.info(scratch.at("f"))?.mode == 0o444)
  }

  @Test func writesThroughALink() throws {
    try scratch.put("old", at: "d/real")
    try FileSystem.symlink(target: "d/real", at: scratch.at("link"))
    try FileSystem.write("new", to: scratch.at("link"))
    #expect(try scratch.text("d/real") == "new")
    #expect(try FileSystem.readLink(scratch.at("link")) == "d/real")
  }

  @Test func refusesLinkLoops() throws {
    try FileSystem.symlink(target: "b", at: scratch.at("a"))
    try FileSystem.symlink(target: "a", at: scratch.at("b"))
    #expect(throws: FileError("write", scratch.at("a"), errno: ELOOP)) {
      try FileSystem.write("x", to: scratch.at("a"))
    }
  }

  @Test func writesNamesOfGreatestLength() throws {
    let name = String(repeating: "n", count: 255)
    try FileSystem.write("x", to: scratch.at(name))
    #expect(try scratch.names() == [name])
  }

  @Test(arguments: [
    (sys_call_open, ENOSPC), (sys_call_write, ENOSPC), (sys_call_fsync, EIO), (sys_call_rename, EACCES),
    (sys_call_close, EDQUOT), (sys_call_chmod, EPERM),
  ])
  func leavesTheOldFileWhenACallFails(call: Int, error: Int32) throws {
    let path = try scratch.put("old", at: "f")
    #expect {
      try Fault.with(call, on: scratch.path, errno: error) { try FileSystem.write("new", to: path) }
    } throws: {
      ($0 as? FileError)?.errno == error
    }
    #expect(try scratch.text("f") == "old")
    #expect(try scratch.names() == ["f"])
  }

  @Test func syncsTheFileAndThenItsDirectory() throws {
    #expect(throws: FileError("sync", scratch.path, errno: EIO)) {
      try Fault.with(sys_call_fsync, on: scratch.path, errno: EIO, after: 1) {
        try FileSystem.write("x", to: scratch.at("f"))
      }
    }
    #expect(try scratch.text("f") == "x")
    try Fault.with(sys_call_fsync, on: scratch.path, errno: EIO) {
      try FileSystem.write("y", to: scratch.at("f"), durable: false)
    }
    #expect(try scratch.text("f") == "y")
  }

  @Test func syncsAWholeFileSystem() throws {
    try FileSystem.syncFileSystem(of: scratch.path)
    #expect(throws: FileError("sync", scratch.path, errno: EIO)) {
      try Fault.with(sys_call_syncfs, on: scratch.path, errno: EIO) {
        try FileSystem.syncFileSystem(of: scratch.path)
      }
    }
  }

  @Test func replacesNothingButFiles() throws {
    #expect(mkfifo(scratch.at("fifo"), 0o666) == 0)
    #expect(throws: FileError("write", scratch.at("fifo"), errno: EINVAL)) {
      try FileSystem.write("x", to: scratch.at("fifo"))
    }
    try FileSystem.makeDirectories(scratch.at("d"))
    #expect(throws: FileError("write", scratch.at("d"), errno: EISDIR)) {
      try FileSystem.write("x", to: scratch.at("d"))
    }
    #expect(throws: FileError("read", scratch.at("fifo"), errno: EINVAL)) {
      try FileSystem.copyFile(from: scratch.at("fifo"), to: scratch.at("copy"))
    }
    #expect(try scratch.names() == ["d", "fifo"])
  }

  @Test func toleratesAFileSystemWithoutSync() throws {
    try Fault.with(sys_call_fsync, on: scratch.path, errno: EINVAL) {
      try FileSystem.write("x", to: scratch.at("f"))
    }
    #expect(try scratch.text("f") == "x")
  }

  @Test func copiesContentAndMode() throws {
    let path = try scratch.put("payload", at: "f")
    try FileSystem.setMode(0o640, of: path)
    try FileSystem.copyFile(from: path, to: scratch.at("g"))
    #expect(try scratch.text("g") == "payload")
    #expect(try FileSystem.info(scratch.at("g"))?.mode == 0o640)
    try Fault.with(sys_call_copy_range, on: scratch.path, errno: EXDEV) {
      try FileSystem.copyFile(from: path, to: scratch.at("h"), mode: 0o444)
    }
    #expect(try scratch.text("h") == "payload")
    #expect(try FileSystem.info(scratch.at("h"))?.mode == 0o444)
  }

  @Test func copiesEmptyAndVirtualFiles() throws {
    try scratch.put("", at: "empty")
    try FileSystem.copyFile(from: scratch.at("empty"), to: scratch.at("copy"))
    #expect(try scratch.text("copy") == "")
    try FileSystem.copyFile(from: "/proc/self/status", to: scratch.at("status"))
    #expect(try scratch.text("status")?.contains("Pid:") == true)
  }

  @Test func refusesPathsThatCWouldCut() throws {
    #expect(throws: FileError.self) { try FileSystem.write("x", to: scratch.at("a\0b")) }
    #expect(try scratch.names().isEmpty)
  }
}

@Suite struct ReadingFiles {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  @Test func tellsWhatIsThere() throws {
    try scratch.put("12345", at: "f")
    try FileSystem.setTimes(modification: 1_600_000_000_123_456_789, of: scratch.at("f"))
    let info = try #require(try FileSystem.info(scratch.at("f")))
    #expect(info.kind == .file && info.size == 5 && info.links == 1)
    #expect(info.mtime == 1_600_000_000_123_456_789)
    #expect(try FileSystem.info(scratch.path)?.kind == .directory)
    #expect(try FileSystem.info(scratch.at("none")) == nil)
    #expect(try FileSystem.info(scratch.at("f/below")) == nil)
  }

  @Test func tellsLinksFromTheirTargets() throws {
    try FileSystem.symlink(target: "nowhere", at: scratch.at("l"))
    #expect(try FileSystem.info(scratch.at("l")) == nil)
    #expect(try FileSystem.info(scratch.at("l"), followLinks: false)?.kind == .symlink)
  }

  @Test func readsVirtualFilesWhole() throws {
    #expect(try FileSystem.read("/proc/self/status").count > 100)
  }

  @Test func namesTheFailure() throws {
    #expect(throws: FileError("read", scratch.at("none"), errno: ENOENT)) {
      try FileSystem.read(scratch.at("none"))
    }
    #expect(try FileSystem.readIfPresent(scratch.at("none")) == nil)
    #expect(throws: FileError("read", scratch.path, errno: EISDIR)) { try FileSystem.read(scratch.path) }
    #expect(ErrorText.of(ENOENT) == "No such file or directory")
    #expect(ErrorText.of(99999) == "Unknown error 99999")
  }

  @Test func listsInByteOrder() throws {
    for name in ["b", "a", "B", "é", "a.b", "a-b", "_"] { try scratch.put("", at: name) }
    try FileSystem.makeDirectories(scratch.at("dir"))
    try FileSystem.symlink(target: "dir", at: scratch.at("link"))
    #expect(try scratch.names() == ["B", "_", "a", "a-b", "a.b", "b", "dir", "link", "é"])
    let kinds = try FileSystem.list(scratch.path).map(\.kind)
    #expect(kinds[6] == .directory && kinds[7] == .symlink && kinds[0] == .file)
  }

  @Test func findsNamesInAListing() throws {
    for i in 0..<100 { try scratch.put("", at: "n\(i)") }
    let entries = try DirectoryEntries(reading: scratch.path)
    #expect(entries.index(of: "n42").map(entries.name) == "n42")
    #expect(entries.index(of: "n100") == nil)
    #expect(entries.index(of: "") == nil)
  }
}

@Suite struct NamesAndDirectories {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  @Test func makesDirectoriesDeep() throws {
    try FileSystem.makeDirectories(scratch.at("a/b/c"))
    try FileSystem.makeDirectories(scratch.at("a/b/c"))
    #expect(try FileSystem.info(scratch.at("a/b/c"))?.isDirectory == true)
    try scratch.put("", at: "file")
    #expect(throws: FileError.self) { try FileSystem.makeDirectories(scratch.at("file")) }
    #expect(throws: FileError.self) { try FileSystem.makeDirectories(scratch.at("file/below")) }
  }

  @Test func linksAndRenames() throws {
    try scratch.put("x", at: "f")
    try FileSystem.hardLink(scratch.at("f"), at: scratch.at("g"))
    #expect(try FileSystem.info(scratch.at("g"))?.links == 2)
    #expect(throws: FileError("link", scratch.at("g"), errno: EEXIST)) {
      try FileSystem.hardLink(scratch.at("f"), at: scratch.at("g"))
    }
    try FileSystem.rename(scratch.at("f"), to: scratch.at("h"))
    #expect(try scratch.names() == ["g", "h"])
  }

  @Test func removesFilesLinksAndEmptyDirectories() throws {
    try scratch.put("x", at: "d/f")
    try FileSystem.symlink(target: "d", at: scratch.at("l"))
    #expect(try FileSystem.remove(scratch.at("l")))
    #expect(try !FileSystem.remove(scratch.at("l")))
    #expect(throws: FileError("remove", scratch.at("d"), errno: ENOTEMPTY)) {
      try FileSystem.remove(scratch.at("d"))
    }
    try FileSystem.remove(scratch.at("d/f"))
    #expect(try FileSystem.remove(scratch.at("d")))
    #expect(try scratch.names().isEmpty)
  }

  @Test func removesTreesWithoutFollowingLinks() throws {
    try scratch.put("precious", at: "outside/f")
    for i in 0..<300 { try scratch.put("", at: "t/d\(i % 7)/e/f\(i)") }
    try FileSystem.symlink(target: "../outside", at: scratch.at("t/link"))
    try FileSystem.symlink(target: scratch.at("outside"), at: scratch.at("t/d1/link"))
    #expect(try FileSystem.removeTree(scratch.at("t")))
    #expect(try !FileSystem.removeTree(scratch.at("t")))
    #expect(try scratch.names() == ["outside"])
    #expect(try scratch.text("outside/f") == "precious")
    try FileSystem.symlink(target: "outside", at: scratch.at("link"))
    try FileSystem.removeTree(scratch.at("link"))
    #expect(try scratch.names("outside") == ["f"])
  }

  @Test func removesTreesDeeperThanAnyPath() throws {
    try makeDeepTree(in: scratch.path, named: "deep", depth: 400, name: "a-directory-name")
    try FileSystem.removeTree(scratch.at("deep"))
    #expect(try scratch.names().isEmpty)
  }

  @Test func namesTheTreeThatStays() throws {
    try scratch.put("", at: "t/f")
    #expect(throws: FileError("remove", scratch.at("t"), errno: EPERM)) {
      try Fault.with(sys_call_unlink, on: scratch.at("t/f"), errno: EPERM) {
        try FileSystem.removeTree(scratch.at("t"))
      }
    }
  }

  @Test func makesTemporaryDirectories() throws {
    let a = try FileSystem.makeTemporaryDirectory(in: scratch.path)
    let b = try FileSystem.makeTemporaryDirectory(in: scratch.path)
    #expect(a != b)
    #expect(try FileSystem.info(a)?.mode == 0o700)
  }
}

/// A chain of directories whose path is longer than PATH_MAX, with a file `f` at the bottom.
func makeDeepTree(in directory: String, named first: String, depth: Int, name: String) throws {
  var fd = sys_open(directory, O_RDONLY | O_DIRECTORY, 0)
  for i in 0..<depth {
    let step = i == 0 ? first : name
    #expect(sys_mkdirat(fd, step, 0o777) == 0)
    let next = sys_openat(fd, step, O_RDONLY | O_DIRECTORY, 0)
    _ = sys_close(fd)
    fd = next
  }
  let file = sys_openat(fd, "f", O_WRONLY | O_CREAT, 0o666)
  #expect(file >= 0)
  _ = sys_close(file)
  _ = sys_close(fd)
}
