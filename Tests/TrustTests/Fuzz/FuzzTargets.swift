import Documents
import Files
@testable import Git
import Hashing
@testable import Manifests
import Objects
@testable import Transport
@testable import Workspace

extension FuzzTarget {
  private static let yamlWords = [
    "- ", ": ", "? ", "&a ", "*a", "<<: *a", "!!", "!!int ", "!!binary ", "!!python/object:x ", "|", ">-",
    "|+2", "'", "\"",
    "{", "}", "[", "]", ",", "#", "---\n", "...\n", "%YAML 1.2\n", "\t", "~", ".inf", "2001-01-01", "\\x41",
    "\\U0010FFFF",
    "\u{FEFF}", "\u{85}", "\0", "\r\n", "${a.b}", "${item}", "foreach: ", "matrix: ", "do: ", "vars: ",
  ]
  static let fields = [
    "outs:\n", "deps:\n", "- md5: ", "  path: ", "  size: ", "  hash: md5\n", "nfiles: ", "wdir: ", "cmd: ",
    "stages:\n", "schema: '2.0'\n",
    "params:\n", "metrics:\n", "plots:\n", "artifacts:\n", "frozen: true\n", "meta:\n", "../", "/abs",
    "cloud:\n", "repo:\n", "url: ",
    "d41d8cd98f00b204e9800998ecf8427e", "isexec: true\n", "persist: true\n", "desc: ", "remote: ",
  ]

  static let all: [FuzzTarget] =
    own + answers + references + parts + leftovers
    + conversations.map {
      var slow = $0
      slow.isSlow = true
      return slow
    }

  private static let own: [FuzzTarget] = [
    FuzzTarget(
      "dir",
      words: [
        "{", "}", "[", "]", "\"md5\": ", "\"relpath\": ", "\"..\"", "\"/a\"", "\"a\"", "\"a/b\"",
        "\"\\u0000\"", "\\ud83d", "\\/", ", ", "null", "true", "1e9", "d41d8cd98f00b204e9800998ecf8427e",
        "\"size\": ",
      ]
    ) { bytes in
      try accepts {
        let tree = try Tree.parse(bytes)
        let (id, text) = tree.object()
        guard let again = try? Tree.parse(text) else { throw FuzzFinding("its own text is refused") }
        if again.object().id != id { throw FuzzFinding("its own text has another id") }
        for index in 0..<tree.count {
          let path = tree.path(index)
          let parts = path.split(separator: "/", omittingEmptySubsequences: false)
          if path.hasPrefix("/") || parts.contains("..") || parts.contains(".") || parts.contains("")
            || path.utf8.contains(0)
          {
            throw FuzzFinding("leads elsewhere: \(path.debugDescription)")
          }
        }
      }
    },
    FuzzTarget("yaml", words: yamlWords) { bytes in
      try accepts {
        let value = try YAML.load(bytes)
        _ = try YAML.parse(bytes)
        guard let again = try? YAML.load(Array(YAML.dump(value).utf8)) else {
          throw FuzzFinding("what was dumped can't be read")
        }
        _ = again
      }
    },
    FuzzTarget(
      "json",
      words: [
        "{", "}", "[", "]", "\"", ":", ",", "NaN", "-Infinity", "\\u0000", "\\ud800", "1e309", "null", "true",
      ]
    ) { bytes in
      try accepts {
        let value = try JSON.load(bytes)
        guard (try? JSON.load(JSON.bytes(of: value))) != nil else {
          throw FuzzFinding("what was dumped can't be read")
        }
      }
    },
    FuzzTarget(
      "toml",
      words: [
        "[a]\n", "[[a]]\n", "a.b = ", "{", "}", "[", "]", "'''", "\"\"\"", "\\U0010FFFF",
        "1979-05-27T07:32:00Z", "inf", "0xF", "#", "=", "_",
      ]
    ) { bytes in
      try accepts { _ = try TOML.load(bytes) }
    },
    FuzzTarget(
      "python",
      words: [
        "(", ")", "[", "]", "{", "}", ":", ",", "'", "\"\"\"", "\\\n", "class A:\n  ", "def f():\n", "x = ",
        "None", "1j", "b''", "f'{x}'", "    ", "lambda: 0", "-", "not ", "set()",
      ]
    ) { bytes in
      try accepts { _ = try PythonLiterals.load(bytes) }
    },
    FuzzTarget(
      "xml",
      words: [
        "<a>", "</a>", "<!DOCTYPE a [<!ENTITY b \"c\">]>", "&b;", "&#0;", "<![CDATA[", "]]>", "<?xml?>",
        " xmlns=\"x\"", "<!--",
      ]
    ) { bytes in
      try accepts { _ = try XML.load(bytes) }
    },
    FuzzTarget(
      "head",
      words: [
        "HTTP/1.1 200 OK\r\n", "HTTP/2 503\r\n", "Content-Length: ", "content-range: bytes 0-1/2",
        "ETag: W/\"",
        "Retry-After: ", "Date: Sun, 06 Nov 1994 08:49:37 GMT", "Location: ", "\r\n", "\n", ": ", "\"", "\0",
        "99999999999999999999", "-1", "\t ", "x-amz-", "WWW-Authenticate: Basic realm=",
      ]
    ) { bytes in
      var head = ResponseHead()
      for line in bytes.split(separator: 0x0a, omittingEmptySubsequences: false) {
        (Array(line) + [0x0a]).withUnsafeBytes { head.add($0) }
      }
      for name in ["content-length", "etag", "retry-after", "date", "location", "content-range", "", ":"] {
        guard let value = head.header(name) else { continue }
        if value.utf8.contains(0x0a) { throw FuzzFinding("a header holds a line break") }
      }
      _ = (head.contentLength, head.etag, RetryAfter.seconds(head))
      return head.status != 0
    },
    FuzzTarget(
      "sftp", words: ["\u{65}\0\0\0\u{1}", "\u{68}\0\0\0\u{2}", "\0\0\0\u{4}", "\u{69}", "\u{7F}", "\u{1}"]
    ) { bytes in
      bytes.withUnsafeBytes { raw in
        var reader = SFTPReader(raw)
        guard let kind = reader.byte() else { return false }
        return SFTPReply(kind, &reader) != nil
      }
    },
    FuzzTarget(
      "config",
      words: [
        "[core]\n", "['remote \"a\"']\n", "    url = ", "\"\"\"", "'''", ",", "#", "[[", "]]", "=", "true\n",
        "%(a)s", "$a",
      ]
    ) { bytes in
      try accepts {
        var config = Config(ConfigPlaces(repository: "/p/.dvc"))
        try config.load(.repository, bytes)
        try config.validate()
        _ = (config.core, config.cache)
      }
    },
    FuzzTarget("pointer", words: fields + yamlWords) { bytes in
      try accepts {
        let pointer = try PointerFile.parse(bytes)
        let text = try pointer.text()
        guard let again = try? PointerFile.parse(Array(text.utf8)) else {
          throw FuzzFinding("its own text is refused: \(text)")
        }
        if again.outputs.map(\.path) != pointer.outputs.map(\.path) {
          throw FuzzFinding("its own text has other paths: \(text)")
        }
        _ = try pointer.text(over: bytes)
      }
    },
    FuzzTarget("pipeline", words: fields + yamlWords) { bytes in
      try accepts {
        let file = try PipelineFile.parse(bytes)
        _ = try file.text(over: bytes)
        let resolver = try Resolver(file, path: "dvc.yaml") { path in
          path == "params.yaml" ? .content(try YAML.load(Array("a: {b: [1, 2]}\nitem: x\n".utf8))) : .absent
        }
        _ = try resolver.resolveAll()
      }
    },
    FuzzTarget("lock", words: fields + yamlWords) { bytes in
      try accepts {
        var lock = try LockFile.parse(bytes)
        let text = try lock.text()
        guard (try? LockFile.parse(Array(text.utf8))) != nil else {
          throw FuzzFinding("its own text is refused: \(text)")
        }
      }
    },
    FuzzTarget("run", words: fields + yamlWords) { bytes in
      guard let entry = RunCacheKey.entry(bytes) else { return false }
      _ = RunCacheKey.key(of: entry)
      return true
    },
    FuzzTarget(
      "ignore",
      words: [
        "*", "**", "**/", "/**/", "?", "[", "]", "[!a", "[^", "[a-", "[[:alpha:]]", "!", "\\", "/", " ", "#",
        "\n", "\r\n", "{a,b}",
      ]
    ) { bytes in
      for dialect in [IgnoreDialect.dvc, .git] {
        var stack = IgnoreStack()
        stack.append(IgnorePatterns(text: bytes, source: ".dvcignore", dialect: dialect))
        for path in [
          "a", "a/b/c", "data/x.csv", String(repeating: "a/", count: 100) + "b",
          String(repeating: "a", count: 200), "é/[x]",
        ] {
          _ = stack.explain(path, isDirectory: false)
          _ = stack.ignoresDeep(path, isDirectory: true)
        }
      }
      _ = GitIgnoreFile.adding("name*", to: bytes)
      _ = GitIgnoreFile.removing("a", from: bytes)
      return true
    },
    FuzzTarget("git-index", words: ["DIRC", "\0\0\0\u{2}", "TREE", "link", "sdir", "\0", "\u{7F}", "a/b"]) {
      bytes in
      try accepts { _ = try GitIndex.parse(bytes, path: "index") }
    },
    FuzzTarget(
      "git-object",
      words: [
        "tree ", "parent ", "author ", "committer ", "tagger ", "object ", "tag ", "\n\n", " <", "> ",
        "100644 ", "40000 ", "120000 ", "\0", "..", "/", "99999999999999999999 +9999",
      ]
    ) { bytes in
      guard let id = GitID(hex: String(repeating: "0", count: 40)) else { return false }
      let tree = try accepts { _ = try GitTree(id, bytes) }
      let commit = try accepts { _ = try GitCommit(id, bytes) }
      let tag = try accepts { _ = try GitTag(id, bytes) }
      return tree || commit || tag
    },
    FuzzTarget(
      "git-config",
      words: [
        "[a]", "[a \"b\"]", "[a.b]", "=", "\\", "\"", ";", "#", "\\\n", "[include]\n\tpath = x\n", "\u{FEFF}",
      ]
    ) { bytes in
      try accepts {
        var parser = GitConfigParser(bytes, path: "config")
        _ = try parser.entries()
      }
    },
    FuzzTarget("state", words: ["CAIRNST2", "\0", "\u{7F}"]) { bytes in
      guard let shard = StateShard(bytes: bytes, key: "data") else { return false }
      var cursor = StateCursor(shard)
      for path in ["a", "b/c", "z"] {
        let bytes = Array(path.utf8)
        bytes.withUnsafeBufferPointer {
          _ = cursor.digest(
            of: $0,
            info: .init(kind: .file, mode: 0, links: 1, size: 1, mtime: 1, ctime: 1, inode: 1, device: 1))
        }
      }
      return true
    },
    FuzzTarget(
      "url",
      words: [
        "http://", "https://", "s3://", "@", ":", "/", "?", "#", "%", "%2e%2e", "%00", "[::1]", "..",
        "user:pass@",
      ]
    ) { bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      _ = URLText.decode(text)
      _ = URLText.redacted(text)
      if let decoded = URLText.decode(URLText.encode(component: text)), decoded != text {
        throw FuzzFinding("encoded and decoded it is another: \(text.debugDescription)")
      }
      return URLText.parts(text) != nil
    },
  ]
}
