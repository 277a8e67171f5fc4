import Testing

@testable import Documents

@Suite struct TOMLTests {
  func load(_ text: String) throws -> Value { try TOML.load(Array(text.utf8)) }

  @Test func readsTablesInOrder() throws {
    let value = try load(
      """
      title = "T" # comment
      "quoted.key" = 1
      [b.c]
      x.y = 1
      x.z = 2
      [a]
      list = [1, 2.5, "x", # inner
        { k = 'v', n.m = true }, ]
      [[b.items]]
      n = 1
      [[b.items]]
      n = 2
      [b.items.sub]
      d = 2024-01-31 10:00:00Z
      """)
    #expect(
      JSON.dump(value)
        == #"{"title": "T", "quoted.key": 1, "b": {"c": {"x": {"y": 1, "z": 2}}, "#
        + #""items": [{"n": 1}, {"n": 2, "sub": {"d": "2024-01-31 10:00:00Z"}}]}, "#
        + #""a": {"list": [1, 2.5, "x", {"k": "v", "n": {"m": true}}]}}"#)
    #expect(
      value.map?["b"]?.map?["items"]?.list?[1].map?["sub"]?.map?["d"] == .timestamp("2024-01-31 10:00:00Z"))
  }

  @Test func namesThePlaceOfAnError() {
    let error = #expect(throws: DocumentError.self) { try load("a = 1\né = 2") }
    #expect(error == DocumentError(.syntax, "expected a key", line: 2, column: 1))
    let twice = #expect(throws: DocumentError.self) { try load("[a]\nb = 1\n  b = 2") }
    #expect(twice == DocumentError(.duplicateKey, "key 'b' is defined twice", line: 3, column: 3))
  }

  @Test func refusesDepth() {
    let error = #expect(throws: DocumentError.self) { try load("a = " + String(repeating: "[", count: 600)) }
    #expect(error?.kind == .limit)
  }

  /// Documents good and bad, judged by Python's `tomllib`.
  @Test func agreesWithPython() throws {
    let script = """
      import sys, tomllib, json, datetime
      def plain(v):
        if isinstance(v, dict): return {k: plain(x) for k, x in v.items()}
        if isinstance(v, list): return [plain(x) for x in v]
        if isinstance(v, (datetime.date, datetime.time)): return 'D ' + repr(v)
        return v
      for case in json.load(sys.stdin):
        try: print(json.dumps(plain(tomllib.loads(case))))
        except (tomllib.TOMLDecodeError, ValueError): print('error')
      """
    let cases = Self.values.map { "x = \($0)\n" } + Self.documents
    let expected = Python.lines(try Python.run(script, input: JSON.bytes(of: .list(cases.map(Value.string)))))
    #expect(expected.count == cases.count)
    #expect(expected.contains("error") && Set(expected).count > 60)
    for (text, expected) in zip(cases, expected) {
      let found = (try? load(text)).map { JSON.dump(marked($0)) } ?? "error"
      #expect(found == expected, "\(text)")
    }
  }

  private func marked(_ value: Value) -> Value {
    switch value {
    case .timestamp: return .string("D " + PythonText.repr(value))
    case .list(let items): return .list(items.map(marked))
    case .map(let mapping):
      var out = Mapping()
      for entry in mapping.entries { out[value: entry.key] = marked(entry.value) }
      return .map(out)
    default: return value
    }
  }

  static let values = [
    "1", "+1", "-1", "0", "-0", "+0", "01", "-01", "1_000", "1__0", "_1", "1_", "0x1F", "0xdead_beef", "0x",
    "0x_1",
    "0X1", "+0x1", "-0b1", "0o17", "0o8", "0b1011", "0b2", "9223372036854775807", "9223372036854775808",
    "-9223372036854775809", "0xffffffffffffffffffffffff", "1.0", "+1.5", "-1.5", ".5", "5.", "1.e3", "1e3",
    "1E+3",
    "1e-3", "1_0.2_5e1_0", "1._5", "1_.5", "1e", "1e_3", "01.5", "0.5", "-0.0", "6.626e-34", "inf", "+inf",
    "-inf",
    "Inf", "infinity", "true", "false", "True", "TRUE", "yes", "null", "nil", "", "#c", "a", "1 2", "1,",
    "1979-05-27", "1979-05-27T07:32:00Z", "1979-05-27t07:32:00z", "1979-05-27 07:32:00-07:00",
    "1979-05-27T00:32:00.999999", "1979-05-27T00:32:00.9999999-07:00", "07:32:00", "07:32:00.5", "07:32",
    "24:00:00",
    "1979-13-27", "1979-02-29", "1980-02-29", "1979-05-27T", "1979-05-27 ", "1979-05-27 07:32", "1979-5-27",
    "1979-05-27T07:32:60", "1979-05-27T07:32:00+25:00", "07:32:00Z", "1979-05-27  07:32:00",
    #""""#, #""a\tb\"\\""#, #""\u00e9\U0001F600""#, #""\ud800""#, #""\x41""#, #""\e""#, "\"a\nb\"",
    "\"a\tb\"",
    "\"a\u{1}b\"", "\"a\u{7f}\"", "'a\\n'", "''", "'it''s'", "'a\nb'", "\"unclosed", "'unclosed",
    "\"\"\"\nfirst\n  second\"\"\"", "\"\"\"a\\\n\n   b\"\"\"", "\"\"\"a\\  \n  b\"\"\"", "\"\"\"a\\ b\"\"\"",
    "\"\"\"a\"\"b\"\"\"", "\"\"\"a\"\"\"\"", "\"\"\"a\"\"\"\"\"", "\"\"\"a\"\"\"\"\"\"", "\"\"\"\"\"\"",
    "'''\n'a'\\ '''", "''''a''''", "'''a'''''", "\"\"\"a\r\nb\"\"\"", "'''a\r\nb'''", "\"\"\"a\rb\"\"\"",
    "[]", "[1,]", "[,]", "[1,,2]", "[1 2]", "[1,\n2 # c\n, 3\n]", "[[1], ['a', [true]]]", "[1", "[{}, {a=1}]",
    "{}", "{a = 1, b.c = 2}", "{a = 1,}", "{a = 1\n}", "{a = 1, a = 2}", "{a.b = 1, a.c = 2}",
    "{a = 1, a.b = 2}", "{,}",
    "{a = 1 b = 2}", "{ \"k k\" = [ {z = 1} ] }", "{a.b = {c = 1}, a.b.d = 2}",
  ]

  static let documents = [
    "", "\n\n", "# c", "# \u{1}", "\u{FEFF}a = 1", "a = 1\r\nb = 2", "a = 1\rb = 2", "a", "a =", "= 1",
    "a b = 1",
    "a.b = 1\na.c = 2", "a.b = 1\na = 2", "a = 1\na.b = 2", "a . 'b' . \"c\" = 1", "a..b = 1", ".a = 1",
    "a. = 1",
    "1.2 = 3", "1-2 = 3", "'' = 1", "\"\"\"k\"\"\" = 1", "é = 1", "\"\\u00e9\" = 1", "a = 1 b = 2", "-_ = 1",
    "[a]\n[a]", "[a]\nb=1\n[a.b]", "[a.b]\n[a]\nc=1", "[a.b]\n[a]\nb.c=1", "[a.b.c]\n[a]\nb.d=1",
    "[a.b.c]\nz=9\n[a]\nb.c.t=1", "[a]\nb.c=1\n[a.b]", "[a]\nb.c=1\n[a.b.d]\ne=1", "[a]\nb.c=1\n[a.b.c]",
    "a.b=1\n[a]", "a.b=1\n[a.c]", "a={}\n[a]", "a={}\n[a.b]", "a={b={}}\na.b.c=1", "a=[]\n[[a]]",
    "a=[{}]\n[a.b]",
    "[[a]]\n[a]", "[a]\n[[a]]", "[[a]]\nx=1\n[[a]]\nx=2\n[a.b]\nc=1\n[[a.d]]\n[[a.d]]",
    "[[a.b]]\nx=1\n[a]\nb.y=2",
    "[a.b]\n[[a]]", "[[a]]\n[[a.b]]\n[a.b.c]\n[[a]]\n[a.b.c]", "[]", "[a", "[a]]", "[[a]", "[[a] ]",
    "[ a . b ]\nc=1",
    "[a] x=1", "[a] # c\nx=1", "[a.]\n", "['a b'.\"c\"]\nd=1", "[a]\nx=1\n[b]\nx=1\n[a.c]\ny=1",
    "x = 1\n[y]\nz = [\n1,\n",
    "[[a]]\nb.c=1\n[a.b]", "[[a]]\nb.c=1\n[a.b.d]", "[a]\nb={c=1}\nb.d=2", "[a]\nb={c=1}\n[a.b.d]",
    "[a.b]\nx=1\n[a.c]\nx=1\n[a]\nd=1\n[e]\n", "a=1\n\ta =2", "a = 'x' # é\nb = \"\"\"\n\\\n  y\\\n\"\"\"",
    "[x]\na.b.c = 1\na.b.d = 2\na.e = 3", "[x.y]\n[x]\ny = 1", "[[x.y]]\n[x]\ny = 1", "[x]\ny=1\n[[x.y]]",
  ]
}
