import Testing

@testable import Documents

@Suite struct MappingTests {
  private let composed = "caf\u{E9}"
  private let decomposed = "cafe\u{301}"

  @Test func keysCountByteByByte() throws {
    for extra in [0, 40] {
      var mapping = Mapping()
      for i in 0..<extra { mapping["k\(i)"] = .int(i) }
      mapping[composed] = 1
      mapping[decomposed] = 2
      #expect(mapping.count == extra + 2)
      #expect(mapping[composed] == 1 && mapping[decomposed] == 2)
      mapping[composed] = nil
      #expect(mapping[composed] == nil && mapping[decomposed] == 2)
    }
    #expect(Value.string(composed) != Value.string(decomposed))
    let text = "{\"\(composed)\": 1, \"\(decomposed)\": 2}"
    #expect(try JSON.load(Array(text.utf8)).map?.count == 2)
    #expect(try TOML.load(Array("\"\(composed)\" = 1\n\"\(decomposed)\" = 2".utf8)).map?.count == 2)
  }

  @Test func keepsOrderAndPlaces() {
    var mapping = Mapping()
    for i in 0..<50 { mapping["k\(i)"] = .int(i) }
    mapping["k7"] = 70
    mapping["k3"] = nil
    mapping["k3"] = 30
    mapping[value: 5] = "five"
    #expect(mapping.keys.prefix(5) == ["k0", "k1", "k2", "k4", "k5"])
    #expect(mapping.keys.last == "k3" && mapping.count == 51)
    #expect(mapping["k7"] == 70 && mapping["k49"] == 49 && mapping[value: 5] == "five")
    #expect(mapping["k3"] == 30 && mapping["none"] == nil)
  }

  @Test func equalityIgnoresOrder() {
    let a: Value = ["x": 1, "y": [1, 2.0]]
    let b: Value = ["y": [1, 2.0], "x": 1]
    #expect(a == b)
    #expect(a != ["x": 1, "y": [1, 2]])
    #expect(a != ["x": 1])
    #expect(Value.int(1) != .double(1) && Value.bool(true) != .int(1))
  }
}
