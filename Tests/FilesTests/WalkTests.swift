import CSystem
import Files
import Glibc
import Synchronization
import enum TestKit.Fault
import Testing

@Suite struct Walking {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private func paths(_ list: FileList) -> [String] { (0..<list.count).map(list.path) }

  @Test func sortsWholePathsByBytes() throws {
    let names = [
      "sub-x", "sub.txt", "sub/c", "sub/a/z", "sub0", "B/x", "a", "sub/a.b", "sub/a-b", "é/ü", "ab/c", "ab.c",
      "longer-than-eight-bytes-1", "longer-than-eight-bytes-0", "longer-t",
    ]
    for name in names { try scratch.put(name, at: name) }
    try FileSystem.makeDirectories(scratch.at("empty/below"))
    let list = try Walk(root: scratch.path).files()
    #expect(paths(list) == names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    #expect(list.totalSize == Int64(names.map(\.utf8.count).reduce(0, +)))
  }

  @Test(arguments: [1, 2, 5])
  func tellsTheSameAsSingleLooks(workers: Int) throws {
    for i in 0..<600 { try scratch.put(String(repeating: "x", count: i), at: "d\(i % 13)/e\(i % 5)/f\(i)") }
    let list = try Walk(root: scratch.path, workers: workers).files()
    #expect(list.count == 600)
    try list.forEach { (index, path, info) throws(FileError) in
      let text = String(decoding: path, as: UTF8.self)
      let single = try FileSystem.info(scratch.at(text))
      #expect(single == info)
      #expect(list.path(index) == text)
      #expect(list.withCPath(index) { String(cString: $0) } == text)
    }
    let sorted = paths(list).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    #expect(paths(list) == sorted)
  }

  @Test func takesAFlatDirectoryAndManyDirectories() throws {
    for i in 0..<3000 { try scratch.put("", at: "flat/\(i)") }
    for i in 0..<300 { try scratch.put("", at: "many/\(i)/f") }
    let list = try Walk(root: scratch.path, workers: 3).files()
    #expect(list.count == 3300)
    #expect(list.indices(below: "flat").count == 3000)
    #expect(list.indices(below: "many/7") == list.index(of: "many/7/f").map { $0..<$0 + 1 })
  }

  @Test func resolvesFileLinksAndDropsDirectoryLinks() throws {
    try scratch.put("12345", at: "out/real")
    try scratch.put("x", at: "tree/f")
    try FileSystem.symlink(target: "../out/real", at: scratch.at("tree/to-file"))
    try FileSystem.symlink(target: "../out", at: scratch.at("tree/to-dir"))
    try FileSystem.symlink(target: ".", at: scratch.at("tree/self"))
    let list = try Walk(root: scratch.at("tree")).files()
    #expect(paths(list) == ["f", "to-file"])
    #expect(list.isLink(1) && !list.isLink(0))
    #expect(list.info(1) == (try FileSystem.info(scratch.at("out/real"))))
  }

  @Test func reportsEverythingThatCannotBeTracked() throws {
    try scratch.put("x", at: "d/good")
    try FileSystem.symlink(target: "nowhere", at: scratch.at("d/broken"))
    try FileSystem.symlink(target: "loop", at: scratch.at("d/loop"))
    #expect(mkfifo(scratch.at("fifo"), 0o666) == 0)
    try FileSystem.symlink(target: "../fifo", at: scratch.at("d/to-fifo"))
    let bad: [UInt8] = Array(scratch.at("d/bad-").utf8) + [0xff, 0]
    let fd = bad.withUnsafeBufferPointer { bytes in
      bytes.withMemoryRebound(to: CChar.self) { sys_open($0.baseAddress, O_CREAT | O_WRONLY, 0o666) }
    }
    #expect(fd >= 0)
    _ = sys_close(fd)
    try FileSystem.symlink(target: "/dev/null", at: scratch.at("null"))

    let found = try Walk(root: scratch.path).scan()
    #expect(paths(found.files) == ["d/good"])
    let expected: [WalkProblem] = [
      WalkProblem(.nameNotUTF8, path: Array("d/bad-".utf8) + [0xff]),
      WalkProblem(.brokenLink, path: Array("d/broken".utf8)),
      WalkProblem(.linkLoop, path: Array("d/loop".utf8)),
      WalkProblem(.fifo, path: Array("d/to-fifo".utf8)),
      WalkProblem(.fifo, path: Array("fifo".utf8)),
      WalkProblem(.device, path: Array("null".utf8)),
    ]
    #expect(found.problems == expected)
    #expect(throws: WalkError(root: scratch.path, problems: expected)) {
      try Walk(root: scratch.path).files()
    }
  }

  @Test func reportsDirectoriesThatCannotBeRead() throws {
    try scratch.put("x", at: "closed/f")
    try scratch.put("x", at: "open/f")
    let found = try Fault.with(sys_call_open, on: scratch.at("closed"), errno: EACCES) {
      try Walk(root: scratch.path).scan()
    }
    #expect(paths(found.files) == ["open/f"])
    #expect(
      found.problems == [
        WalkProblem(.failed(operation: "list", errno: EACCES), path: Array("closed".utf8))
      ])
    let missing = try Walk(root: scratch.at("none")).scan()
    #expect(missing.problems == [WalkProblem(.failed(operation: "list", errno: ENOENT), path: [])])
  }

  @Test func reportsFailingLooksAndListings() throws {
    try scratch.put("x", at: "d/f")
    let looks = try Fault.with(sys_call_stat, on: scratch.at("d/f"), errno: EIO) {
      try Walk(root: scratch.path).scan()
    }
    #expect(looks.problems == [WalkProblem(.failed(operation: "read", errno: EIO), path: Array("d/f".utf8))])
    let listing = try Fault.with(sys_call_getdents, on: scratch.at("d"), errno: EIO) {
      try Walk(root: scratch.path).scan()
    }
    #expect(listing.problems == [WalkProblem(.failed(operation: "list", errno: EIO), path: Array("d".utf8))])
  }

  @Test func skipsFilesThatVanish() throws {
    try scratch.put("x", at: "d/f")
    try scratch.put("x", at: "d/g")
    let found = try Fault.with(sys_call_stat, on: scratch.at("d/f"), errno: ENOENT) {
      try Walk(root: scratch.path).scan()
    }
    #expect(paths(found.files) == ["d/g"])
    #expect(found.problems.isEmpty)
  }

  @Test func asksTheFilterAboutEverythingItCanReach() throws {
    for name in ["a/b/c", "a/x.tmp", "skip/d/e", "keep"] { try scratch.put("", at: name) }
    #expect(mkfifo(scratch.at("skipped.fifo"), 0o666) == 0)
    final class Asked: Sendable { let all = Mutex<[String]>([]) }
    let asked = Asked()
    let walk = Walk(root: scratch.path) { path, isDirectory in
      let text = String(decoding: path, as: UTF8.self)
      asked.all.withLock { $0.append(text + (isDirectory ? "/" : "")) }
      return text != "skip" && !text.hasSuffix(".tmp") && !text.hasSuffix(".fifo")
    }
    #expect(paths(try walk.files()) == ["a/b/c", "keep"])
    #expect(
      asked.all.withLock { $0.sorted() } == [
        "a/", "a/b/", "a/b/c", "a/x.tmp", "keep", "skip/", "skipped.fifo",
      ])
  }

  @Test func goesDeeperThanAnyPath() throws {
    try makeDeepTree(in: scratch.path, named: "deep", depth: 400, name: "a-directory-name")
    let list = try Walk(root: scratch.path).files()
    #expect(list.count == 1)
    #expect(list.path(0).utf8.count == 5 + 399 * 17 + 1)
    var visited = 0
    try Walk.visitDirectories(below: scratch.path) { _, entries in
      visited += 1
      return entries.directories
    }
    #expect(visited == 401)
  }

  @Test func stopsWhenCancelled() throws {
    for i in 0..<50 { try scratch.put("", at: "d\(i)/f") }
    let cancellation = Cancellation()
    let walk = Walk(root: scratch.path) { _, _ in
      cancellation.cancel()
      return true
    }
    #expect(throws: Cancelled.self) { try walk.files(cancellation: cancellation) }
  }

  @Test func walksAnEmptyDirectory() throws {
    let list = try Walk(root: scratch.path).files()
    #expect(list.count == 0 && list.totalSize == 0)
    #expect(list.index(of: "") == nil && list.indices(below: "x").isEmpty)
  }

  @Test func namesTheDirectoryThatCannotBeVisited() throws {
    for name in ["a/b/f", "c/f"] { try scratch.put("", at: name) }
    let problem = WalkProblem(.failed(operation: "list", errno: EACCES), path: Array("a/b".utf8))
    #expect(throws: WalkError(root: scratch.path, problems: [problem])) {
      try Fault.with(sys_call_open, on: scratch.at("a/b"), errno: EACCES) {
        try Walk.visitDirectories(below: scratch.path) { _, entries in entries.directories }
      }
    }
    #expect(throws: FileError("list", scratch.at("none"), errno: ENOENT)) {
      try Walk.visitDirectories(below: scratch.at("none")) { _, _ in [] }
    }
    var seen: [String] = []
    try Fault.with(sys_call_open, on: scratch.at("a/b"), errno: ENOENT) {
      try Walk.visitDirectories(below: scratch.path) { path, entries in
        seen.append(path)
        return entries.directories
      }
    }
    #expect(seen == ["", "a", "c"])
  }

  @Test func visitsOnlyWhatIsAskedFor() throws {
    for name in ["b/c/f", "b/.dvc", "a/x", "data/1/2"] { try scratch.put("", at: name) }
    try FileSystem.symlink(target: "a", at: scratch.at("link"))
    var seen: [String] = []
    try Walk.visitDirectories(below: scratch.path) { path, entries in
      seen.append(path + ": " + (0..<entries.count).map(entries.name).joined(separator: " "))
      return entries.directories.filter { entries.name($0) != "data" }
    }
    #expect(seen == [": a b data link", "a: x", "b: .dvc c", "b/c: f"])
  }
}

@Suite struct FileLists {
  @Test func sortsGivenEntries() {
    func info(_ size: Int64) -> FileInfo {
      FileInfo(kind: .file, mode: 0o644, links: 1, size: size, mtime: 1, ctime: 2, inode: 3, device: 4)
    }
    let list = FileList([("sub/c", info(1), false), ("sub.txt", info(2), true), ("sub-x", info(3), false)])
    #expect((0..<3).map(list.path) == ["sub-x", "sub.txt", "sub/c"])
    #expect(list.info(1) == info(2))
    #expect(list.isLink(1))
    #expect(list.totalSize == 6)
    #expect(list.index(of: "sub/c") == 2)
    #expect(list.index(of: "sub") == nil)
    #expect(list.indices(below: "sub") == 2..<3)
    #expect(list.indices(below: "") == 0..<3)
  }
}
