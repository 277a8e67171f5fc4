import Documents
import Testing

struct XMLTests {
  private func load(_ text: String) throws -> XMLElement { try XML.load(Array(text.utf8)) }

  @Test func readsElementsTextAndNamespaces() throws {
    let root = try load(
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <D:a xmlns:D="DAV:"><!-- c --><D:b x="1">t&amp;&lt;&#228;<![CDATA[<&]]></D:b><c/><b>2</b></D:a>
      """)
    #expect(root.name == "a" && root.space == "DAV:")
    #expect(root["b"]?.text == "t&<ä<&" && root["b"]?.space == "DAV:")
    #expect(root["c"]?.text == "" && root["c"]?.space == "")
    #expect(root.all("b").map(\.text) == ["t&<ä<&", "2"])
    #expect(root.first("c") != nil && root.first("no") == nil)
  }

  @Test(arguments: ["", "<a>", "<a><b></a>", "plain", "<a/><b/>", "<a>\u{1}</a>", "<a>&no;</a>", "{}"])
  func refusesWhatIsNotWellFormed(_ text: String) {
    #expect { try load(text) } throws: {
      guard case .malformed = $0 as? XMLError else { return false }
      return true
    }
  }

  @Test func refusesEntities() {
    let bomb = "<!DOCTYPE a [<!ENTITY x 'y'><!ENTITY z SYSTEM 'file:///etc/passwd'>]><a>&x;&z;</a>"
    #expect(throws: XMLError.documentType) { try load(bomb) }
    #expect(throws: XMLError.documentType) { try load("<!DOCTYPE html><html></html>") }
  }

  @Test func refusesTooMuch() {
    let deep = String(repeating: "<a>", count: 40) + String(repeating: "</a>", count: 40)
    #expect(throws: XMLError.tooDeep(limit: 32)) { try load(deep) }
    var limits = XML.Limits()
    (limits.bytes, limits.elements) = (100, 3)
    #expect(throws: XMLError.tooManyElements(limit: 3)) {
      try XML.load(Array("<a><b/><b/><b/></a>".utf8), limits: limits)
    }
    let long = Array(("<a>" + String(repeating: "x", count: 100) + "</a>").utf8)
    #expect(throws: XMLError.tooLarge(limit: 100)) { try XML.load(long, limits: limits) }
  }

  @Test func escapes() throws {
    let odd = "a<b>&\"'\r\n\tä"
    #expect(try load("<a>\(XML.escaped(odd))</a>").text == odd)
  }
}
