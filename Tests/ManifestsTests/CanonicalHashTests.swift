import Documents
import Manifests
import Testing

@Suite struct CanonicalHashTests {
  /// From `json.dumps(value, sort_keys=True)` and hashlib.
  @Test func isPythons() {
    let value: Value = ["b": [1, 2.5, ["x": "é", "size": 3]], "a": .null, "size": 1, "t": true]
    #expect(CanonicalHash.md5(of: value) == "a981ca00edbee4a1f570eba39122e136")
    #expect(CanonicalHash.md5(of: value, excluding: ["size"]) == "12ded7ce6e6f4eab45f7c8b500288b2a")
    #expect(
      CanonicalHash.sha256(of: value, excluding: ["size"])
        == "12d74b45dce6e2b91c36af45c4f2190838acb1d7a15a81c0b895f41bf3a7bff1")
  }

  @Test func orderOfKeysDoesntMatter() {
    #expect(CanonicalHash.md5(of: ["a": 1, "b": 2]) == CanonicalHash.md5(of: ["b": 2, "a": 1]))
    #expect(CanonicalHash.md5(of: ["a": 1]) != CanonicalHash.md5(of: ["a": 1.0]))
  }
}
