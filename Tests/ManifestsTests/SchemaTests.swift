import Documents
import Manifests
import Testing

/// What the real dvc says about wrong files, and that it says nothing about right ones.
@Suite struct SchemaTests {
  static let cases = Case.all("schemas")

  @Test func hasCases() { #expect(Self.cases.count > 350) }

  @Test(arguments: cases)
  func saysWhatThePeerSays(_ example: Case) throws {
    let text = bytes(try #require(example.text("text")))
    var found: [String] = []
    do {
      switch example.text("file") {
      case "dvc.yaml": _ = try PipelineFile.parse(text)
      case "dvc.lock": _ = try LockFile.parse(text)
      default: _ = try PointerFile.parse(text)
      }
    } catch {
      // A pattern in the catch clause crashes the compiler (Swift 6.3.1).
      if case .invalid(let violations) = error { found = violations.map(\.description) } else { throw error }
    }
    #expect(found == example.texts("violations"))
  }

  @Test func placesSyntaxErrors() throws {
    do {
      _ = try PipelineFile.parse(bytes("stages:\n  a:\n    cmd: x\n    cmd: y\n"))
      Issue.record("a duplicate key was accepted")
    } catch {
      guard case .syntax(let error) = error else { throw error }
      #expect(error.kind == .duplicateKey)
      #expect(error.line == 4)
    }
  }

  @Test func aPointerWithoutPathIsRefused() throws {
    #expect(
      throws: ManifestError.invalid([SchemaViolation("required key not provided", ["outs", 0, "path"])])
    ) {
      try PointerFile.parse(bytes("outs:\n- md5: abc\n"))
    }
  }
}
