import Hashing
import TestKit
import Testing

@testable import Objects

func tree(_ entries: [(String, Digest)]) throws -> Tree {
  var builder = TreeBuilder(expectedEntries: entries.count)
  for (path, digest) in entries { try builder.append(path, digest) }
  return try builder.finish()
}

func tree(_ entries: [String: String]) throws -> Tree {
  try tree(entries.map { ($0.key, Hash.digest($0.value)) })
}

func text(_ tree: Tree) -> String { String(decoding: tree.serialized(), as: UTF8.self) }

@Test func emptyTreeHasThePeersID() {
  let (id, bytes) = (Tree().objectID, Tree().serialized())
  #expect(bytes == Array("[]".utf8))
  #expect(id.description == "d751713988987e9331980363e24189ce.dir")
}

@Test func nestedTreeHasThePeersID() throws {
  // Vector dir-nested: `.` sorts before `/`, U+FFEE before U+1F600.
  let tree = try tree([
    "b": "1", "a": "2", "sub/c": "3", "sub/deep/z": "4", "sp ace": "5", "é.txt": "6", "日本": "7",
    "sub.txt": "8",
    "Z": "9", "e": "", "sub-x": "s", "quo\"te": "q", "back\\slash": "b", "😀": "e", "￮": "u", "x.sh": "x",
    "link": "1",
  ])
  #expect(tree.objectID.description == "b81b775f43a9117d39d64fb9857843fa.dir")
  #expect(text(tree).hasSuffix(#""relpath": "\ud83d\ude00"}]"#))
  #expect(try Tree.parse(tree.serialized()) == tree)
}

@Test func controlCharactersHaveThePeersEscapes() throws {
  // Vector dir-control-chars.
  let names = ["tab\tx", "nl\nx", "del\u{7f}", "nbsp\u{a0}", "ctl\u{1}", "u2028\u{2028}"]
  let tree = try tree(names.map { ($0, Hash.digest("1")) })
  #expect(tree.objectID.description == "4a5fd6a9775daf64626ac0ae12d1aa46.dir")
  #expect(text(tree).contains(#""del\u007f""#))
}

@Test func readsTheExample() throws {
  let example =
    #"[{"md5": "c81e728d9d4c2f636f067f89cc14862c", "relpath": "a"}, {"md5": "eccbc87e4b5ce2fe28308fd9f2a7baf3", "relpath": "sub/c"}]"#
  let tree = try Tree.parse(Array(example.utf8))
  #expect((0..<tree.count).map(tree.path) == ["a", "sub/c"])
  #expect(tree.id(1).description == "eccbc87e4b5ce2fe28308fd9f2a7baf3")
  #expect(text(tree) == example)
}

@Test func readsForeignSpelling() throws {
  let foreign = """
     [ {"relpath":"z\\/\\u00e9\\ud83d\\ude00","size":-1.5e+3,"md5":"C81E728D9D4C2F636F067F89CC14862C",
        "x":{"a":[true,false,null,NaN,-Infinity,"q\\"",{}],"b":[]}} ,
       {"md5" : "eccbc87e4b5ce2fe28308fd9f2a7baf3", "relpath":"b", "isexec":true}
     ]

    """
  let tree = try Tree.parse(Array(foreign.utf8))
  #expect((0..<tree.count).map(tree.path) == ["b", "z/é😀"])
  #expect(tree.digest(1).hex(byteCount: 16) == "c81e728d9d4c2f636f067f89cc14862c")
}

private let hash = "c81e728d9d4c2f636f067f89cc14862c"

private func parse(paths: [String]) throws -> Tree {
  try Tree.parse(
    Array(
      ("[" + paths.map { #"{"md5": "\#(hash)", "relpath": "\#($0)"}"# }.joined(separator: ", ") + "]").utf8))
}

@Test(arguments: [
  ("", TreeError.PathFault.empty), ("/a", .absolute), ("..", .dotComponent), ("../a", .dotComponent),
  ("a/../b", .dotComponent), ("a/..", .dotComponent), (".", .dotComponent), ("./a", .dotComponent),
  ("a/./b", .dotComponent), ("a//b", .emptyComponent), ("a/", .emptyComponent), ("\\u0000", .containsNUL),
  ("a\\u0000b", .containsNUL), ("a\\/..\\/b", .dotComponent), ("\\u002e.", .dotComponent),
])
func refusesPathsThatLeave(path: String, fault: TreeError.PathFault) throws {
  do {
    _ = try parse(paths: ["ok", path])
    Issue.record("\(path) was taken")
  } catch TreeError.badPath(_, let found) {
    #expect(found == fault)
  }
}

@Test func takesPathsThatOnlyLookOdd() throws {
  let names = ["...", "..a", "a..", ".a/.b", "a/...", "~", "-", "c:\\\\x", " "]
  #expect(try parse(paths: names).count == names.count)
}

@Test func refusesNamesTwice() {
  #expect(throws: TreeError.duplicatePath("a")) { try parse(paths: ["a", "b", "a"]) }
  #expect(throws: TreeError.duplicatePath("a/é")) { try parse(paths: ["a/é", "a/\\u00e9"]) }
  #expect(throws: TreeError.fileIsDirectory("a")) { try parse(paths: ["a", "a/b"]) }
  // Names between the file and what is below it.
  #expect(throws: TreeError.fileIsDirectory("a")) { try parse(paths: ["a", "a-b", "a.c", "a/b"]) }
  #expect(throws: TreeError.fileIsDirectory("x/a")) { try parse(paths: ["x/a/b/c", "x/a-", "x/a"]) }
  #expect(throws: Never.self) { try parse(paths: ["a-b", "a.c", "a/b", "a0"]) }
}

@Test(arguments: [
  "", " ", "{}", "[", "[}", "[]]", "[] x", "[,]", "[{}]", #"[{"md5": "\#(hash)"}]"#, #"[{"relpath": "a"}]"#,
  #"[{"md5": "\#(hash)", "relpath": "a"},]"#, #"[{"md5": "\#(hash)", "relpath": "a"} {}]"#,
  #"[{"md5": "\#(hash)", "relpath": "a}]"#, #"[{"md5": "\#(hash)", "relpath": "a"#,
  #"[{"md5": "\#(hash)", "relpath": 1}]"#, #"[{"md5": null, "relpath": "a"}]"#,
  #"[{"md5": "\#(hash)0", "relpath": "a"}]"#, #"[{"md5": "\#(hash).dir", "relpath": "a"}]"#,
  #"[{"md5": "g81e728d9d4c2f636f067f89cc14862c", "relpath": "a"}]"#,
  #"[{"md5": "\#(hash)", "md5": "\#(hash)", "relpath": "a"}]"#,
  #"[{"md5": "\#(hash)", "relpath": "a", "relpath": "b"}]"#,
  #"[{"md5": "\#(hash)", "relpath": "\ud800"}]"#, #"[{"md5": "\#(hash)", "relpath": "\udc00"}]"#,
  #"[{"md5": "\#(hash)", "relpath": "\ud800\u0041"}]"#, #"[{"md5": "\#(hash)", "relpath": "\x41"}]"#,
  #"[{"md5": "\#(hash)", "relpath": "\u12"}]"#, #"[{"md5": "\#(hash)", "relpath": "a", "x": 01}]"#,
  #"[{"md5": "\#(hash)", "relpath": "a", "x": tru}]"#, "[{\"md5\": \"\(hash)\", \"relpath\": \"a\u{1}\"}]",
  "\u{feff}[]",
])
func refusesOtherJSON(text: String) throws {
  do {
    _ = try Tree.parse(Array(text.utf8))
    Issue.record("was taken: \(text)")
  } catch TreeError.malformed {}
}

@Test func refusesBytesThatAreNoText() {
  for bad: [UInt8] in [
    [0xff], [0xc3], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe0, 0x80, 0x80],
  ] {
    let bytes = Array(#"[{"md5": "\#(hash)", "relpath": "a"#.utf8) + bad + Array(#""}]"#.utf8)
    #expect(throws: TreeError.self) { try Tree.parse(bytes) }
  }
}

@Test func refusesDepthsAndLengths() {
  let deep = String(repeating: "[", count: 100_000)
  #expect(throws: TreeError.overLimit(.depth, actual: Tree.Limits.depth + 1)) {
    try Tree.parse(Array(#"[{"x": \#(deep)"#.utf8))
  }
  let long = String(repeating: "a", count: Tree.Limits.pathBytes + 1)
  #expect(throws: TreeError.overLimit(.pathBytes, actual: long.utf8.count)) { try parse(paths: [long]) }
}

@Test func findsFilesAndDirectories() throws {
  let tree = try tree(["a": "1", "d-": "2", "d/x": "3", "d/y/z": "4", "d0": "5", "e": "6"])
  #expect(tree.find("d/x") == 2)
  #expect(tree.find("d") == nil)
  #expect(tree.find("") == nil)
  #expect(tree.range(below: "d") == 2..<4)
  #expect(tree.range(below: "") == 0..<6)
  #expect(tree.range(below: "d/y") == 3..<4)
  #expect(tree.range(below: "nothing").isEmpty)
}

@Test func editsReplaceFilesAndDirectories() throws {
  let old = try tree(["a": "1", "d/x": "3", "d/y": "4", "d.": "5"])
  #expect(try old.removing("d") == tree(["a": "1", "d.": "5"]))
  #expect(try old.replacing("d", with: Hash.digest("f")) == tree(["a": "1", "d": "f", "d.": "5"]))
  #expect(
    try old.replacing("a", with: tree(["n": "9"])) == tree(["a/n": "9", "d/x": "3", "d/y": "4", "d.": "5"]))
  #expect(try old.replacing("", with: tree(["n": "9"])) == tree(["n": "9"]))
  #expect(try old.subtree("d") == tree(["x": "3", "y": "4"]))
  #expect(throws: TreeError.fileIsDirectory("a")) { try old.replacing("a/b", with: Hash.digest("f")) }
  #expect(throws: TreeError.badPath("../x", .dotComponent)) {
    try old.replacing("../x", with: Hash.digest("f"))
  }
}

/// A directory object is written in pieces, which must be the same bytes wherever they are cut.
@Test(arguments: [HashAlgorithm.md5, .sha256], [8191, 8192, 8193, 20_000])
func largeTreesAreWrittenInPieces(_ algorithm: HashAlgorithm, _ count: Int) throws {
  try withScratch { scratch in
    var builder = TreeBuilder(algorithm: algorithm, expectedEntries: count)
    for i in 0..<count {
      try builder.append("d\(i % 7)/f\(i)\(i % 100 == 0 ? "é\"" : "")", Hash.digest("\(i)", algorithm))
    }
    let tree = try builder.finish()
    var bytes: [UInt8] = []
    tree.forEachPiece { bytes += $0 }
    #expect(bytes == tree.serialized())
    #expect(try Tree.parse(bytes, algorithm: algorithm) == tree)
    let store = store(scratch)
    let id = try store.store(tree)
    #expect(id == tree.objectID)
    #expect(id.digest == Hash.digest(bytes, algorithm))
    #expect(try store.read(id) == bytes)
    #expect(try store.store(tree) == id)
    #expect(storedFiles(scratch).count == 1)
  }
}
