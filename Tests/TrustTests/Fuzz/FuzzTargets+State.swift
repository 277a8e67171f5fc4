import Files
import Hashing
@testable import Objects
import TestKit
import Workspace

/// What cairn itself left behind, as somebody else may have put it there.
extension FuzzTarget {
  static let leftovers: [FuzzTarget] = [
    FuzzTarget("verified", words: ["CAIRNVF1", "\0\0\0\0\0\0\0\0", "\u{1}\0\0\0\0\0\0\0", "\u{7F}\u{7F}"]) {
      bytes in
      try withScratch("fuzz") { scratch in
        try scratch.write(bytes, to: "verified/a")
        guard let file = FingerprintFile(path: scratch.path("verified/a")) else { return false }
        for number in [1, 2, 15, UInt64.max] { _ = file.contains(number) }
        // What is kept after it is read by the next one.
        let id = ObjectID(Hash.digest(bytes))
        let info = scratch.info
        let memory = VerifiedObjects(directory: scratch.path("verified"))
        memory.insert(id, info)
        memory.save()
        guard VerifiedObjects(directory: scratch.path("verified")).contains(id, info) else {
          throw FuzzFinding("forgets what was read")
        }
        return true
      }
    },
    FuzzTarget("cache-users", words: ["/", "/home/a/project", "\n", "..", "\0", "\u{1B}", "é"]) { bytes in
      try withScratch("fuzz") { scratch in
        let path = bytes.prefix { $0 != 0x0A }
        let name = Hash.digest(Array(path), .md5).hex(byteCount: 16)
        try scratch.write(bytes, to: "cache/.cairn/projects/" + name)
        let roots = CacheUsers(ObjectStore(root: scratch.path("cache"))).roots()
        if roots.contains(where: { !$0.hasPrefix("/") }) { throw FuzzFinding("a root that is none") }
        return !roots.isEmpty
      }
    },
  ]
}

extension Scratch {
  fileprivate var info: FileInfo {
    FileInfo(kind: .file, mode: 0, links: 1, size: 1, mtime: 1, ctime: 1, inode: 1, device: 1)
  }
}
