import Documents
import Hashing
import Manifests
import TestKit
import Testing

@Suite struct LockTests {
  /// Locks people edited, and what the real dvc made of them when it ran stage `a` (and `b`).
  @Test(arguments: Case.all("locks"))
  func keepsWhatPeopleWrote(_ example: Case) throws {
    var lock = try LockFile.parse(bytes(try #require(example.text("before"))))
    let after = try #require(example.text("after"))
    let wanted = try LockFile.parse(bytes(after))
    for stage in example.texts("changed") {
      lock.set(try #require(wanted.entry(for: stage)), for: stage)
      // Written after every stage, as a run does.
      _ = try lock.text()
    }
    let text = try lock.text()
    #expect(text == after)
  }

  private func entry(_ random: inout SeededRandom) -> LockEntry {
    func records() -> [LockRecord] {
      (0..<random.int(below: 4)).map { _ in
        let digest = Hash.digest(random.bytes(8))
        let isTree = random.chance(30)
        let object = ObjectID(digest, algorithm: random.chance(20) ? .md5Dos2Unix : .md5, isTree: isTree)
        let data = DataRecord(
          object, size: random.chance(80) ? random.int(below: 100_000) : nil,
          fileCount: isTree ? random.int(below: 100) : nil, isExecutable: !isTree && random.chance(20))
        return LockRecord(path: random.pick(["a", "b/c", "é", "日本", "x y", "./z", "~"]), data: data)
      }
    }
    var params = Mapping()
    for file in ["params.yaml", "a.json", "ü.toml"] where random.chance(40) {
      var keys = Mapping()
      for key in ["lr", "z.y", "1", "Ä"] where random.chance(60) {
        keys[key] = random.pick([0.1, 3, "text", "1e3", true, .null, [1, [2]], ["k": "v"], "two\nlines", ""])
      }
      params[file] = .map(keys)
    }
    let command: Command =
      random.chance(50) ? .line("echo \(random.int(below: 1000)) | cat") : .list(["a: b", "c"])
    return LockEntry(command: command, dependencies: records(), params: params, outputs: records())
  }

  @Test func randomEntriesSurviveWritingAndReading() throws {
    var random = SeededRandom(seed: 7)
    var lock = LockFile()
    var kept: [String: LockEntry] = [:]
    for step in 0..<300 {
      let name = "stage\(random.int(below: 40))"
      if random.chance(15) {
        let was = kept.removeValue(forKey: name) != nil
        let isGone = lock.remove(name)
        #expect(isGone == was)
      } else {
        let new = entry(&random)
        lock.set(new, for: name)
        kept[name] = new
      }
      if step % 50 == 0 { lock = try LockFile.parse(bytes(try lock.text())) }
      #expect(lock.stageNames.count == kept.count)
    }
    let read = try LockFile.parse(bytes(try lock.text()))
    #expect(read.stageNames == lock.stageNames)
    for (name, entry) in kept {
      #expect(read.entry(for: name)?.value == entry.value)
      #expect(read.entry(for: name).map(RunCacheKey.init) == RunCacheKey(entry))
    }
    // One piece a stage or all at once: the same text.
    var whole = Mapping()
    whole["schema"] = "2.0"
    var stages = Mapping()
    for name in lock.stageNames { stages[name] = kept[name]?.value }
    whole["stages"] = .map(stages)
    #expect(try lock.text() == YAML.dump(.map(whole)))
  }

  @Test func theSameEntryChangesNothing() throws {
    var random = SeededRandom(seed: 3)
    let new = entry(&random)
    var lock = LockFile()
    #expect(lock.isEmpty)
    let changes = [lock.set(new, for: "s"), lock.set(new, for: "s"), lock.remove("s"), lock.remove("s")]
    #expect(changes == [true, false, true, false])
    #expect(lock.isEmpty)
  }

  @Test func legacyAndNewRecordsLiveTogether() throws {
    let text = """
      schema: '2.0'
      stages:
        s:
          cmd: x
          deps:
          - path: old
            md5: 26ab0db90d72e28ad0ba1e22ee510510
            size: 2
          outs:
          - path: new
            hash: md5
            md5: 26ab0db90d72e28ad0ba1e22ee510510.dir
            size: 2
            nfiles: 1
          - path: web
            etag: '"abc"'

      """
    let lock = try LockFile.parse(bytes(text))
    let entry = try #require(lock.entry(for: "s"))
    #expect(entry.dependencies[0].data.object?.algorithm == .md5Dos2Unix)
    #expect(entry.dependencies[0].data.isLegacy)
    #expect(entry.output("new")?.data.object?.algorithm == .md5)
    #expect(entry.output("new")?.data.isDirectory ?? false)
    #expect(entry.output("web")?.data.object == nil)
    #expect(entry.output("web")?.data.isEmpty == false)
  }
}
