import Documents
import Testing

@testable import CairnCLI

private typealias Entry = StatusView.Entry

@Test func printsStatus() {
  let stages = [
    StatusView(
      name: "a",
      reasons: [
        .entries(
          "changed deps",
          [
            Entry(path: "in", state: "modified"),
            Entry(
              path: "params.yaml", state: nil,
              keys: [Entry(path: "lr", state: "modified"), Entry(path: "x.y", state: "deleted")]),
          ]), .plain("changed command"),
      ]), StatusView(name: "cb", reasons: [.plain("always changed")]),
  ]
  #expect(
    StatusText.text(stages) == """
      a:
      \tchanged deps:
      \t\tmodified:           in
      \t\tparams.yaml:
      \t\t\tmodified:           lr
      \t\t\tdeleted:            x.y
      \tchanged command
      cb:
      \talways changed

      """)
  #expect(
    JSON.dump(StatusText.json(stages)) == """
      {"a": [{"changed deps": {"in": "modified", "params.yaml": {"lr": "modified", "x.y": "deleted"}}}, \
      "changed command"], "cb": ["always changed"]}
      """)
  #expect(StatusText.text([]) == "")
  #expect(JSON.dump(StatusText.json([])) == "{}")
  #expect(StatusText.cloud([Entry(path: "d/a", state: "new")]) == "\tnew:                d/a\n")
}

@Test func printsDataStatus() {
  var view = DataStatusView()
  view.gitIsDirty = true
  view.committed.added = ["new"]
  view.uncommitted.modified = ["mod", "dir/"]
  view.uncommitted.deleted = ["del"]
  view.uncommitted.renamed = [("a", "b")]
  #expect(
    DataStatusText(view: view, program: "dvc").text == """
      DVC committed changes:
        (git commit the corresponding dvc files to update the repo)
              added: new

      DVC uncommitted changes:
        (use "dvc commit <file>..." to track changes)
        (use "dvc checkout <file>..." to discard changes)
              modified: mod
              modified: dir/
              deleted: del
              renamed: a -> b
      (there are other changes not tracked by dvc, use "git status" to see)

      """)
  #expect(
    JSON.dump(DataStatusText(view: view, program: "dvc").json) == """
      {"committed": {"added": ["new"]}, "uncommitted": {"modified": ["mod", "dir/"], "deleted": ["del"], \
      "renamed": [{"old": "a", "new": "b"}]}}
      """)
}

@Test func printsDataStatusWithoutChanges() {
  var view = DataStatusView()
  #expect(DataStatusText(view: view, program: "cairn").text == "No changes.\n")
  #expect(JSON.dump(DataStatusText(view: view, program: "cairn").json) == "{}")
  view.gitIsEmpty = true
  view.gitIsDirty = true
  #expect(
    DataStatusText(view: view, program: "cairn").text == """
      No changes in an empty git repo.
      (there are changes not tracked by cairn, use "git status" to see)

      """)
  view.unchanged = ["p"]
  view.notInCache = ["zz/f"]
  #expect(
    DataStatusText(view: view, program: "dvc").text.hasPrefix(
      """
      Not in cache:
        (use "dvc fetch <file>..." to download files)
              zz/f

      DVC unchanged files:
              p

      """))
}

@Test func printsDiff() {
  let entries = [
    DiffEntry(state: .added, path: "zz/", hash: "6ca0c6e4952657d80aaa8cc4eb3c1c85.dir"),
    DiffEntry(state: .added, path: "zz/f", hash: "6d7fce9fee471194aa8b5b6e47267f03"),
    DiffEntry(state: .deleted, path: "o"),
    DiffEntry(state: .renamed, path: "a", newPath: "b", hash: "9a0364b9e99bb480dd25e1f0284c8555"),
    DiffEntry(state: .modified, path: "m", hash: "6f8f57715090da26", newHash: "9d8322530b67e236"),
    DiffEntry(state: .notInCache, path: "x"),
  ]
  #expect(
    DiffText(entries: entries, hashes: true).text == """
      Added:
          6ca0c6e4  zz/
          6d7fce9f  zz/f

      Deleted:
          o

      Renamed:
          9a0364b9  a -> b

      Modified:
          6f8f5771..9d832253  m

      Not in cache:
          x

      files summary: 1 added, 1 deleted, 1 renamed, 1 modified, 1 not in cache

      """)
  #expect(
    DiffText(entries: Array(entries.suffix(2)), hashes: false).markdown == """
      | Status       | Path   |
      |--------------|--------|
      | modified     | m      |
      | not in cache | x      |


      """)
  #expect(
    JSON.dump(DiffText(entries: Array(entries[2...4]), hashes: true).json) == """
      {"added": [], "deleted": [{"path": "o", "hash": null}], "modified": [{"path": "m", "hash": {"old": \
      "6f8f57715090da26", "new": "9d8322530b67e236"}}], "renamed": [{"path": {"old": "a", "new": "b"}, \
      "hash": "9a0364b9e99bb480dd25e1f0284c8555"}], "not in cache": []}
      """)
  #expect(DiffText(entries: [], hashes: false).text == "")
  #expect(JSON.dump(DiffText(entries: [], hashes: false).json) == "{}")
}

@Test func summarises() {
  let view = CheckoutView(
    modified: ["d/"], added: ["f1", "f2", "f3"], deleted: ["x"],
    counts: [(1, "modified"), (3, "added"), (1, "deleted")])
  #expect(view.text == "M       d/\nA       f1\nA       f2\nA       f3\nD       x\n")
  #expect(view.summary == "1 file modified, 3 files added and 1 file deleted")
  #expect(CheckoutView().summary == "No changes.")
  #expect(Summaries.files([(4, "fetched"), (3, "added")]) == "4 files fetched and 3 files added")
  #expect(Summaries.files([(0, "pushed")]) == nil)
}

@Test func hintsAtGit() {
  #expect(
    GitHint.text(paths: [".gitignore", "a b.dvc"], program: "dvc") == """

      To track the changes with git, run:

      \tgit add .gitignore 'a b.dvc'

      To enable auto staging, run:

      \tdvc config core.autostage true

      """)
  #expect(GitHint.quoted("it's") == "'it'\"'\"'s'")
  #expect(GitHint.quoted("") == "''")
}

@Test func printsGraphs() {
  let graph = GraphView(
    nodes: ["a", "b", "lone", "raw.txt.dvc"], edges: [("a", "b"), ("raw.txt.dvc", "a")])
  #expect(
    GraphText.dot(graph)
      == "strict digraph {\n\"a\";\n\"b\";\n\"lone\";\n\"raw.txt.dvc\";\n\"a\" -> \"b\";\n\"raw.txt.dvc\" -> \"a\";\n}\n\n"
  )
  #expect(
    GraphText.mermaid(graph)
      == "flowchart TD\n\tnode1[\"a\"]\n\tnode2[\"b\"]\n\tnode3[\"raw.txt.dvc\"]\n\tnode1-->node2\n\tnode3-->node1\n\tnode4[\"lone\"]\n"
  )
  #expect(GraphText.markdown(GraphView(nodes: [], edges: [])) == "```mermaid\nflowchart TD\n```\n")
}
