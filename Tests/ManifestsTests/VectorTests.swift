import Documents
import Manifests
import Testing

/// The golden vectors at the level of texts.
@Suite struct VectorTests {
  /// Every text the vectors expect of files with this ending.
  private static func expected(_ vectors: [String], _ suffix: String) -> [(
    case: String, path: String, text: String
  )] {
    var found: [(String, String, String)] = []
    for name in vectors {
      for example in Fixtures.vectors(name) {
        for step in example["steps"]?.list ?? [] {
          for entry in step.map?["files"]?.map?.entries ?? [] {
            guard let path = entry.key.string, let text = entry.value.string, path.hasSuffix(suffix) else {
              continue
            }
            found.append((name + "/" + (example["name"]?.string ?? ""), path, text))
          }
        }
      }
    }
    return found
  }

  @Test func locksReadAndWriteTheSameText() throws {
    let locks = Self.expected(["pipelines", "rewrite", "cli-status"], "dvc.lock")
    #expect(locks.count > 10)
    for (name, _, text) in locks {
      let old = try LockFile.parse(bytes(text))
      var new = LockFile()
      for stage in old.stageNames { new.set(try #require(old.entry(for: stage)), for: stage) }
      #expect(try new.text() == text, "\(name)")
      var same = old
      for stage in old.stageNames {
        #expect(!same.set(try #require(old.entry(for: stage)), for: stage))
      }
      #expect(try same.text() == text, "\(name)")
    }
  }

  @Test func runCacheKeysAreThePeers() throws {
    var count = 0
    for example in Fixtures.vectors("pipelines") + Fixtures.vectors("rewrite") {
      for step in example["steps"]?.list ?? [] {
        for entry in step.map?["run_cache"]?.map?.entries ?? [] {
          let text = try #require(entry.value.string)
          let run = try #require(RunCacheKey.entry(bytes(text)))
          #expect(RunCacheKey(run).path == entry.key.string)
          #expect(RunCacheKey.text(of: run) == text)
          count += 1
        }
      }
    }
    #expect(count >= 7)
  }

  @Test func pipelinesResolveToTheirLocks() throws {
    var stages = 0
    for name in ["pipelines", "rewrite"] {
      for example in Fixtures.vectors(name) {
        var files = Files([:])
        for step in example["steps"]?.list ?? [] {
          guard let step = step.map else { continue }
          if step["op"] == "write", let path = step["path"]?.string {
            files.texts[path] = step["text"]?.string
          }
          for entry in step["files"]?.map?.entries ?? [] {
            guard let path = entry.key.string, let text = entry.value.string else { continue }
            files.texts[path] = text
          }
          guard let lockText = step["files"]?.map?["dvc.lock"]?.string, files.texts["dvc.yaml"] != nil else {
            continue
          }
          let lock = try LockFile.parse(bytes(lockText))
          for stage in try files.resolver().resolveAll() {
            let entry = try #require(lock.entry(for: stage.name), "\(stage.name)")
            #expect(entry.command == stage.command)
            #expect(
              entry.outputs.map(\.path)
                == stage.outputs.map(\.path).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
            // A stage that was made smaller keeps its lock entry while nothing it still names changed.
            #expect(Set(entry.dependencies.map(\.path)).isSuperset(of: stage.dependencies))
            #expect(Set(entry.params.keys) == Set(stage.params.map(\.file)))
            for request in stage.params {
              guard let keys = request.keys else { continue }
              #expect(Set(entry.params(of: request.file)?.keys ?? []) == Set(keys))
            }
            stages += 1
          }
        }
      }
    }
    #expect(stages > 30)
  }

  @Test func importsHaveThePeersStageMD5() throws {
    var imports = 0
    for (name, path, text) in Self.expected(["dvcfiles"], ".dvc") {
      let file = try PointerFile.parse(bytes(text))
      guard let recorded = file.recordedMD5 else { continue }
      #expect(file.isImport)
      #expect(file.stageMD5() == recorded, "\(name) \(path)")
      #expect(!file.isChecksumChanged)
      #expect(try file.text() == text)
      imports += 1
    }
    #expect(imports >= 15)
  }

  @Test func pointersWrittenByThePeerAreWrittenTheSame() throws {
    let handWritten = ["dvc-file-rewrite", "path-normalising", "legacy-2x"]
    var count = 0
    for (name, path, text) in Self.expected(["dvcfiles", "objects", "rewrite"], ".dvc") {
      if handWritten.contains(where: name.hasSuffix) { continue }
      #expect(try PointerFile.parse(bytes(text)).text() == text, "\(name) \(path)")
      count += 1
    }
    #expect(count > 40)
  }

  /// A file somebody wrote, then what the peer made of it when the data had changed.
  @Test func handWrittenPointersKeepTheirLayout() throws {
    let example = try #require(Fixtures.vectors("dvcfiles").first { $0["name"] == "dvc-file-rewrite" })
    var current: [String: String] = [:]
    var rewritten = 0
    for step in example["steps"]?.list?.compactMap(\.map) ?? [] {
      if let path = step["path"]?.string, path.hasSuffix(".dvc") { current[path] = step["text"]?.string }
      for entry in step["files"]?.map?.entries ?? [] {
        guard let path = entry.key.string, let after = entry.value.string, let before = current[path] else {
          continue
        }
        let old = try PointerFile.parse(bytes(before))
        var new = try PointerFile.parse(bytes(after))
        new.desc = nil
        new.meta = nil
        for index in new.outputs.indices {
          new.outputs[index].annotations = Annotations()
          new.outputs[index].isPushed = true
        }
        new.keepAnnotations(of: old)
        #expect(try new.text(over: bytes(before)) == after, "\(path)")
        current[path] = after
        rewritten += 1
      }
    }
    #expect(rewritten >= 5)
  }

  /// freeze, unfreeze, stage add and remove in a file with comments, flow style, block scalars and anchors.
  @Test func handWrittenPipelinesKeepTheirLayout() throws {
    let example = try #require(Fixtures.vectors("rewrite").first { $0["name"] == "dvcyaml-rewrite" })
    var text = ""
    var edits = 0
    for step in example["steps"]?.list?.compactMap(\.map) ?? [] {
      if step["path"] == "dvc.yaml" { text = step["text"]?.string ?? "" }
      if let after = step["files"]?.map?["dvc.yaml"]?.string { #expect(text == after) }
      let words = step["args"]?.list?.compactMap(\.string) ?? []
      guard step["op"] == "dvc", words.first != "init" else { continue }
      var file = try PipelineFile.parse(bytes(text))
      switch words[0] {
      case "freeze": try file.setFrozen(true, stage: words[1])
      case "unfreeze": try file.setFrozen(false, stage: words[1])
      case "remove": try file.remove(words[1])
      default:
        let stage = StageDefinition(
          command: .line("echo 5"), dependencies: ["dq"], outputs: [StageOutput(path: "o1")])
        try file.add(stage, named: "one", overwriting: true)
      }
      text = try file.text(over: bytes(text))
      edits += 1
    }
    #expect(edits == 4)
  }
}
