import Documents
import Manifests
import Testing

@Suite struct PythonEqualityTests {
  @Test(
    arguments: [
      (1, 1.0), (true, 1), (false, 0.0), (0.0, -0.0), (.bigInt("100000000000000000000"), 1e20),
      ([1, [2.0]], [1.0, [2]]),
      (["a": 1, "b": 2], ["b": 2.0, "a": true]), ("x", "x"), (.null, .null),
    ] as [(Value, Value)])
  func equal(_ a: Value, _ b: Value) {
    #expect(PythonEquality.areEqual(a, b))
    #expect(PythonEquality.areEqual(b, a))
  }

  @Test(
    arguments: [
      ("1", 1), (.null, ""), (.null, false), (.double(.nan), .double(.nan)), (1, 1.5), ([1], [1, 2]),
      (["a": 1], ["b": 1]),
      ([1], ["a": 1]), (2, true), (9_007_199_254_740_993, 9_007_199_254_740_992.0),
    ] as [(Value, Value)])
  func different(_ a: Value, _ b: Value) {
    #expect(!PythonEquality.areEqual(a, b))
    #expect(!PythonEquality.areEqual(b, a))
  }
}
