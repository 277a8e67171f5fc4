import Documents
import Foundation
import Testing

@Suite struct YAMLEmitterTests {
  /// The peer's writer breaks lines at U+0085, U+2028 and U+2029 and loses them; ours escapes them.
  private func isDamagedByPeer(_ text: String) -> Bool {
    text.unicodeScalars.contains { [0x85, 0x2028, 0x2029].contains($0.value) }
  }

  @Test func writesStringsLikeThePeer() throws {
    for text in try EmitVectors.load().strings {
      let value = Value.string(text.value)
      let forms: [(Value, String?)] = [
        (["k": value], text.map0), (["a": ["b": ["k": value]]], text.map4),
        (["a": ["b": [value]]], text.seq4),
        (.map(Mapping(one: value, 1)), text.key),
      ]
      for (whole, expected) in forms {
        let written = YAML.dump(whole)
        #expect(try YAML.load(Array(written.utf8)) == whole, "\(written)")
        if let expected, !isDamagedByPeer(text.value) { #expect(written == expected) }
      }
    }
  }

  @Test func writesNumbersLikeThePeer() throws {
    for number in try EmitVectors.load().numbers {
      let value = YAMLEmitterTests.value(number.value)
      #expect(YAML.dump(["k": value]) == number.map0)
    }
  }

  private static func value(_ shown: String) -> Value {
    switch shown {
    case "True": true
    case "False": false
    case "None": .null
    default:
      Int(shown).map(Value.int)
        ?? (shown.allSatisfy(\.isNumber) ? .bigInt(shown) : .double(Double(shown) ?? 0))
    }
  }

  @Test func writesStructuresLikeThePeer() throws {
    for structure in try EmitVectors.load().structures {
      let read = try YAML.load(Array(structure.yaml.utf8))
      #expect(read == structure.json.value)
      #expect(YAML.dump(read) == structure.yaml)
    }
  }

  /// Random documents, written once by the peer.
  @Test func writesRandomDocumentsLikeThePeer() throws {
    struct Case: Decodable {
      let value: String
      let text: String
    }
    let cases = try JSONDecoder().decode([Case].self, from: Resources.data("yaml-emit-random.json"))
    #expect(cases.count == 250)
    for one in cases {
      let value = try JSON.load(Array(one.value.utf8))
      #expect(YAML.dump(value) == one.text)
      #expect(try YAML.load(Array(one.text.utf8)) == value)
    }
  }

  /// Where the peer's own line breaks lose or add a blank, ours keep the text.
  @Test func keepsBlanksThePeerLoses() throws {
    let x = String(repeating: "x", count: 75)
    for text in [
      "a  \(x)", "\(x)  b  \(x)", "\(x)\tbcd\tefg hij", "\(x)\n\nbcd\tefg 'hij  k", "\(x)\\ \(x)\\ ",
    ] {
      for value in [["k": .string(text)], ["a": ["b": [.string(text)]]]] as [Value] {
        #expect(try YAML.load(Array(YAML.dump(value).utf8)) == value, "\(YAML.dump(value))")
      }
    }
  }

  private static let long = String(repeating: "x", count: 130)

  @Test(
    arguments: [
      (.string("x"), "x\n...\n"), (.null, "null\n...\n"), ("a\nb", "\"a\\nb\"\n"), ("", "''\n"),
      (.map(Mapping(one: .string(long), ["a": 1])), "? \(long)\n: a: 1\n"),
      (.map(Mapping(one: .string(long), [1, 2])), "? \(long)\n: - 1\n  - 2\n"),
      (.map(Mapping(one: .string(long), .null)), "? \(long)\n:\n"),
      ([.map(Mapping(one: .string(long), 1))], "- ? \(long)\n  : 1\n"),
      (.map(Mapping(one: ["a", "b"], 1)), "? - a\n  - b\n: 1\n"),
      (.map(Mapping(one: .null, 1)), "null: 1\n"), (.map(Mapping(one: 2.5, 1)), "2.5: 1\n"),
      (.map(Mapping(one: "a\nb", [1])), "? \"a\\nb\"\n: - 1\n"),
      (["k": [.null, [.null, 1], ["a": .null], [[.null]]]], "k:\n- \n- - \n  - 1\n- a:\n- - - \n"),
      (["", [], [:], [[]]], "- ''\n- []\n- {}\n- - []\n"),
      (["k": .timestamp("2020-01-01")], "k: 2020-01-01\n"), (["k": "---"], "k: '---'\n"),
    ] as [(Value, String)])
  func writes(_ value: Value, _ text: String) {
    #expect(YAML.dump(value) == text)
  }

  @Test func longKeysAreExplicitFrom123Characters() {
    for (count, isExplicit) in [(122, false), (123, true)] {
      for letter in ["x", "é", "1"] {
        let written = YAML.dump(.map(Mapping(one: .string(String(repeating: letter, count: count)), 1)))
        #expect(written.hasPrefix("? ") == isExplicit)
      }
    }
  }
}

extension Mapping {
  init(one key: Value, _ value: Value) {
    self.init()
    self[value: key] = value
  }
}
