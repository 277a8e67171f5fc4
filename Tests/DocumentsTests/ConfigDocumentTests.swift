import Testing

@testable import Documents

@Suite struct ConfigDocumentTests {
  func load(_ text: String) throws -> ConfigDocument { try ConfigDocument.load(Array(text.utf8)) }

  /// The text the peer writes after reading each of these.
  @Test(arguments: [
    ("[core]\nremote =\n", "[core]\n    remote = \"\"\n"),
    ("[core]\nremote = \"\"\n", "[core]\n    remote = \"\"\n"),
    ("[core]\nremote = '''a\nb'''\n", "[core]\n    remote = '''a\nb'''\n"),
    ("[core]\nremote = \"\"\"a\nb\"\"\" # c\n", "[core]\n    remote = '''a\nb'''\n"),
    ("[core]\nremote = '''\n\nx\n y'''\n", "[core]\n    remote = '''\n\nx\n y'''\n"),
    ("[core]\nremote = '''a'b\"c''' # d\nx=1\n", "[core]\n    remote = '''a'b\"c'''\n    x = 1\n"),
    ("[core]\nremote = '''a\"''''\n", "[core]\n    remote = '''a\"''''\n"),
    ("[cache]\ntype = reflink, copy\n", "[cache]\n    type = reflink, copy\n"),
    ("[cache]\ntype = reflink,\n", "[cache]\n    type = reflink,\n"),
    ("[cache]\ntype = \"reflink\",\"copy\"\n", "[cache]\n    type = reflink, copy\n"),
    ("[core]\nremote = a,\"b, c\",d # x\n", "[core]\n    remote = a, \"b, c\", d\n"),
    ("[core]\nremote = ,\n", "[core]\n    remote = ,\n"),
    ("[core]\n\"remote\" = x\n", "[core]\n    remote = x\n"),
    ("[core]\nremote = it's\n", "[core]\n    remote = it's\n"),
    ("[core]\nremote = a\"b\n", "[core]\n    remote = a\"b\n"),
    ("[core]\nremote = a #c\n", "[core]\n    remote = a\n"),
    ("[core]\nremote = \"a\" #c\n", "[core]\n    remote = a\n"),
    ("[core] # c\nremote = a%$(x)s\n", "[core]\n    remote = a%$(x)s\n"),
    ("[core]\nremote = a'b#c # d\n", "[core]\n    remote = a'b\n"),
    ("[core]\nremote = # c\n", "[core]\n    remote = \"\"\n"),
    ("# c\n\n  [core]\n   remote   =   a b   \n\n\n", "[core]\n    remote = a b\n"),
    ("[core]\nremote = \"#x\"\n", "[core]\n    remote = \"#x\"\n"),
    ("[core]\nremote = [a]\n", "[core]\n    remote = [a]\n"),
    ("[core]\nremote = \" a \"\n", "[core]\n    remote = \" a \"\n"),
    ("[core]\nremote = a=b\n", "[core]\n    remote = a=b\n"),
    ("[core]\nremote = a ; c\n", "[core]\n    remote = a ; c\n"),
    ("[core]\r\nremote = x\r\n", "[core]\n    remote = x\n"),
    ("[ core ]\nremote = x", "[core]\n    remote = x\n"),
    ("['core']\nremote = x", "[core]\n    remote = x\n"),
    ("[\"core\"]\nremote = x", "[core]\n    remote = x\n"),
    ("[remote \"x\"]\nurl = a\n", "['remote \"x\"']\n    url = a\n"),
    ("['remote \"x]\"']\nurl = a\n", "['remote \"x]\"']\n    url = a\n"),
    ("[remote \"x#1\" ] # c]\nurl = a\n", "['remote \"x#1\"']\n    url = a\n"),
    ("remote = x\n[core]\n[[sub]]\na = b\n", "remote = x\n[core]\n    [[sub]]\n        a = b\n"),
    ("[core]\nremote = hé\n", "[core]\n    remote = hé\n"), ("", "\n"),
  ])
  func rewrites(text: String, written: String) throws {
    let document = try load(text)
    #expect(try document.dump() == written)
    #expect(try load(written) == document)
  }

  @Test(arguments: [
    ("core]\nx=1\n", "Invalid line ('core]') (matched as neither section nor keyword)", 1),
    ("[core\nremote = a\n", "Invalid line ('[core') (matched as neither section nor keyword)", 1),
    ("[core]\nremote\n", "Invalid line ('remote') (matched as neither section nor keyword)", 2),
    ("[core]\nremote: x\n", "Invalid line ('remote: x') (matched as neither section nor keyword)", 2),
    ("[]\nx=1\n", "Invalid line ('[]') (matched as neither section nor keyword)", 1),
    ("[core]x\n", "Invalid line ('[core]x') (matched as neither section nor keyword)", 1),
    ("\u{FEFF}[core]\n", "Invalid line ('\\ufeff[core]') (matched as neither section nor keyword)", 1),
    ("[core]\nremote = \"a\n", "Parse error in value", 2),
    ("[core]\nremote = 'a' b\n", "Parse error in value", 2),
    ("[core]\nremote = a,,b\n", "Parse error in value", 2),
    ("[core]\nremote = '''abc\nd\n", "Parse error in multiline value", 2),
    ("[core]\nremote = a\nremote = b\n", "Duplicate keyword name", 3),
    ("[core]\nremote = a\n[core]\nb = c\n", "Duplicate section name", 3),
    ("[[core]]\nremote = x\n", "Section too nested", 1),
    ("[core]]\nx = y\n", "Cannot compute the section depth", 1),
    ("[core]\nremote = a\nbad\n[x\n", "Parsing failed with several errors.", 3),
  ])
  func namesErrors(text: String, message: String, line: Int) {
    let error = #expect(throws: DocumentError.self) { try load(text) }
    #expect(error?.message == message)
    #expect(error?.line == line)
  }

  @Test func refusesBadUTF8() {
    let error = #expect(throws: DocumentError.self) {
      try ConfigDocument.load(Array("[core]\nremote = ".utf8) + [0xFF, 0x0A])
    }
    #expect(error?.message == "'utf-8' codec can't decode byte 0xff in position 16: invalid start byte")
  }

  @Test(arguments: [
    ("a b", "a b"), (" a", "\" a\""), ("a ", "\"a \""), ("\"a\"", "'\"a\"'"), ("'a'", "\"'a'\""),
    ("a'b", "a'b"),
    ("a\"b", "a\"b"), ("a'\"b", "'''a'\"b'''"), ("a#b", "\"a#b\""), ("a,b", "\"a,b\""), ("", "\"\""),
    ("a\"'", "'''a\"''''"), ("'", "\"'\""), ("\"", "'\"'"), ("it's, \"x\"", "'''it's, \"x\"'''"),
    ("a\nb", "'''a\nb'''"), ("a\nb\"", "'''a\nb\"'''"), ("\ta", "\"\ta\""), ("[x]", "[x]"), ("a=b", "a=b"),
    (";x", ";x"), ("a'''b", "a'''b"), ("a'''b\"c", "\"\"\"a'''b\"c\"\"\""),
  ])
  func quotesAsThePeer(value: String, text: String) throws {
    let document = ConfigDocument(sections: [.init("core", [.init("remote", .text(value))])])
    #expect(try document.dump() == "[core]\n    remote = \(text)\n")
    #expect(try load(try document.dump()) == document)
  }

  @Test func refusesWhatCannotBeQuoted() {
    let value = ConfigDocument(options: [.init("a", .text("a'''b\"\"\"c"))])
    #expect(throws: DocumentError.self) { try value.dump() }
    let name = ConfigDocument(sections: [.init("remote \"it's\"")])
    #expect(throws: DocumentError.self) { try name.dump() }
  }
}
