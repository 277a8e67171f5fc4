import Documents
import Manifests
import Testing

/// Pipeline files the real dvc was asked about: the commands it would run, or its error.
@Suite struct TemplatePeerTests {
  static let cases = Case.all("templates") + Case.all("templates-random")

  @Test func hasCases() { #expect(Self.cases.count > 500) }

  @Test(arguments: cases)
  func agreesWithThePeer(_ example: Case) throws {
    let files = Files(example["files"]?.map ?? Mapping())
    let flags = FlagStyle(
      negatesFalse: example["negates"]?.bool ?? false, repeatsKeys: example["repeats"]?.bool ?? false)
    var stages: [ResolvedStage] = []
    var message: String?
    var warnings: [String] = []
    do {
      let resolver = try files.resolver(flags: flags)
      stages = try resolver.resolveAll()
      warnings = resolver.shadowedVariables().map(\.description)
      if example["sub"] != nil { _ = try files.resolver("sub/dvc.yaml", flags: flags).resolveAll() }
    } catch let error as TemplateError {
      message = error.description
    }
    if let expected = example.text("error") {
      #expect(message == expected)
    } else if let reason = example.text("reason") {
      #expect(message?.hasSuffix(reason) ?? false, "\(message ?? "no error")")
    } else {
      #expect(message == nil)
      let expected = example["stages"]?.map ?? Mapping()
      // Of a project with two pipeline files the first is compared.
      let own = example["sub"] == nil ? expected.keys : expected.keys.filter { !$0.contains("/") }
      #expect(stages.map(\.name) == own)
      for stage in stages {
        let lines = expected[stage.name]?.list?.compactMap(\.string) ?? []
        #expect(Self.shown(stage.command) == lines, "\(stage.name)")
      }
    }
    if message == nil { #expect(warnings == example.texts("warnings")) }
  }

  /// What dvc prints before it runs: every line of every text.
  private static func shown(_ command: Command) -> [String] {
    command.lines.flatMap { text -> [String] in
      var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      if lines.last == "", lines.count > 1 { lines.removeLast() }
      return lines
    }
  }
}
