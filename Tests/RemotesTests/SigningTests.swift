import Testing

@testable import Remotes

/// AWS's published examples: "Signature Calculations for the Authorization Header" (S3) and the SigV4 test suite.
struct SigningTests {
  private let credentials = Credentials(
    keyID: "AKIAIOSFODNN7EXAMPLE", secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", source: "test")
  private let time = CalendarTime(seconds: 1_369_353_600)

  private func signature(
    _ method: String, _ path: String, _ query: [(name: String, value: String)] = [],
    _ headers: [(name: String, value: String)] = [], payload: String = SigV4.emptyPayload
  ) -> String {
    let request = SigV4.Request(
      method: method, path: path, canonicalQuery: SigV4.query(query),
      headers: [(name: "host", value: "examplebucket.s3.amazonaws.com")] + headers, payload: payload)
    let signed = SigV4(region: "us-east-1", service: "s3").headers(
      for: request, credentials: credentials, at: time)
    let authorization = signed.first { $0.name == "authorization" }?.value ?? ""
    return String(authorization.split(separator: "=").last ?? "")
  }

  @Test func signsTheDocumentedGet() {
    #expect(
      signature("GET", "/test.txt", [], [(name: "range", value: "bytes=0-9")])
        == "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")
  }

  @Test func signsTheDocumentedPut() {
    let headers = [
      (name: "date", value: "Fri, 24 May 2013 00:00:00 GMT"),
      (name: "x-amz-storage-class", value: "REDUCED_REDUNDANCY"),
    ]
    #expect(
      signature(
        "PUT", "/" + PercentCoding.encode("test$file.text", keepSlash: true), [], headers,
        payload: "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072")
        == "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd")
  }

  @Test func signsTheDocumentedQueries() {
    #expect(
      signature("GET", "/", [(name: "lifecycle", value: "")])
        == "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543")
    #expect(
      signature("GET", "/", [(name: "prefix", value: "J"), (name: "max-keys", value: "2")])
        == "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7")
  }

  /// `get-vanilla` and `get-vanilla-query-order-key-case` of the suite for services in general.
  @Test func signsTheSuite() {
    let credentials = Credentials(
      keyID: "AKIDEXAMPLE", secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", source: "test")
    let signer = SigV4(region: "us-east-1", service: "service")
    func signature(_ query: [(name: String, value: String)]) -> String? {
      let request = SigV4.Request(
        method: "GET", path: "/", canonicalQuery: SigV4.query(query),
        headers: [(name: "host", value: "example.amazonaws.com")], payload: SigV4.emptyPayload)
      let time = CalendarTime(seconds: 1_440_938_160)
      return signer.headers(for: request, credentials: credentials, at: time).last?.value
    }
    let start =
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
      + "SignedHeaders=host;x-amz-date, Signature="
    #expect(signature([]) == start + "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")
    #expect(
      signature([(name: "Param2", value: "value2"), (name: "Param1", value: "value1")])
        == start + "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500")
  }

  @Test func carriesTheSessionTokenAndChangesTheDay() {
    let token = Credentials(keyID: "A", secret: "B", sessionToken: "T", source: "test")
    let signer = SigV4(region: "r", service: "s3")
    let request = SigV4.Request(
      method: "GET", path: "/", headers: [(name: "host", value: "h")], payload: SigV4.unsignedPayload)
    func sign(_ at: Int64, _ with: Credentials) -> [String] {
      signer.headers(for: request, credentials: with, at: CalendarTime(seconds: at)).map {
        "\($0.name): \($0.value)"
      }
    }
    let first = sign(0, token)
    #expect(first.contains("x-amz-security-token: T"))
    #expect(first.contains("x-amz-content-sha256: UNSIGNED-PAYLOAD"))
    #expect(sign(86_400, token).last?.contains("A/19700102/r/s3/aws4_request") == true)
    #expect(sign(0, token) == first)
    // Another secret of the same day gives another signature.
    #expect(sign(0, Credentials(keyID: "A", secret: "C", sessionToken: "T", source: "x")) != first)
  }

  @Test func encodesEveryByte() {
    #expect(
      PercentCoding.encode("a b+c=d/ä//~-._é*'()!", keepSlash: true)
        == "a%20b%2Bc%3Dd/%C3%A4//~-._%C3%A9%2A%27%28%29%21")
    #expect(PercentCoding.encode("a/b") == "a%2Fb")
    let odd = "a%2b c/é%zz%"
    #expect(PercentCoding.decode(Array(PercentCoding.encode(odd).utf8)) == Array(odd.utf8))
    #expect(PercentCoding.decode(Array("%zz%4".utf8)) == Array("%zz%4".utf8))
  }

  @Test func tellsTime() {
    #expect(CalendarTime(seconds: 1_369_353_600).basic == "20130524T000000Z")
    #expect(CalendarTime(seconds: 951_782_399).basic == "20000228T235959Z")
    #expect(CalendarTime(seconds: 951_782_400).basicDate == "20000229")
    #expect(CalendarTime(seconds: -1).basic == "19691231T235959Z")
    for seconds in stride(from: Int64(-5_000_000_000), to: 9_000_000_000, by: 12_345_677) {
      #expect(CalendarTime(seconds: seconds).seconds == seconds)
    }
    #expect(CalendarTime(iso: "2013-05-24T00:00:00Z")?.seconds == 1_369_353_600)
    #expect(CalendarTime(iso: "2013-05-24T02:00:00.123456+02:00")?.seconds == 1_369_353_600)
    #expect(CalendarTime(iso: "2013-05-24T00:00:00UTC")?.seconds == 1_369_353_600)
    for bad in ["", "2013", "2013-13-24T00:00:00Z", "2013-05-24T00:00:00X", "never"] {
      #expect(CalendarTime(iso: bad) == nil)
    }
    #expect(CalendarTime(http: "Fri, 24 May 2013 00:00:00 GMT")?.seconds == 1_369_353_600)
    #expect(CalendarTime(http: "yesterday") == nil)
  }

  @Test func readsEndpoints() throws {
    let local = try EndpointURL("http://LocalHost:9000/")
    #expect(!local.isSecure && local.hostHeader == "localhost:9000" && local.text == "http://localhost:9000")
    #expect(try EndpointURL("https://x.y:443/a/b/").text == "https://x.y/a/b")
    #expect(try EndpointURL("minio.example", isSecureByDefault: false).text == "http://minio.example")
    #expect(try EndpointURL("http://[::1]:90").hostHeader == "[::1]:90")
    #expect(try EndpointURL("http://10.0.0.1").isNumericHost)
    for bad in [
      "ftp://x", "http://", "http://a b", "http://x:0", "http://x:99999", "http://u@h", "http://x?y",
    ] {
      #expect(throws: EndpointURL.Malformed.self) { try EndpointURL(bad) }
    }
  }
}
