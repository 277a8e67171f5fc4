import Documents
import Testing

@testable import Insight

@Suite struct ValueDifferencesTests {
  private func between(_ old: Value?, _ new: Value?, all: Bool = false) -> [ValueDifference] {
    func files(_ value: Value?) -> [FileValues] {
      value.map { [FileValues(path: "f", content: .success($0))] } ?? []
    }
    return ValueDifferences.between(files(old), files(new), all: all)
  }

  @Test func subtractsNumbersAndFlags() {
    let changes = between(["i": 3, "f": 1.5, "b": true, "m": 1], ["i": 4, "f": 1, "b": false, "m": 1.5])
    #expect(changes.map(\.name) == ["i", "f", "b", "m"])
    #expect(changes.map(\.difference) == [1, -0.5, -1, 0.5])
  }

  @Test func textsAndAbsentValuesHaveNoDifference() {
    let changes = between(["s": "a", "gone": 1], ["s": "b", "new": 2])
    #expect(changes.map(\.name) == ["s", "gone", "new"])
    #expect(changes.allSatisfy { $0.difference == nil })
    #expect(changes[1].new == nil)
    #expect(changes[2].old == nil)
  }

  @Test func equalIsToldOnlyOnRequest() {
    #expect(between(["a": 1, "b": true, "c": ["d": .null]], ["a": 1.0, "b": 1]).isEmpty)
    #expect(between(["a": 1], ["a": 1], all: true).map(\.difference) == [0])
  }

  @Test func notANumberEqualsNothing() {
    #expect(between(["a": .double(.nan)], ["a": .double(.nan)]).count == 1)
  }

  @Test func listsAreTexts() {
    let changes = between(["l": [1, ["x": .null]]], ["l": [1, ["x": 2]]])
    #expect(changes.map(\.old) == ["[1, {'x': None}]"])
    #expect(changes.map(\.new) == ["[1, {'x': 2}]"])
  }

  @Test func bareValueHasNoName() {
    #expect(between(5, 6).map(\.name) == [""])
  }

  @Test func valueInPlaceOfAMapIsAnotherName() {
    #expect(between(["b": ["c": 2, "d": 3]], ["b": 5]).map(\.name) == ["b.c", "b.d", "b"])
  }

  @Test func filesThatFailCountAsAbsent() {
    let old = [FileValues(path: "f", content: .success(["a": 1]))]
    let new = [FileValues(path: "f", content: .failure(.missing(path: "f")))]
    #expect(ValueDifferences.between(old, new, all: false).map(\.new) == [nil])
  }

  @Test func overflowBecomesAFloat() {
    #expect(ValueDifferences.difference(.int(.max), -2) == .double(-2 - Double(Int.max)))
    #expect(ValueDifferences.difference(.int(.max), -1) == .int(.min))
  }
}
