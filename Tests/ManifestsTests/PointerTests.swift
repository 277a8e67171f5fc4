import Documents
import Hashing
import Manifests
import Testing

@Suite struct PointerTests {
  private func parse(_ text: String) throws -> PointerFile { try PointerFile.parse(bytes(text)) }

  @Test func aNewPointerHasTheFormatsOrder() throws {
    let digest = try #require(Digest(hex: "3e2b31c72181b87149ff995e7202c0e3".utf8, byteCount: 16))
    let file = PointerFile(outputs: [
      OutputEntry(path: "run.sh", object: ObjectID(digest), size: 10, isExecutable: true)
    ])
    #expect(
      try file.text() == """
        outs:
        - md5: 3e2b31c72181b87149ff995e7202c0e3
          size: 10
          isexec: true
          hash: md5
          path: run.sh

        """)
  }

  @Test func everyKeyIsReadAndWritten() throws {
    let text = """
      desc: d
      wdir: w
      frozen: true
      outs:
      - md5: 3e2b31c72181b87149ff995e7202c0e3
        size: 3
        version_id: v0
        cloud:
          r:
            etag: e123
            version_id: v1
        hash: md5
        path: f
        fs_config:
          jobs: 3
        desc: of f
        type: model
        labels:
        - a
        - b
        meta:
          k: 1
        cache: false
        persist: true
        remote: r
        push: false
      - hash: md5
        path: d
        files:
        - relpath: a/x
          md5: d3b07384d113edec49eaa6238ad5ff00
          size: 4
          cloud:
            s3r:
              etag: e2e
              version_id: v2
      always_changed: true
      meta:
        m: 1

      """
    let file = try parse(text)
    #expect(try file.text() == text)
    #expect(file.outputs[1].data.files?.count == 1)
    #expect(file.outputs[1].data.isDirectory)
    #expect(!file.outputs[1].data.isEmpty)
    #expect(!file.isImport)
  }

  @Test func falseAndEmptyValuesArentWritten() throws {
    let file = try parse(
      """
      locked: true
      wdir: ./
      desc: ""
      always_changed: false
      md5: 00aabbccddeeff00112233445566778a
      outs:
      - path: ./sub/../ff/
        md5: ABCD
        cache: true
        push: true
        persist: false
        labels: []
        desc: ""
        isexec: false
      """)
    #expect(try file.text() == "frozen: true\nouts:\n- md5: abcd\n  path: ff\n")
    #expect(file.isFrozen)
    // A stage md5 in a file that isn't an import can't be right.
    #expect(file.isChecksumChanged)
  }

  @Test func pathsAreNormalisedAndURLsKept() throws {
    func written(_ path: String) -> String? { OutputEntry(path: path).value.map?["path"]?.string }
    #expect(written("./a//b/../c") == "a/c")
    #expect(written("../x/./y") == "../x/y")
    #expect(written("/a/../../b") == "/b")
    #expect(written("a/..") == ".")
    #expect(written("../../a") == "../../a")
    #expect(written("s3://bucket//k/../x") == "s3://bucket//k/../x")
    #expect(written("C:/x//y") == "C:/x/y")
  }

  @Test func importsAreToldApart() throws {
    let partial = try parse(
      "frozen: true\ndeps:\n- path: d\n  repo:\n    url: u\nouts:\n- hash: md5\n  path: o\n")
    #expect(partial.isImport && partial.isRepositoryImport && partial.isPartialImport)
    #expect(partial.isChecksumChanged)
    let url = try parse(
      "deps:\n- etag: '\"e\"'\n  size: 3\n  path: https://x/y\nouts:\n- md5: 26ab0db90d72e28ad0ba1e22ee510510\n  hash: md5\n  path: o\n"
    )
    #expect(url.isImport && !url.isRepositoryImport && !url.isPartialImport)
    #expect(url.dependencies[0].data.digest == RecordedDigest(.etag, "\"e\""))
  }

  @Test func annotationsAreCarriedOver() throws {
    let old = try parse(
      "desc: top\nmeta: {a: 1}\nouts:\n- path: ./f\n  desc: d\n  type: t\n  remote: r\n  push: false\n  persist: true\n"
    )
    var new = PointerFile(outputs: [OutputEntry(path: "f"), OutputEntry(path: "g")])
    new.keepAnnotations(of: old)
    #expect(new.desc == "top")
    #expect(new.meta == ["a": 1])
    #expect(new.outputs[0].annotations.desc == "d")
    #expect(new.outputs[0].remote == "r")
    #expect(!new.outputs[0].isPushed)
    #expect(!new.outputs[0].isPersistent)
    #expect(new.outputs[1] == OutputEntry(path: "g"))
  }

  @Test func hashesAreReadAsWritten() throws {
    func object(_ fields: String) throws -> DataRecord {
      try #require(try parse("outs:\n- path: f\n  \(fields)\n").outputs.first).data
    }
    #expect(
      try object("md5: 12345678901234567890123456789012").object?.hex == "12345678901234567890123456789012")
    #expect(try object("md5: abc").object == nil)
    #expect(try !object("md5: abc").isEmpty)
    #expect(try object("md5: ''").isEmpty)
    #expect(try object("md5:").isEmpty)
    #expect(try object("checksum: 'x-y'").digest == RecordedDigest(.checksum, "x-y"))
    #expect(try object("size: true").size == 1)
  }

  @Test func emptyFilesHaveNoOutputs() throws {
    for text in ["", "# only a comment\n", "{}\n", "null\n", "[]\n", "false\n"] {
      #expect(try parse(text) == PointerFile())
    }
  }
}
