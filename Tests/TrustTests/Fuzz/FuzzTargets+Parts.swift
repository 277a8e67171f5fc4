import CairnCLI
import Documents
@testable import Exchange
import Files
@testable import Git
import Hashing
@testable import History
@testable import Hooks
@testable import Insight
@testable import Manifests
import Objects
@testable import Pipeline
@testable import Remotes
import TestKit
@testable import Transport
import Workspace

/// Small readers, and those that only some commands need.
extension FuzzTarget {
  /// Three versions of one file, as a merge driver gets them.
  private static func versions(_ bytes: [UInt8]) -> [[UInt8]] {
    var parts = Array(bytes[...].split(separator: Array(mark.utf8), maxSplits: 2).map { Array($0) })
    while parts.count < 3 { parts.append(parts.last ?? []) }
    return parts
  }

  static let parts: [FuzzTarget] = [
    FuzzTarget(
      "range",
      words: ["bytes ", "-", "/", "*", "0", "9223372036854775807", "9223372036854775808", "+", " ", "\0"]
    ) { bytes in
      guard let range = ContentRange(String(decoding: bytes, as: UTF8.self)) else { return false }
      if range.first < 0 || range.last < range.first || range.total ?? .max <= range.last {
        throw FuzzFinding("a range that can't be: \(range)")
      }
      return true
    },
    FuzzTarget(
      "time",
      words: [
        "Sun, 06 Nov 1994 08:49:37 GMT", "2013-05-24T00:00:00Z", "+00:00", "-99:99", ".123456789", "UTC", "T",
        ":", " ",
        "0", "9999", "-", "Jan", "Dec",
      ]
    ) { bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      let seconds = [
        HTTPDate.seconds(text), CalendarTime(http: text)?.seconds, CalendarTime(iso: text)?.seconds,
      ]
      for second in seconds.compactMap({ $0 }) { _ = CalendarTime(seconds: second).basic }
      return seconds.contains { $0 != nil }
    },
    FuzzTarget(
      "redirect",
      words: [
        "http://", "https://", "file://", "ftp://", "//", "@", "%2e", "\r\n", "\t", "a", ":", "1", "[::1]",
      ]
    ) { bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      let found = Redirect.target(
        text, status: 302, of: Request("GET", "https://a/b"), from: "https://a/b", hops: 1)
      guard case .success(let url) = found else { return false }
      let lower = url.lowercased()
      if !lower.hasPrefix("http://"), !lower.hasPrefix("https://") { throw FuzzFinding("goes to \(url)") }
      return true
    },
    FuzzTarget(
      "place",
      words: [
        "s3://", "ssh://", "http://", "webdavs://", "git@h:p", "file:///", "@", ":", "/", "..", "?", "#",
        "%2e", "-o", "[::1]",
        "\0", "\n",
      ]
    ) { bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      _ = (SourceURL(text), SourceURL.local(text), DataLocation.isURL(text))
      let base = WebBase(text)
      if let key = base?.key(ofPath: text), key.split(separator: "/").contains("..") {
        throw FuzzFinding("leads elsewhere: \(key.debugDescription)")
      }
      let endpoint = try? EndpointURL(text)
      if let endpoint {
        let place = S3Place(bucket: "b", region: "r", endpoint: endpoint, addressing: .auto, usesTLS: true)
        if place.hostHeader.utf8.contains(where: { $0 <= 0x20 }) { throw FuzzFinding("a header with a line") }
      }
      return base != nil || endpoint != nil
    },
    FuzzTarget(
      "tag", words: ["v", "1", ".", "-", "+", "rc", "99999999999999999999", "@", "#", "!", "=", "a=b"]
    ) { bytes in
      let texts = bytes.split(separator: 10).prefix(8).map { String(decoding: $0, as: UTF8.self) }
      let versions = texts.compactMap { SemanticVersion($0) }
      for a in versions {
        if a < a { throw FuzzFinding("lower than itself") }
        for b in versions where a < b && b < a { throw FuzzFinding("no order: \(a) \(b)") }
      }
      return !versions.isEmpty
    },
    FuzzTarget("csv", words: [",", "\t", "\"", "\"\"", "\n", "\r\n", "\r", "\0", "a,b\n1,2\n", "NaN"]) {
      bytes in
      guard let text = String(validating: bytes, as: UTF8.self) else { return false }
      for delimiter in [",", "\t"] as [Character] {
        for hasHeader in [true, false] {
          _ = SeparatedValues.load(text, delimiter: delimiter, hasHeader: hasHeader)
        }
      }
      return true
    },
    FuzzTarget(
      "policy",
      words: [
        "policy: ", "enforce", "data: ", "pipeline: ", "push: ", "size-limit: ", "9223372036854775807 GB",
        "5 MB", "off",
        "patterns: [", "allow:\n- ", "checkout: ", "binary-limit: ",
      ]
    ) { bytes in
      try accepts { _ = try Policy.read(bytes, nil) }
    },
    FuzzTarget("pointer-scan", words: fields) { bytes in
      guard let entries = PointerScan.entries(bytes) else { return false }
      // The quick reader and the real one see the same, where the real one sees anything.
      guard let pointer = try? PointerFile.parse(bytes) else { return true }
      let outputs = entries.filter(\.isOutput)
      if outputs.map(\.path) != pointer.outputs.map(\.path) {
        throw FuzzFinding("\(outputs.map(\.path)) is not \(pointer.outputs.map(\.path))")
      }
      return true
    },
    FuzzTarget("pointer-merge", words: fields + [mark]) { bytes in
      let parts = versions(bytes)
      return try accepts {
        let merge = PointerMerge(store: ObjectStore(root: "/nonexistent/cache"), file: "a.dvc")
        let result = try merge.run(base: parts[0], ours: parts[1], theirs: parts[2])
        if result.conflicts.isEmpty, let text = result.text,
          (try? PointerFile.parse(Array(text.utf8))) == nil
        {
          throw FuzzFinding("what was merged can't be read: \(text)")
        }
      }
    },
    FuzzTarget("lock-merge", words: fields + [mark]) { bytes in
      let parts = versions(bytes)
      return try accepts {
        let result = try LockMerge.run(base: parts[0], ours: parts[1], theirs: parts[2], file: "dvc.lock")
        if let text = result.text, (try? LockFile.parse(Array(text.utf8))) == nil {
          throw FuzzFinding("what was merged can't be read: \(text)")
        }
      }
    },
    FuzzTarget(
      "history", words: ["\0\0\0\0\0\0\0\0", "\u{1}\0\0\0\0\0\0\0", "\u{7F}\u{7F}\u{7F}\u{7F}", "10hnriac"]
    ) {
      bytes in
      try withScratch("fuzz") { scratch in
        try scratch.write(bytes, to: "history")
        guard let index = HistoryFile.read(scratch.path("history")) else { return false }
        for record in index.commits {
          _ = index.commit(record)
          for change in index.changes(of: record) {
            for version in [change.old, change.new] {
              for number in index.range(version) { _ = index.fact(number, in: version) }
            }
          }
        }
        _ = index.texts.find("a")
        return true
      }
    },
    FuzzTarget(
      "large-file-pointer",
      words: [
        "version https://git-lfs.github.com/spec/v1\n", "oid sha256:", "size ", "\n", "-1",
        "99999999999999999999",
        String(repeating: "a", count: 64), "../", "é",
      ]
    ) { bytes in
      guard let pointer = LargeFilePointer(bytes) else { return false }
      if pointer.storedPath.contains("..") || pointer.storedPath.utf8.count > 100 {
        throw FuzzFinding("leads elsewhere: \(pointer.storedPath)")
      }
      return true
    },
    FuzzTarget(
      "pattern", words: ["*", "?", "[", "]", "[!", "a-z", "-", "**", "\\", "^", "(", "{1,}", "|", "$"]
    ) { bytes in
      let text = String(decoding: bytes.prefix(2000), as: UTF8.self)
      let pattern = NamePattern(text)
      for name in ["a", "train@1", String(repeating: "ab", count: 200), "é]"] { _ = pattern.matches(name) }
      return true
    },
    FuzzTarget("git-file", words: ["gitdir: ", "/", "..", "\n", "\r\n", "\0", ".git", "commondir"]) { bytes in
      try withScratch("fuzz") { scratch in
        try scratch.write(bytes, to: "a/.git")
        try scratch.write("ref: refs/heads/main\n", to: "b/.git/HEAD")
        try scratch.write(bytes, to: "b/.git/commondir")
        try scratch.makeDirectory("b/.git/objects")
        try scratch.makeDirectory("b/.git/refs")
        return try ["a", "b"].map { name in
          try accepts { _ = try GitLocation.discover(from: scratch.path(name), ceiling: scratch.path("")) }
        }.contains(true)
      }
    },
    FuzzTarget(
      "aws-profiles",
      words: [
        "[default]\n", "[profile a]\n", "[", "]", "=", "  s3 =\n    a = b\n", " #", " ;", "\"", "'", "\r\n",
        "\u{E9}",
      ]
    ) { bytes in
      try withScratch("fuzz") { scratch in
        try scratch.write(bytes, to: "config")
        return try accepts {
          let profiles = try AWSProfiles(
            configPath: scratch.path("config"), credentialsPath: scratch.path("config"))
          _ = profiles.setting("region", of: "default")
        }
      }
    },
  ]
}
