import Documents
import Foundation
import Testing

@Suite struct YAMLReaderTests {
  private func load(_ text: String) throws -> Value { try YAML.load(Array(text.utf8)) }

  @Test func resolvesPlainScalars() throws {
    for read in try EmitVectors.load().reads {
      let text = "k: " + read.text + "\n"
      if read.error != nil {
        #expect(throws: DocumentError.self, "\(read.text)") { try YAML.load(Array(text.utf8)) }
        continue
      }
      #expect(try load(text).map?["k"].map(read.isEqual(to:)) == true, "\(read.text)")
    }
  }

  @Test(
    arguments: [
      ("0b12", "0b12"), ("1_", 1), ("12e03", 12000.0), ("-0b11", -3), ("+0x1F", 31),
      ("190:20:30", "190:20:30"),
      ("1e400", .double(.infinity)), ("0_", 0), ("0x1_F", 31), ("-0o17", -15), ("0o", "0o"), ("0_o1", "0_o1"),
      ("-017", -17), ("+_1", 1), ("1_.5", 1.5), ("1._", 1.0), ("._5", 0.5), (".e+1", ".e+1"), ("+.5", 0.5),
      ("1.e5", 100000.0), ("1e5_", "1e5_"), ("+.nan", "+.nan"), ("0B11", "0B11"), ("--1", "--1"),
      ("123456789012345678901234567890", .bigInt("123456789012345678901234567890")),
      ("0xFFFFFFFFFFFFFFFFFFFF", .bigInt("1208925819614629174706175")),
      ("-9223372036854775808", .int(.min)), ("9223372036854775808", .bigInt("9223372036854775808")),
      ("2024-1-1", "2024-1-1"), ("2024-1-1T1:00:00", .timestamp("2024-1-1T1:00:00")),
      ("2024-01-01 10:00:00.123 +5:30", .timestamp("2024-01-01 10:00:00.123 +5:30")),
      ("2024-01-01 10:00", "2024-01-01 10:00"), ("99999-01-01", "99999-01-01"), ("==", "=="), ("<<<", "<<<"),
      ("?b", "?b"), ("x\u{2028}y", "x\u{2028}y"), ("x\u{85}y", "x\u{85}y"), ("! 12", 12), ("!!str 12", "12"),
      ("!!float 1", 1.0),
    ] as [(String, Value)])
  func resolves(_ text: String, _ value: Value) throws {
    #expect(try load("k: \(text)\n").map?["k"] == value)
  }

  @Test(arguments: [
    "0b__", "0x_", "0o_", "._", "2024-13-01", "2024-02-30", "2024-01-01 25:00:00", "=", "<<", "!foo 1",
  ])
  func refuses(_ text: String) {
    #expect(throws: DocumentError.self) { try YAML.load(Array("k: \(text)\n".utf8)) }
  }

  @Test(
    arguments: [
      ("x: &x {a: 1, b: 2}\ny:\n  c: 3\n  <<: *x\n  b: 5\n", ["a": 1, "b": 5, "c": 3]),
      ("x: &x {a: 1, b: 2}\ny: {<<: [*x, {q: 1}], w: 2}\n", ["q": 1, "a": 1, "b": 2, "w": 2]),
      ("x: &x {a: 1, b: 2}\nz: &z {b: 3, c: 4}\ny:\n  <<: [*x, *z]\n", ["b": 2, "c": 4, "a": 1]),
      ("x: &x {a: 1}\ny:\n  '<<': *x\n", ["<<": ["a": 1]]),
    ] as [(String, Value)])
  func mergesInThePeersOrder(_ text: String, _ value: Value) throws {
    let read = try load(text).map?["y"]?.map
    #expect(read == value.map)
    #expect(read?.keys == value.map?.keys)
  }

  @Test func emptyTextIsEmptyMapping() throws {
    for text in ["", "# only\n", "\n\n"] { #expect(try load(text) == [:]) }
    #expect(try load("---\n...\n") == .null)
  }

  @Test func readsByteOrderMarkAndCarriageReturns() throws {
    #expect(try load("\u{FEFF}a: 1\r\nb: 2\r\n") == ["a": 1, "b": 2])
  }

  @Test func keepsKeysThatAreNotStrings() throws {
    let map = try #require(try load("1: a\n2.5: b\n~: c\ntrue: d\n? [x]\n: e\n").map)
    #expect(map.entries.map(\.key) == [1, 2.5, .null, true, ["x"]])
  }

  @Test func pointsAtNodes() throws {
    let root = try YAML.parse(Array("é: x\nstages:\n  a:\n    cmd: [1, \"é\", b]\n  b: &q {x: 1}\n".utf8))
    let item = try #require(root.at(["stages", "a", "cmd", 2]))
    #expect((item.line, item.column, item.endColumn) == (4, 19, 20))
    #expect(root.at(["stages", "b"])?.column == 6)
    #expect(root.at(["stages", "b", "x"])?.value == 1)
    #expect(root.at(["stages", "c"]) == nil)
    let near = root.nearestCollection(on: ["stages", "a", "nix"])
    #expect(near?.line == 4)
    #expect(near?.column == 5)
    #expect(root.nearestCollection(on: ["stage"]) == nil)
  }
}

@Suite struct YAMLReaderErrorTests {
  private func error(_ text: String) -> DocumentError? {
    do { _ = try YAML.load(Array(text.utf8)) } catch { return error }
    return nil
  }

  @Test func namesDuplicateKeys() {
    #expect(
      error("stages:\n  a:\n    cmd: echo\n    cmd: echo2\n")
        == DocumentError(
          .duplicateKey, "found duplicate key \"cmd\" with value \"echo2\" (original value: \"echo\")",
          line: 4,
          column: 5, context: .init("while constructing a mapping", line: 3, column: 5)))
    #expect(error("a: 1.50\na: true\n")?.message.contains("\"True\" (original value: \"1.5\")") == true)
    #expect(error("a: {b: 1}\na: [1]\n")?.message.contains("\"[]\" (original value: \"{}\")") == true)
    let many = (0..<40).map { "k\($0): 1\n" }.joined()
    #expect(error(many + "k7: 2\n")?.kind == .duplicateKey)
    #expect(error("y:\n  <<: {a: 1}\n  <<: {b: 1}\n")?.message == "found duplicate merge key \"<<\"")
  }

  @Test(arguments: [
    ("stages:\n\ta:\n\t\tcmd: echo\n", "found character '\\t' that cannot start any token", 2, 1),
    ("a:\t1\n", "found character '\\t' that cannot start any token", 1, 3),
    ("a: x\ty\n", "found character '\\t' that cannot start any token", 1, 5),
    ("a: @x\n", "found character '@' that cannot start any token", 1, 4),
    ("a: b: c\n", "mapping values are not allowed here", 1, 5),
    ("a: - b\n", "sequence entries are not allowed here", 1, 4),
    ("a: [1, 2\n", "expected ',' or ']', but got '<stream end>'", 2, 1),
    ("- a\nb: 1\n", "expected <block end>, but found '?'", 2, 1),
    ("a: |\n  x\n y\n", "expected <block end>, but found '<scalar>'", 3, 2),
    ("a: 'x\n", "found unexpected end of stream", 2, 1),
    ("a: *x\n", "found undefined alias 'x'", 1, 4),
    ("a: [1", "expected ',' or ']', but got '<stream end>'", 1, 6),
    ("a: 1\nb", "could not find expected ':'", 2, 2),
    ("a: 'b'\n  c: d\n", "expected <block end>, but found '<block mapping start>'", 2, 3),
    ("a: \"\\q\"\n", "found unknown escape character 'q'", 1, 6),
    ("a: |x\n", "expected chomping or indentation indicators, but found 'x'", 1, 5),
    ("a: 1\n---\nb: 2\n", "but found another document", 2, 1),
    ("<<<<<<< HEAD\na: 1\n", "mapping values are not allowed here", 2, 2),
  ])
  func wordsSyntaxErrors(_ text: String, _ message: String, _ line: Int, _ column: Int) {
    let found = error(text)
    #expect(found?.message == message)
    #expect(found?.line == line)
    #expect(found?.column == column)
  }

  @Test func allowsTabsInsideTexts() throws {
    let text = "a: \"x\ty\" # c\td\nb: [\t1,\n\t2]\nc: |\n  x\ty\n"
    #expect(try YAML.load(Array(text.utf8)) == ["a": "x\ty", "b": [1, 2], "c": "x\ty\n"])
  }

  @Test func refusesBytesThatAreNotText() {
    for (bytes, message) in [
      (
        [0x61, 0x3A, 0x20, 0xFF, 0x0A],
        "'utf-8' codec can't decode byte 0xff in position 3: invalid start byte"
      ),
      (
        [0x61, 0x3A, 0x20, 0x01, 0x0A],
        "unacceptable character #x0001: special characters are not allowed\n  in \"<unicode string>\", position 3"
      ),
    ] as [([UInt8], String)] {
      do {
        _ = try YAML.load(bytes)
        Issue.record("read \(bytes)")
      } catch {
        #expect(error.kind == .encoding)
        #expect(error.message == message)
      }
    }
  }

  @Test func limitsDepthAndAliases() {
    #expect(error(String(repeating: "[", count: 500) + String(repeating: "]", count: 500))?.kind == .limit)
    var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...9 {
      let one = "*a\(level - 1)"
      bomb += "a\(level): &a\(level) [\(Array(repeating: one, count: 10).joined(separator: ", "))]\n"
    }
    #expect(error(bomb)?.kind == .limit)
    #expect(error("a: &x [*x]\n")?.kind == .limit)
  }
}
