import TestKit
import Testing

@testable import Git

/// Whatever bytes come, a parser answers or throws; it never traps.
@Test func damagedTextsNeverCrash() throws {
  let id = try #require(GitID(hex: String(repeating: "ab", count: 20)))
  let commit = """
    tree \(id.hex)
    parent \(id.hex)
    author A B <a@b> 1700000000 +0130
    committer <> 99999999999999999999 -9999999999
    gpgsig -----BEGIN
     more

    message
    """
  let tag = "object \(id.hex)\ntype commit\ntag v1\ntagger A <a> 1 +0\n\ntext\n-----BEGIN X\n"
  let config = "[a \"b\\\"c\"]\nx = \"y # z\" \\\n w\n[d.e]f\n;g\n[include]path=~/x\n"
  let ignore = "a/**\n!b\\ \n[[:alpha:]-z]*/\n\\\n"
  let tree = Array("100644 name\0".utf8) + id.bytes + Array("40000 dir\0".utf8) + id.bytes
  var random = SeededRandom(seed: 11)
  for seed in [Array(commit.utf8), Array(tag.utf8), Array(config.utf8), Array(ignore.utf8), tree] {
    for round in 0..<1500 {
      var bytes = seed
      for _ in 0..<(1 + round % 5) {
        let at = random.int(below: bytes.count)
        switch random.int(below: 3) {
        case 0: bytes[at] = UInt8(truncatingIfNeeded: random.next())
        case 1: bytes.removeSubrange(at..<min(bytes.count, at + 1 + random.int(below: 6)))
        default: bytes.insert(random.pick(Array("\n\0\" \\[]<>=#".utf8)), at: at)
        }
        if bytes.isEmpty { bytes = [0x0A] }
      }
      _ = try? GitCommit(id, bytes)
      _ = try? GitTag(id, bytes)
      _ = try? GitTree(id, bytes)
      var parser = GitConfigParser(bytes, path: "config")
      _ = try? parser.entries()
      if let added = GitIgnoreFile.adding("x*y", to: bytes) {
        _ = GitIgnoreFile.removing("x*y", from: added)
      }
    }
  }
}

@Test func readsAnOddlyDatedCommit() throws {
  let id = try #require(GitID(hex: String(repeating: "ab", count: 20)))
  let text = "tree \(id.hex)\nauthor A <a@b> \ncommitter B <b> 99999999999999999999 +9999\n\n"
  let commit = try GitCommit(id, Array(text.utf8))
  #expect(commit.author.time == 0 && commit.committer.time == 0 && commit.message.isEmpty)
}

@Test func aTreeNestedTooDeepIsRefused() throws {
  try withRepository { sandbox in
    // Deeper than any path, made without touching the disk's own limits.
    var lines = "commit refs/heads/main\ncommitter A <a@b> 1 +0000\ndata 1\nx\n"
    lines += "M 100644 inline " + String(repeating: "d/", count: 2200) + "f\ndata 1\nx\n"
    try sandbox.git("fast-import", "--quiet", stdin: lines)
    let repository = try sandbox.repository()
    let head = try #require(try repository.headCommit())
    let error = #expect(throws: GitError.self) { try repository.tree(at: head).walk { _, _ in true } }
    guard case .malformedObject(_, "tree too deep")? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }
}
