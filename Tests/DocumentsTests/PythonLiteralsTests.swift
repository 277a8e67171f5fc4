import Testing

@testable import Documents

@Suite struct PythonLiteralsTests {
  func load(_ text: String) throws -> String { JSON.dump(try PythonLiterals.load(Array(text.utf8))) }

  /// What the peer shows for each of these files.
  @Test(arguments: [
    ("a = 1; b = 2", #"{"a": 1, "b": 2}"#), ("d = e = 3", "{}"), ("f, g = 1, 2", "{}"),
    ("(h) = 5", #"{"h": 5}"#),
    ("c: int", "{}"), ("c: Dict[str, int] = {'a': 1}", #"{"c": {"a": 1}}"#), ("k = 1,", #"{"k": [1]}"#),
    ("o = -1\np = +1\nq = 1 + 2", #"{"o": -1, "p": 1}"#), ("r = 'a' \"b\"", #"{"r": "ab"}"#),
    ("s = f'x'", "{}"),
    ("t = b'x'", "{}"), ("u = 1j", "{}"), ("v = None\nw = True", #"{"v": null, "w": true}"#),
    ("x = 1_000\ny = 0x1f\nz = 1e3", #"{"x": 1000, "y": 31, "z": 1000.0}"#),
    ("z = .5\ny = 5.\nx = 5.e1", #"{"z": 0.5, "y": 5.0, "x": 50.0}"#),
    ("e = not True\nf = ~1\ng = - - 1\nh = -True", "{}"), ("k = [1, foo()]", "{}"),
    ("l = {'a': foo()}", "{}"),
    ("m = {'a': 1, **x}", "{}"), ("x = [*[1]]", "{}"), ("u = set()", #"{"u": []}"#),
    ("u = {1, 2, 1}", #"{"u": [1, 2]}"#),
    ("x = (1, (2, [3]))\ny = ()\nz = (4)", #"{"x": [1, [2, [3]]], "y": [], "z": 4}"#),
    (
      "n = {1: 2, 'b': 3, None: 4, (1, 2): 5, (1,): 6}",
      #"{"n": {"1": 2, "b": 3, "null": 4, "(1, 2)": 5, "(1,)": 6}}"#
    ),
    ("a = 10\np += 5\np[0] = 3\nq.r = 4\nt = 5 if x else 6\nu == 3", #"{"a": 10}"#),
    ("n = (1,\n   2,  # c\n   3)\no = 1 \\\n\n", #"{"n": [1, 2, 3], "o": 1}"#),
    ("a = 1\na = 2", #"{"a": 2}"#),
    ("class X: y = 1; z = 2", #"{"X": {"y": 1, "z": 2}}"#),
    ("class A:\n  x = 1\nclass A:\n  y = 2", #"{"A": {"y": 2}}"#),
    ("class A:\n  y = 2\nA = 1", #"{"A": 1}"#), ("class E:\n  pass", #"{"E": {}}"#),
    ("class A:\n  def __init__(self): self.x = 1; self.y = 2", #"{"A": {"x": 1, "y": 2}}"#),
    (
      "class A:\n  def __init__(\n     self,\n     a: int=1,\n  ) -> None:\n    self.x: int = 1\n    self.z = 3; y = 2\n  x = 5",
      #"{"A": {"x": 5, "z": 3}}"#
    ),
    ("class A:\n  class B:\n    def __init__(self):\n       self.x = 1", #"{"A": {"B": {"x": 1}}}"#),
    (
      "class A:\n  def __init__(this):\n    this.r = 1\n    self.s = 2\n    if 1:\n      self.t = 3\n    self.u = self.v = 4",
      #"{"A": {"s": 2}}"#
    ),
    (
      "class A(B, metaclass=M):\n  @dec\n  def m(self):\n    self.x = 1\n  async def __init__(self):\n    self.y = 2",
      #"{"A": {}}"#
    ),
    (
      "if True:\n  c = 3\nelse:\n  d = 4\ntry:\n  e = 5\nexcept X:\n  f = 6\nwith x as y: g = 1\ndef fn():\n  k = 1",
      "{}"
    ),
    ("def f():\n  class J:\n    w = 1\nfor i in x:\n\tclass K: pass", "{}"),
    ("\"\"\"\ndoc = 5\n\"\"\"\ny = 6 # z = 1\nf = lambda x: 1\ng = {'a': 1}['a']", #"{"y": 6}"#),
    (#"a = "x\ty\x41\u00e9\N{BULLET}\"# + "\n" + #"z\101\q""#, #"{"a": "x\tyA\u00e9\u2022zA\\q"}"#),
    (#"a = r'\n' 'b' """c"# + "\nd\"\"\"", #"{"a": "\\nbc\nd"}"#),
    (#"a = R'\'' u"é" ''"#, #"{"a": "\\'\u00e9"}"#),
    (
      "a = 99999999999999999999\nb = -0xffffffffffffffffffff\ne = 00\nf = 0_0",
      #"{"a": 99999999999999999999, "b": -1208925819614629174706175, "e": 0, "f": 0}"#
    ),
    ("a = -9223372036854775808", #"{"a": -9223372036854775808}"#),
    ("a = 1\r\nb = '''x\r\ny'''\r\n", #"{"a": 1, "b": "x\ny"}"#), ("\u{FEFF}a = 1", #"{"a": 1}"#), ("", "{}"),
    ("match = 3\nmatch x:\n  case 1:\n    y = 2\ncase = 1", #"{"match": 3, "case": 1}"#),
    ("größe = 1", "{\"gr\\u00f6\\u00dfe\": 1}"),
    ("class A:\n  # c\n\n  x = 1\n# d\n  y = 2", #"{"A": {"x": 1, "y": 2}}"#),
  ])
  func takesLiterals(text: String, expected: String) throws { #expect(try load(text) == expected, "\(text)") }

  @Test(arguments: [
    ("a = 1\nb = (", 2, 5), ("a = 1\n b = 2", 2, 2), ("a = \"x", 1, 5), ("if x\na = 1", 1, 1),
    ("f = 01", 1, 5),
    ("a = (1]", 1, 7), ("a = 1\nclass B:\nx = 1", 3, 1), ("if x:\n    y\n  z", 3, 3), ("a = '''x\n", 1, 5),
    ("a = 0x", 1, 5), ("a = 1__0", 1, 6), ("a = $x", 1, 5), (#"a = '\xg'"#, 1, 6), ("def f(:\n  pass", 1, 6),
  ])
  func namesErrors(text: String, line: Int, column: Int) {
    let error = #expect(throws: DocumentError.self) { try load(text) }
    #expect(error?.line == line, "\(text)")
    #expect(error?.column == column, "\(text)")
  }

  @Test func refusesDepth() {
    let brackets = #expect(throws: DocumentError.self) {
      try load("a = " + String(repeating: "(", count: 300))
    }
    #expect(brackets?.kind == .limit)
    let blocks = (0..<300).map { String(repeating: " ", count: $0) + "if x:\n" }.joined()
    #expect(throws: DocumentError.self) { try load(blocks) }
  }

  /// Random literals printed by Python in its own spelling.
  @Test func readsWhatPythonPrints() throws {
    let script = """
      import json, random
      r = random.Random(7)
      def text(): return ''.join(chr(r.choice([r.randrange(0, 128), r.randrange(128, 0x3000), r.randrange(0x1f300, 0x1f600)])) for _ in range(r.randrange(8)))
      def value(d):
        k = r.random()
        if d == 0 or k < .4: return r.choice([text(), r.randrange(-10**r.randrange(1, 30), 10**20), r.uniform(-9, 9) * 10**r.randrange(-20, 20), None, True])
        if k < .6: return [value(d - 1) for _ in range(r.randrange(4))]
        if k < .8: return tuple(value(d - 1) for _ in range(r.randrange(4)))
        return {text(): value(d - 1) for _ in range(r.randrange(4))}
      for _ in range(200):
        v = value(4)
        print(json.dumps('x = ' + repr(v))); print(json.dumps({'x': v}))
      """
    let lines = Python.lines(try Python.run(script))
    #expect(lines.count == 400)
    for at in stride(from: 0, to: lines.count - 1, by: 2) {
      let text = try #require(try JSON.load(Array(lines[at].utf8)).string)
      #expect(try load(text) == lines[at + 1])
    }
  }
}
