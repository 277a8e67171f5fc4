import Files
import TestKit
import Testing

@testable import Git

private func adding(_ name: String, to text: String?) -> String? {
  GitIgnoreFile.adding(name, to: text.map { Array($0.utf8) }).map { String(decoding: $0, as: UTF8.self) }
}

private func removing(_ name: String, from text: String, exactly: Bool = false) -> String? {
  switch GitIgnoreFile.removing(name, from: Array(text.utf8), exactly: exactly) {
  case .unchanged: nil
  case .empty: ""
  case .text(let bytes): String(decoding: bytes, as: UTF8.self)
  }
}

@Test func addsAnEntryAtTheEnd() {
  #expect(adding("data", to: nil) == "/data\n")
  #expect(adding("data", to: "") == "/data\n")
  #expect(adding("data", to: "/zz\n") == "/zz\n/data\n")
  #expect(adding("data", to: "no newline") == "no newline\n/data\n")
}

@Test func addsNoEntryTwice() {
  #expect(adding("data", to: "a\n/data\nb") == nil)
  #expect(adding("data", to: "/data") == nil)
  #expect(adding("data", to: "/data\r\n") == nil)
  #expect(adding("data", to: "data\n/data2\n#/data\n") == "data\n/data2\n#/data\n/data\n")
}

@Test func escapesWhatIsSpecial() {
  #expect(GitIgnoreFile.entry(for: "a[1]!*#?\\b") == "/a\\[1\\]\\!\\*\\#\\?\\\\b")
  #expect(GitIgnoreFile.entry(for: "a b$c") == "/a b$c")
  #expect(GitIgnoreFile.entry(for: "end ") == "/end ")
}

@Test func removesAnEntry() {
  #expect(removing("data", from: "a\n/data\nb\n") == "a\nb\n")
  #expect(removing("data", from: "a\n  /data \r\n/data") == "a\n")
  #expect(removing("data", from: "/data\n") == "")
  #expect(removing("data", from: "a\n\n/data\n\n") == "a\n\n\n")
  #expect(removing("data", from: "data\n/data2\n") == nil)
  #expect(removing("a*", from: "/a\\*\n/a*\n/ab\n") == "/a\\*\n/ab\n")
  #expect(removing("data", from: "") == nil)
}

@Test func takesBackWhatItAdded() {
  for name in ["x", "a b", "end ", "a\nb", "[q]", "\\", "é", "#", "!"] {
    for text in ["", "other\n", "other\n\n"] {
      #expect(removing(name, from: adding(name, to: text) ?? "", exactly: true) == text, "\(name)")
    }
  }
}

@Test func gitUnderstandsEveryEntry() throws {
  let names = [
    "plain", "a b", " start", "a\nb", "[q]", "back\\slash", "é", "#h", "!n", "*", "?", "$x", "a\r",
  ]
  try withRepository { sandbox in
    for name in names {
      try sandbox.scratch.write("", to: "repo/" + name)
      try sandbox.scratch.write(GitIgnoreFile.adding(name, to: nil) ?? [], to: "repo/.gitignore")
      let others = try sandbox.repository().untrackedFiles()
      #expect(!others.contains(name), "\(name.debugDescription)")
      // Nothing beside it is hidden.
      for other in names where other != name && sandbox.scratch.exists("repo/" + other) {
        #expect(others.contains(other), "\(name.debugDescription) hides \(other.debugDescription)")
      }
      #expect(try sandbox.repository().isIgnored(name, isDirectory: false), "\(name.debugDescription)")
    }
  }
}

@Test func undoesTheEditsOfAFailedCommand() throws {
  try withScratch { scratch in
    try scratch.write("keep", to: "a/.gitignore")
    try scratch.write("/gone\n", to: "b/.gitignore")
    try scratch.makeDirectory("c")
    var edits = IgnoreEdits()
    #expect(try edits.add("one", in: scratch.path("a")))
    #expect(try edits.add("two", in: scratch.path("a")))
    #expect(try !edits.add("two", in: scratch.path("a")))
    #expect(try edits.remove("gone", in: scratch.path("b")))
    #expect(try !edits.remove("gone", in: scratch.path("b")))
    #expect(try edits.add("three", in: scratch.path("c")))
    #expect(edits.files == ["a", "b", "c"].map { scratch.path($0) + "/.gitignore" })
    expectFile("a/.gitignore", in: scratch, is: "keep\n/one\n/two\n")
    expectAbsent("b/.gitignore", in: scratch)
    try edits.undo()
    expectFile("a/.gitignore", in: scratch, is: "keep")
    expectFile("b/.gitignore", in: scratch, is: "/gone\n")
    expectAbsent("c/.gitignore", in: scratch)
    #expect(edits.isEmpty)
  }
}

@Test func entriesStandInTheOrderOfTheirRanks() throws {
  try withScratch { scratch in
    try scratch.write("/b\n/keep\n", to: ".gitignore")
    var edits = IgnoreEdits()
    for (name, rank) in [("three", 3), ("one", 1), ("two", 2), ("also one", 1), ("b", 0)] {
      edits.rank = rank
      try edits.add(name, in: scratch.root)
    }
    expectFile(".gitignore", in: scratch, is: "/b\n/keep\n/one\n/also one\n/two\n/three\n")
    try edits.undo()
    expectFile(".gitignore", in: scratch, is: "/b\n/keep\n")
  }
}

@Test func undoSparesWhatSomebodyElseWrote() throws {
  try withScratch { scratch in
    try scratch.write("keep\n", to: ".gitignore")
    var edits = IgnoreEdits()
    try edits.add("mine", in: scratch.root)
    try scratch.write("keep\n/mine\n/theirs\n", to: ".gitignore")
    try edits.undo()
    expectFile(".gitignore", in: scratch, is: "keep\n/theirs\n")
  }
}
