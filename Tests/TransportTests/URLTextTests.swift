import TestKit
import Testing

@testable import Transport

@Suite struct URLTextTests {
  @Test func takesURLsApart() throws {
    let parts = try #require(URLText.parts("HTTPS://us%40er:pa:ss@Host.example:8443/a/b%20c?x=1#frag"))
    #expect(parts.scheme == "https" && parts.user == "us%40er" && parts.password == "pa:ss")
    #expect(
      parts.host == "Host.example" && parts.port == 8443 && parts.path == "/a/b%20c" && parts.query == "x=1")
    #expect(parts.origin == Origin(scheme: "https", host: "host.example", port: 8443))
    #expect(URLText.parts("http://[::1]:80/")?.host == "[::1]")
    #expect(URLText.parts("http://h")?.path == "")
    for bad in ["/a/b", "http://", "http:///x", "://x", "http://h:99999/", "http://h:x/"] {
      #expect(URLText.parts(bad) == nil, "\(bad)")
    }
  }

  @Test func showsNoSecrets() {
    #expect(URLText.redacted("http://me:secret@h:1/p?sig=secret#secret") == "http://h:1/p")
    #expect(URLText.redacted("no url?secret") == "no url")
  }

  @Test func encodesAndDecodes() {
    #expect(URLText.encode(path: "a b/ü+~") == "a%20b/%C3%BC%2B~")
    #expect(URLText.encode(component: "a/b") == "a%2Fb")
    #expect(URLText.decode("a%20b/%C3%BC%2B~") == "a b/ü+~")
    for bad in ["%", "%2", "%zz", "%ff"] { #expect(URLText.decode(bad) == nil) }
  }

  @Test func base64() {
    for (text, coded) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")] {
      #expect(Base64.encode(text.utf8) == coded)
    }
  }

  @Test func dates() {
    #expect(HTTPDate.seconds("Sun, 06 Nov 1994 08:49:37 GMT") == 784_111_777)
    #expect(HTTPDate.seconds("Thu, 29 Feb 2024 00:00:00 GMT") == 1_709_164_800)
    #expect(HTTPDate.seconds("yesterday") == nil)
  }
}
