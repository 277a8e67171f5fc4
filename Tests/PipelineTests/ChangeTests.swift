import Documents
import Files
import Foundation
import Manifests
import Pipeline
import TestKit
import Testing
import Workspace

@Suite struct ChangeTests {
  private static let pipeline = """
    stages:
      one:
        cmd: cp in out
        deps: [in]
        params: [lr, net]
        outs: [out]

    """

  private func start(_ scratch: Scratch) throws -> Repository {
    try scratch.write(Self.pipeline, to: "dvc.yaml")
    try scratch.write("lr: 1\nnet: {a: 1, b: [1, 2]}\n", to: "params.yaml")
    try scratch.write("1\n", to: "in")
    let repository = try project(in: scratch)
    #expect(try reproduce(repository) == ["one"])
    return repository
  }

  private func status(_ repository: Repository) throws -> StageStatus {
    repository.invalidateIndex()
    return try StageInspector(repository).status(of: repository.index().stages[0])
  }

  private func reason(_ repository: Repository, missing: Bool = false) throws -> ChangeReason? {
    repository.invalidateIndex()
    return try StageInspector(repository).reason(for: repository.index().stages[0], .init(missing: missing))
  }

  @Test func nothingToSayAfterARun() throws {
    try withScratch { scratch in
      let repository = try start(scratch)
      #expect(try status(repository).isUpToDate)
      #expect(try reason(repository) == nil)
      #expect(try reproduce(repository) == [])
    }
  }

  @Test func dependenciesWithOldAndNewHash() throws {
    try withScratch { scratch in
      let repository = try start(scratch)
      try scratch.write("2\n", to: "in")
      let found = try #require(try status(repository).dependencies.first)
      #expect(found.declared == "in")
      #expect(found.change == .modified)
      #expect(found.old?.description == "b026324c6904b2a9cb4b88d6d61c81d1")
      #expect(found.new?.description == "26ab0db90d72e28ad0ba1e22ee510510")
      try scratch.remove("in")
      #expect(try status(repository).dependencies.map(\.change) == [.deleted])
      #expect(try reason(repository, missing: true) == nil)
    }
  }

  @Test func parametersAreComparedAsPythonDoes() throws {
    try withScratch { scratch in
      let repository = try start(scratch)
      try scratch.write("lr: 1.0\nnet: {b: [1, 2], a: true}\n", to: "params.yaml")
      #expect(try status(repository).isUpToDate)
      try scratch.write("lr: 2\nother: 3\n", to: "params.yaml")
      let change = try #require(try status(repository).parameters.first?.change)
      guard case .keys(let keys) = change else {
        Issue.record("no keys: \(change)")
        return
      }
      #expect(
        keys == [
          ParameterChange(key: "lr", change: .modified, old: 1, new: 2),
          ParameterChange(key: "net", change: .deleted, old: ["a": 1, "b": [1, 2]], new: nil),
        ])
      try scratch.remove("params.yaml")
      guard case .file(.deleted)? = try status(repository).parameters.first?.change else {
        Issue.record("the file is gone")
        return
      }
    }
  }

  @Test func outputsAndTheCache() throws {
    try withScratch { scratch in
      let repository = try start(scratch)
      try scratch.write("x\n", to: "out")
      #expect(try status(repository).outputs.map(\.change) == [.modified])
      try scratch.remove("out")
      #expect(try status(repository).outputs.map(\.change) == [.deleted])
      #expect(try reason(repository, missing: true) == nil)
      try scratch.remove(".dvc/cache/files")
      #expect(try status(repository).outputs.map(\.change) == [.notInCache])
    }
  }

  @Test func theCommandComesFirst() throws {
    try withScratch { scratch in
      let repository = try start(scratch)
      try scratch.write("2\n", to: "in")
      try scratch.write(
        Self.pipeline.replacingOccurrences(of: "cp in out", with: "cp  in out"), to: "dvc.yaml")
      guard case .definition(.command(let old, let new))? = try reason(repository) else {
        Issue.record("not the command")
        return
      }
      #expect(old == .line("cp in out"))
      #expect(new == .line("cp  in out"))
    }
  }

  @Test func dottedKeysAndPlacesInLists() throws {
    try withScratch { scratch in
      try scratch.write("a: {b: [x, {c: 1}]}\n'1': one\n", to: "params.yaml")
      let root = try FileSystem.realPath(scratch.root)
      let request = ParameterDependency(
        declared: "params.yaml", location: .inside("params.yaml"), keys: ["a.b.1.c", "a.b.7", "1", "a.b.0"],
        recorded: nil)
      let values = try #require(try ParameterReader(root: root).values(of: request))
      #expect(values.keys == ["a.b.1.c", "1", "a.b.0"])
      #expect(values["a.b.1.c"] == 1)
      #expect(values["a.b.0"] == "x")
    }
  }
}
