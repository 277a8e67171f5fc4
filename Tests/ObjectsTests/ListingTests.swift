import Files
import Hashing
import TestKit
import Testing

@testable import Objects

@Suite struct ListingTests {
  @Test func listsExactlyTheObjects() throws {
    try withScratch { scratch in
      let store = store(scratch)
      var files: Set<ObjectID> = []
      for i in 0..<700 { files.insert(try store.store(bytes: Array("object \(i)".utf8))) }
      let tree = try store.store(bytes: Array("[]".utf8), isTree: true)
      let legacy = try store.store(bytes: Array("old".utf8), algorithm: .md5Dos2Unix)
      // Strangers: unfinished, too short, too long, upper case, another suffix, a directory.
      let name = String(repeating: "a", count: 30)
      for stranger in [
        ".x.tmp", "abc", name + "b", name.uppercased(), name + ".txt", name + ".dirx", "g" + name.dropFirst(),
      ] {
        try scratch.write("x", to: "cache/files/md5/ab/" + stranger)
      }
      try scratch.makeDirectory("cache/files/md5/cd/" + name)
      let names = try store.names()
      #expect(Set(names.ids(.md5)) == files.union([tree]))
      let listed = names.ids(.md5).filter { !$0.isTree }
      #expect(listed == listed.sorted())
      #expect(names.ids(.md5).first == tree)
      #expect(try store.names(.md5Dos2Unix).ids(.md5Dos2Unix) == [legacy])
      #expect(try ObjectStore(root: scratch.path("nowhere")).names().isEmpty)
    }
  }

  @Test func subtractsSortedNames() {
    func names(_ files: [UInt128], _ trees: [UInt128]) -> ObjectNames {
      ObjectNames(files: DigestSet(files), trees: DigestSet(trees))
    }
    let held = names([9, 1, 5, 5, 7], [3, 2])
    let used = names([5, 6, 1], [4, 3])
    #expect(held.ids(.md5).map { $0.digest.packed } == [2, 3, 1, 5, 7, 9])
    #expect(held.subtracting(used) == names([7, 9], [2]))
    #expect(held.subtracting(ObjectNames()) == held)
    #expect(held.subtracting(held).isEmpty)
    #expect(held.treesOnly() == names([], [2, 3]))
  }

  @Test(arguments: [HashAlgorithm.md5, .sha256, .blake3]) func keepsWholeDigests(_ algorithm: HashAlgorithm) {
    let id = ObjectID(Hash.digest("a", algorithm), algorithm: algorithm)
    let tree = ObjectID(Hash.digest("b", algorithm), algorithm: algorithm, isTree: true)
    var (files, trees) = (DigestSet(), DigestSet())
    files.insert(id.digest, algorithm)
    trees.insert(tree.digest, algorithm)
    #expect(ObjectNames(files: files, trees: trees).ids(algorithm) == [tree, id])
  }

  @Test func verifiesBytesWhateverTheMode() throws {
    try withScratch { scratch in
      let store = store(scratch)
      let good = try store.store(bytes: Array("good".utf8))
      let bad = try store.store(bytes: Array("bad".utf8))
      let large = try store.store(bytes: [UInt8](repeating: 7, count: 3 << 20))
      let noTree = try store.store(bytes: Array("{}".utf8), isTree: true)
      let missing = ObjectID(Hash.digest(Array("missing".utf8), .md5), algorithm: .md5)
      let place = "cache/files/md5/\(bad.description.prefix(2))/\(bad.description.dropFirst(2))"
      try scratch.setMode(0o644, of: place)
      try scratch.write("BAD", to: place)
      try scratch.setMode(0o444, of: place)
      let faults = try store.verify([missing, good, bad, large, noTree])
      #expect(faults.map(\.id) == [missing, bad, noTree])
      guard faults.count == 3 else { return }
      if case .missing = faults[0].fault {} else { Issue.record("\(faults[0])") }
      if case .corrupt(let found) = faults[1].fault {
        #expect(found == Hash.digest(Array("BAD".utf8), .md5))
      } else {
        Issue.record("\(faults[1])")
      }
      if case .badTree = faults[2].fault {} else { Issue.record("\(faults[2])") }
      #expect(store.quarantine.isEmpty == false)
      try store.setAside(bad)
      #expect(try !store.exists(bad))
      try store.setAside(bad)
    }
  }
}
