import Files
import Testing

/// Each row: the ignore file, a path (a slash at the end marks a directory), the deciding line (0: none).
private typealias Row = (text: String, path: String, line: Int)

private func line(_ row: Row, _ dialect: IgnoreDialect) -> Int {
  let stack = IgnoreStack([IgnorePatterns(text: row.text, source: "f", dialect: dialect)])
  let isDirectory = row.path.hasSuffix("/")
  let path = isDirectory ? String(row.path.dropLast()) : row.path
  return stack.explain(path, isDirectory: isDirectory)?.rule.line ?? 0
}

@Suite struct IgnoreRules {
  /// Found by asking the real peer (`dvc check-ignore -d -a -n`, 3.67.1).
  @Test func readsDvcignoreLikeThePeer() {
    let rows: [Row] = [
      ("*.txt\n!keep/\n", "keep/a.txt", 1), ("*.txt\n!keep\n", "keep/a.txt", 2),
      ("*.txt\n!keep\n", "keep/", 2), ("*.txt\n!keep/*\n", "keep/b/c.txt", 2),
      ("*.txt\n!keep/**\n", "keep/", 2), ("*.txt\n!/keep/\n", "keep/a.txt", 1),
      ("foo/**\n!foo/keep\n", "foo/", 1), ("foo/**\n!foo/keep\n", "foo/keep", 1),
      ("[a\n", "[a", 0), ("[a\n", "a", 0), ("foo/*\n", "foo/", 0), ("foo/*\n", "foo/y/z", 1),
      ("a**b\n", "axxb", 1), ("a**b\n", "a/b", 0), ("**c\n", "xc", 1), ("d**/e\n", "d1/e", 1),
      ("d**/e\n", "dd/x/e", 0), ("**/f/**/g\n", "x/f/g", 1), ("**/f/**/g\n", "f/y/z/g", 1),
      ("foo/**/\n", "foo/", 1), ("a?b\n", "a/b", 0), ("a?b\n", "axb", 1), ("[!z]y\n", "zy", 0),
      ("[!z]y\n", "ay", 1), ("[^z]w\n", "bw", 1), ("[]q]e\n", "]e", 1), ("\\!k\n", "!k", 1),
      ("\\#l\n", "#l", 1), (" *lead\n", "xxlead", 1), ("/**\n!x\n", "foo/x", 1), ("/**\n!x\n", "x", 2),
      ("**\n!x/\n!x/a\n", "x/a", 3), ("**\n!x/\n!x/a\n", "x/b", 1), ("*\n!*/\n", "foo/", 1),
      ("*\n!f*/\n", "foo/", 2), ("*\n!f*/\n", "foo/a.txt", 1), ("foo\n!f*/\n", "foo/a.txt", 1),
      ("foo\n!*\n", "foo/a.txt", 2), ("*\n!foo/\n!*.txt\n", "foo/a.txt", 3), ("*/\n", "foo/", 0),
      ("**/\n", "foo/", 0), ("**/*/\n", "foo/", 0), ("/*/\n", "foo/", 1), ("?*/\n", "foo/", 1),
      ("foo/*/\n", "foo/a/x", 1), ("foo/*/\n", "foo/b", 0), ("dir/\n", "sub/dir/f", 1), ("dir/\n", "dir", 0),
      ("/a/b/\n", "x/a/b/", 0), ("c/d\n", "x/c/d", 0), ("/*\n!/q/\n", "q/", 2), ("/*\n!/q/\n", "q/a", 1),
      ("x/\n!x/y\n", "x/y", 1), ("*.c\n!src\n*.d\n", "src/a.c", 2), ("*.c\n!src\n*.d\n", "src/b.d", 3),
      ("[x\\-z]k\n", "yk", 1), ("a\\bc\n", "abc", 1), ("e/**/\n", "e/f", 1), ("***/a\n", "x/y/a", 0),
      ("# no\n\n  # no\nx", "x", 4), ("x  \r\n", "x", 1), ("*b\nb*\n", "b", 1),
      ("b*\n*\n", "b", 1), ("?\n", "ä", 1), ("[!a]\n", "ä", 1), ("*\n!d/\n", "d/e/", 2),
      ("a/**/**\n", "a/", 1), ("**/**/\n", "a/", 0),
    ]
    for row in rows { #expect(line(row, .dvc) == row.line, "\(row)") }
  }

  @Test func readsGitignoreLikeGit() {
    let rows: [Row] = [
      ("*.txt\n!keep\n", "keep/a.txt", 1), ("foo/**\n", "foo/", 0), ("foo/**\n", "foo/a/b", 1),
      ("*\n!*/\n!*.c\n", "d/e/x.c", 3), ("*\n!*/\n!*.c\n", "d/x.h", 1), ("***/a\n", "x/y/a", 1),
      ("a b \n", "a b", 1), ("a\\ \n", "a ", 1), ("a \\  \n", "a  ", 1), (" a\n", " a", 1), ("a\r\n", "a", 1),
      ("[[:digit:]x]e\n", "7e", 1), ("[[:digit:]x]e\n", "xe", 1), ("[[:digit:]]e\n", "ae", 0),
      ("[a\\]]f\n", "]f", 1), ("a\\\n", "a", 0), ("a\\\n", "a\\", 0), ("\u{FEFF}x\n", "x", 1),
      ("a/**/b\n", "a/b", 1), ("a/**/b\n", "a/x/y/b", 1), ("**/a\n", "a", 1), ("/\n", "a", 0),
      ("[a-c-e]\n", "d", 0), ("[a-c-e]\n", "-", 1), ("[c-a]\n", "b", 0), ("/**\n!a\n", "a/b", 1),
      ("??\n", "ä", 1), ("?\n", "ä", 0), ("[[:nope:]]\n", "n", 0),
    ]
    for row in rows { #expect(line(row, .git) == row.line, "\(row)") }
  }

  @Test func letsDeeperFilesDecide() {
    let top = IgnorePatterns(text: "*.x\nc\n/b\n", source: ".dvcignore")
    let deep = IgnorePatterns(text: "!c\n/b\nd/e\n!/t/g.x\n", source: "s/.dvcignore", base: "s")
    let stack = IgnoreStack([top, deep])
    func decision(_ path: String) -> String {
      guard let decision = stack.decide(path, isDirectory: false) else { return "" }
      return "\(decision.rule.source):\(decision.rule.line):\(decision.rule.text)"
    }
    #expect(decision("s/c") == "s/.dvcignore:1:!c")
    #expect(decision("c") == ".dvcignore:2:c")
    #expect(decision("s/b") == "s/.dvcignore:2:/b")
    #expect(decision("s/t/b") == "")
    #expect(decision("s/d/e") == "s/.dvcignore:3:d/e")
    #expect(decision("s/t/g.x") == "s/.dvcignore:4:!/t/g.x")
    #expect(decision("s/t/h.x") == ".dvcignore:1:*.x")
    #expect(decision("ss/c") == ".dvcignore:2:c")
    #expect(stack.decide("s", isDirectory: true) == nil)
    #expect(stack.ignoresDeep("c/any/where", isDirectory: false))
  }

  @Test func cannotBeMadeToHang() {
    let stars = String(repeating: "a*", count: 200) + "b"
    let levels = String(repeating: "**/a*a/", count: 60) + "b"
    let path = String(repeating: String(repeating: "a", count: 40) + "/", count: 80) + "aaaa"
    let patterns = IgnorePatterns(text: "\(stars)\n\(levels)\n", source: "f", dialect: .git)
    #expect(IgnoreStack([patterns]).decide(path, isDirectory: false) == nil)
    #expect(IgnoreStack([patterns]).decide(String(repeating: "a", count: 5000), isDirectory: false) == nil)
  }
}
