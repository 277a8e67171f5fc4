import Documents
import Manifests
import TestKit
import Testing

@Suite struct TemplateTests {
  private func resolver(_ text: String, _ others: [String: String] = [:]) throws -> Resolver {
    try Files(others.merging(["dvc.yaml": text]) { $1 }).resolver()
  }

  @Test func fieldsAreRead() throws {
    let text = """
      stages:
        s:
          cmd: x
          wdir: w${a}
          deps: [d, d, ./d]
          params: [b, a, {p.json: [z.y, x]}, {q.yaml: }, {params.yaml: [c]}, {p.json: [x]}]
          outs: [o, {o: {cache: false}}, {p: {persist: true, desc: "d ${a}", labels: [l], remote: r, push: false}}]
          metrics: [{m: {cache: false}}]
          plots: [{q: {x: a, header: false, template: t}}]
          frozen: true
          always_changed: true
          desc: about
          meta: {"k${a}": "v${a}"}
      """
    let stage = try #require(try resolver(text, ["params.yaml": "a: 7\n"]).resolve("s"))
    #expect(stage.workingDirectory == "w7")
    #expect(stage.dependencies == ["d", "d", "./d"])
    #expect(
      stage.params == [
        ParamsRequest(keys: ["b", "a", "c"]), ParamsRequest(file: "p.json", keys: ["z.y", "x"]),
        ParamsRequest(file: "q.yaml", keys: nil),
      ])
    #expect(stage.outputs.map(\.path) == ["o", "p", "m", "q"])
    #expect(stage.outputs.map(\.kind) == [.output, .output, .metric, .plot])
    #expect(stage.outputs.map(\.isCached) == [false, true, false, true])
    #expect(stage.outputs[1].isPersistent && !stage.outputs[1].isPushed && stage.outputs[1].remote == "r")
    #expect(stage.outputs[1].annotations == Annotations(desc: "d 7", labels: ["l"]))
    #expect(stage.outputs[3].plot == (["template": "t", "x": "a", "header": false] as Value).map)
    #expect(stage.isFrozen && stage.isAlwaysChanged)
    #expect(stage.desc == "about")
    #expect(stage.meta == ["k7": "v7"])
    #expect(!stage.isCallback)
  }

  @Test func aWholeParamsFileWins() throws {
    let text = "stages:\n  s:\n    cmd: x\n    params: [{q: [u]}, {q: }, {p: }, {p: [x]}, {r: []}]\n"
    let stage = try #require(try resolver(text).resolve("s"))
    #expect(stage.params == ["q", "p", "r"].map { ParamsRequest(file: $0, keys: nil) })
  }

  @Test func oneStageDoesntNeedTheOthers() throws {
    let text =
      "stages:\n  s:\n    cmd: ok\n  t:\n    cmd: ${zz}\n  g:\n    foreach: ${yy}\n    do: {cmd: x}\n"
    let resolver = try resolver(text)
    #expect(try resolver.resolve("s")?.command == .line("ok"))
    #expect(throws: TemplateError.self) { try resolver.resolve("t") }
    #expect(throws: TemplateError.self) { try resolver.stageNames() }
    #expect(try resolver.resolve("nosuch") == nil)
    #expect(try resolver.resolve("s@a") == nil)
  }

  @Test func membersAreFoundByTheirFullName() throws {
    let text = """
      stages:
        s@a: {cmd: one}
        s:
          foreach: [a, b@c]
          do: {cmd: "two ${item}"}
        t@x:
          foreach: [y]
          do: {cmd: "three"}
      """
    let resolver = try resolver(text)
    #expect(try resolver.stageNames() == ["s@a", "s@b@c", "t@x@y"])
    #expect(try resolver.resolve("s@a")?.command == .line("two a"))
    #expect(try resolver.resolve("s@b@c")?.command == .line("two b@c"))
    #expect(try resolver.resolve("t@x@y")?.command == .line("three"))
    #expect(try resolver.resolve("s") == nil)
    #expect(try resolver.memberNames(of: "s") == ["s@a", "s@b@c"])
    #expect(try resolver.memberNames(of: "s@a") == nil)
    #expect(resolver.isParametrized("s@a") == false)
    #expect(resolver.isParametrized("s@b@c"))
  }

  @Test func wrongTypesAreErrorsNotCrashes() throws {
    let params = ["params.yaml": "i: 5\nm: {a: 1}\nl: [1]\nn:\n"]
    for field in [
      "deps: [\"${i}\"]", "outs: [\"${i}\"]", "params: [\"${i}\"]", "wdir: ${i}", "params: [{f: 3}]",
      "plots: [{p: [{x: a}]}]", "meta: ${l}", "outs: [{\"o${l}\": {}}]",
    ] {
      let resolver = try resolver("stages:\n  s:\n    cmd: x\n    \(field)\n", params)
      #expect(throws: TemplateError.self, "\(field)") { try resolver.resolve("s") }
    }
    // Where dvc crashes when it runs them, these are texts.
    let commands: [(String, Command)] = [
      ("${i}", .line("5")), ("${m}", .line("--a 1")), ("${n}", .line("")),
      ("[\"${i}\", \"${m}\", 3]", .list(["5", "--a 1", "3"])),
    ]
    for (text, expected) in commands {
      #expect(try resolver("stages:\n  s:\n    cmd: \(text)\n", params).resolve("s")?.command == expected)
    }
    for group in [
      "foreach: [\"\"]\n    do: {cmd: x}", "matrix: {a: [\"\"]}\n    cmd: x", "matrix: {}\n    cmd: x",
    ] {
      #expect(throws: TemplateError.self) { try resolver("stages:\n  s:\n    \(group)\n").resolveAll() }
    }
  }

  @Test func brokenVarsFilesPassTheLoadersError() {
    #expect(throws: DocumentError.self) {
      try resolver("stages: {}\n", ["params.yaml": "a: [\n"])
    }
  }

  @Test func topLevelListsAreResolved() throws {
    let text = """
      params: ["p${x}.yaml"]
      metrics: ["m${x}"]
      plots:
      - "${p}"
      - "id${x}": {x: "${p}", y: {a.csv: [b, "c${x}"]}}
      - plain:
      artifacts:
        "n${x}": {path: "f${x}", type: model, labels: [a], meta: "${x}"}
      """
    let files = ["params.yaml": "x: 1\np: a.csv\n"]
    let all = try resolver(text, files)
    #expect(try all.params() == ["p1.yaml"])
    #expect(try all.metrics() == ["m1"])
    let plots = try all.plots()
    #expect(plots.map(\.id) == ["a.csv", "id1", "plain"])
    #expect(plots[1].properties == (["x": "a.csv", "y": ["a.csv": ["b", "c1"]]] as Value).map)
    #expect(plots[2].properties.isEmpty)
    let artifact = try #require(try all.artifacts().first)
    #expect(artifact.name == "n1" && artifact.path == "f1")
    #expect(artifact.annotations == Annotations(type: "model", labels: ["a"], meta: 1))
    do {
      _ = try resolver("metrics: [a, \"${zz}\"]\n").metrics()
      Issue.record("no error")
    } catch {
      #expect("\(error)" == "failed to parse 'metrics.1' in 'dvc.yaml': Could not find 'zz'")
    }
  }

  @Test func usedVariablesAreThoseOfFiles() throws {
    let text = """
      vars:
      - v.yaml
      - w.json:a
      - q: 1
      stages:
        s:
          cmd: echo ${x.y} ${a} ${q} ${lr} ${loc}
          vars: [u.yaml]
        t:
          cmd: echo ${m} ${l[1]} z
        f:
          foreach: ${fe}
          do:
            cmd: echo ${item} ${x.z}
      """
    let used = try resolver(
      text,
      [
        "v.yaml": "x: {y: 1, z: 2}\nunused: 1\nm: {k: 1}\nl: [1, 2]\nfe: [1, 2]\n",
        "w.json": #"{"a": 1, "b": 2}"#,
        "u.yaml": "loc: 1\n", "params.yaml": "lr: 1\nother: 2\n",
      ]
    ).usedVariables()
    #expect(used["v.yaml"] == ["x.y": 1, "x.z": 2, "l.1": 2, "fe.0": 1, "fe.1": 2])
    #expect(used["w.json"] == ["a": 1])
    #expect(used["u.yaml"] == ["loc": 1])
    #expect(used["params.yaml"] == ["lr": 1])
  }

  @Test func shellWordsAreQuotedAsPythonDoes() {
    #expect(ShellText.quoted("") == "''")
    #expect(ShellText.quoted("a@%+=:,./-_9Z") == "a@%+=:,./-_9Z")
    #expect(ShellText.quoted("it's") == #"'it'"'"'s'"#)
    #expect(ShellText.quoted("é") == "'é'")
    #expect(ShellText.quoted("a\nb") == "'a\nb'")
  }

  /// Whatever stands in a text, resolving ends with a value or an error; texts without `${` stay as they are.
  @Test func randomTextsNeverTrap() throws {
    var random = SeededRandom(seed: 11)
    let pieces = [
      "$", "{", "}", "${", "\\", "a", ".", "[", "]", "0", " ", "\n", "é", "😀", "item", "${a}", "${m.l[1]}",
      "-1", "\u{0}",
    ]
    var resolved = 0
    for _ in 0..<3000 {
      let text = (0..<random.int(below: 9)).map { _ in random.pick(pieces) }.joined()
      var stage = Mapping()
      stage["cmd"] = .string(text)
      let document: Value = ["stages": ["s": .map(stage)]]
      let resolver = try resolver(YAML.dump(document), ["params.yaml": "a: 1\nm: {l: [1, 2]}\n"])
      guard let result = try? resolver.resolve("s") else { continue }
      resolved += 1
      if !text.contains("${") { #expect(result.command == .line(text)) }
    }
    #expect(resolved > 1500)
  }

  @Test func anExplodingMatrixIsRefused() throws {
    let axes = "abcdefgh".map { "      \($0): [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]\n" }.joined()
    let resolver = try resolver("stages:\n  g:\n    matrix:\n\(axes)    cmd: x\n")
    #expect(throws: TemplateError.self) { try resolver.stageNames() }
  }

  @Test func aThousandMembersKeepTheirOrder() throws {
    let values = (0..<100).map(String.init).joined(separator: ", ")
    let text =
      "stages:\n  g:\n    matrix:\n      a: [\(values)]\n      b: [x, y, z, 1, 2, 3, 4, 5, 6, 7]\n    cmd: run ${item.a} ${item.b} ${key}\n"
    let all = try resolver(text).resolveAll()
    #expect(all.count == 1000)
    #expect(all[0].name == "g@0-x")
    #expect(all[11].name == "g@1-y")
    #expect(all[999].command == .line("run 99 7 99-7"))
  }
}
