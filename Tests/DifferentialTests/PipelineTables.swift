import TestKit

/// What a pipeline does in corners that were once found to differ: lists of steps, compared after each.
extension Scenario {
  static let pipelineTables: [Scenario] = tables.map { name, steps in
    Scenario(name, seed: 30) { twins, _ in
      try twins.start()
      try twins.play(steps)
    }
  }

  private static let copy = dvc("stage add -n copy -d foo -o bar", "cp foo bar")

  private static func dvc(_ words: String, _ last: String...) -> Story.Step {
    .dvc(words.split(separator: " ").map(String.init) + last)
  }

  private static let tables: [(String, [Story.Step])] = [
    (
      "words that are no stage",
      [.write("foo", "foo"), copy]
        + ["nope", ":nope", "other.yaml:x", "dvc.yaml:nope", "dvc.lock:copy", "foo:x", "x.dvc"].flatMap {
          word in
          [dvc("repro", word), dvc("freeze", word), dvc("status", word)]
        }
        + [
          dvc("checkout :nope"), dvc("commit -f other.yaml:x"), dvc("remove nope"),
          dvc("repro --glob other.yaml:x"),
        ]
    ),
    (
      "patterns of names",
      [
        .write("foo", "foo"), copy, dvc("stage add -n caption -o cap", "echo 1 > cap"),
        .write("sub/dvc.yaml", "stages:\n  inner:\n    cmd: echo 1 > in\n    outs:\n    - in\n"),
        dvc("repro -P"),
        dvc("repro --glob c?p*"), dvc("repro --glob dvc.yaml:cap*"), dvc("repro --glob sub/dvc.yaml:*"),
        dvc("repro --glob none*"),
      ]
    ),
    (
      "a dependency that is gone",
      [
        .write("foo", "foo"), copy, dvc("repro"), .remove("foo"), dvc("repro"), dvc("status"),
        dvc("repro --dry"), dvc("repro --pull"), dvc("repro -k --ignore-errors"),
        dvc("repro --ignore-errors -k"),
      ]
    ),
    (
      "dry runs and what is known",
      [
        .write("foo", "1"), copy, dvc("stage add -n next -d bar -o baz", "cp bar baz"),
        dvc("repro --dry copy"),
        dvc("repro"), .write("foo", "2"), dvc("repro"), .write("foo", "1"), dvc("repro --dry"),
        dvc("repro --dry --no-run-cache"), dvc("repro"), .remove("bar"), .remove("baz"), dvc("repro --dry"),
        .remove("dvc.lock"), .remove(".dvc/cache/files"), dvc("repro"),
      ]
    ),
    (
      "pulling without a remote",
      [
        .write("foo", "1"), dvc("add foo"), copy, dvc("repro --pull"), .remove("foo"),
        .remove(".dvc/cache"), dvc("repro --pull"), dvc("repro --allow-missing"),
      ]
    ),
    (
      "commits of several stages",
      [
        .write("foo", "1"), copy, dvc("stage add -n next -d bar -o baz -M m", "cp bar baz; echo 1 > m"),
        dvc("repro"),
        .write("bar", "2"), dvc("commit"), dvc("commit -f"), .write("foo", "3"), .remove("baz"),
        dvc("commit -f"),
        dvc("commit -f copy"), dvc("repro --no-commit -f"), dvc("commit"), dvc("status"),
      ]
    ),
    (
      "stages at the edge",
      [
        dvc("stage add -n a -w .. -O x", "true"), .write("file", ""),
        dvc("stage add -n a -w file -O x", "true"),
        dvc("stage add -n a -w none -O x", "true"), dvc("stage add -n a -o .", "true"),
        dvc("stage add -n a -o new/dir/x", "mkdir -p new/dir && echo 1 > new/dir/x"), dvc("repro"),
        dvc("stage add -n b -p :lr", "true"), dvc("stage add --run -n c -o failed", "exit 3"), dvc("repro a"),
        dvc("stage add -n d -d ../outside -O d", "cp ../outside d"), dvc("status d"), dvc("checkout"),
      ]
    ),
    (
      "outputs that weren't made",
      [
        .write("dvc.yaml", "stages:\n  a:\n    cmd: echo 1 > one\n    outs:\n    - one\n    - two\n"),
        dvc("repro"), dvc("repro --ignore-errors"), dvc("status"),
        .write("dvc.yaml", "stages:\n  a:\n    cmd: echo 1 > one\n    outs:\n    - one\n    - ./one\n"),
        dvc("status"),
        dvc("repro"),
      ]
    ),
    (
      "metrics of other kinds",
      [
        .write("dvc.yaml", "metrics:\n- m.json\n- sub\n"), .write("m.json", "{\"a\": 1, \"b\": {\"c\": 2}}"),
        .write("sub/dvc.yaml", "metrics: []\n"), .write("sub/n.yaml", "x: 1\n"), dvc("metrics show"), .commit,
        .write("m.json", "5"), dvc("metrics diff"), .write("m.json", "[]"), dvc("metrics diff"),
        dvc("metrics show -R sub"),
      ]
    ),
    (
      "graphs in layers",
      [
        .write("dvc.yaml", graph), dvc("dag"), dvc("dag --outs"), dvc("dag e"), dvc("dag --full b"),
        dvc("dag --dot d"),
      ]
    ),
  ]

  /// A diamond, and a branch that starts beside it.
  private static let graph =
    "stages:\n"
    + ["a": "", "b": "a", "c": "a", "d": "bc"].sorted { $0.key < $1.key }.map { name, needs in
      "  \(name):\n    cmd: x\n" + (needs.isEmpty ? "" : "    deps:\n")
        + needs.map { "    - o\($0)\n" }.joined() + "    outs:\n    - o\(name)\n"
    }.joined() + "  e:\n    cmd: x\n    outs:\n    - oe\n"
}
