import Foundation
import Synchronization
import TestKit
import Testing

/// Every way to come by credentials, through the program and over real connections: S3, STS, SSO, a container's endpoint
/// and a machine's metadata service are one server on 127.0.0.1 that lets nobody in but who has the right key.
@Suite struct S3Credentials {
  /// A way, and the id of the key that it leads to.
  struct Way: Sendable, CustomTestStringConvertible {
    let key: String
    var variables: [String: String] = [:]
    var config = ""
    var options: [String: String] = [:]
    var testDescription: String { key }
  }

  private static let keys = ["AWS_ACCESS_KEY_ID": "BASE", "AWS_SECRET_ACCESS_KEY": "s3cret"]

  /// `{URL}` is the server, `{DIR}` the scratch directory.
  static let ways = [
    Way(key: "REMOTE", variables: keys, options: ["access_key_id": "REMOTE", "secret_access_key": "s3cret"]),
    Way(key: "BASE", variables: keys.merging(["AWS_SESSION_TOKEN": "t0ken"]) { $1 }),
    Way(key: "PROCESS", config: "[default]\ncredential_process = {DIR}/process PROCESS\n"),
    Way(
      key: "ROLE", variables: ["AWS_PROFILE": "a", "AWS_ENDPOINT_URL_STS": "{URL}"],
      config: """
        [profile a]
        role_arn = arn:aws:iam::1:role/a
        source_profile = b
        [profile b]
        aws_access_key_id = BASE
        aws_secret_access_key = s3cret
        """),
    Way(
      key: "WEB",
      variables: [
        "AWS_WEB_IDENTITY_TOKEN_FILE": "{DIR}/token", "AWS_ROLE_ARN": "arn:r",
        "AWS_ENDPOINT_URL_STS": "{URL}",
      ]),
    Way(
      key: "SSO", variables: ["AWS_ENDPOINT_URL_SSO": "{URL}"],
      config: """
        [default]
        sso_session = corp
        sso_account_id = 1
        sso_role_name = r
        [sso-session corp]
        sso_start_url = https://corp
        sso_region = eu-west-1
        """),
    Way(
      key: "CONTAINER",
      variables: [
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": "{URL}/container", "AWS_CONTAINER_AUTHORIZATION_TOKEN": "auth0",
      ]),
    Way(
      key: "MACHINE",
      variables: ["AWS_EC2_METADATA_SERVICE_ENDPOINT": "{URL}", "AWS_EC2_METADATA_DISABLED": "false"]),
  ]

  private static func json(_ key: String) -> StubAnswer {
    .answer(
      200,
      #"{"AccessKeyId":"\#(key)","SecretAccessKey":"s3cret","Token":"t0ken","Expiration":"2100-01-01T00:00:00Z"}"#
    )
  }

  private static func sts(_ key: String) -> StubAnswer {
    .answer(
      200,
      "<R><X><Credentials><AccessKeyId>\(key)</AccessKeyId><SecretAccessKey>s3cret</SecretAccessKey>"
        + "<SessionToken>t0ken</SessionToken><Expiration>2100-01-01T00:00:00Z</Expiration></Credentials></X></R>"
    )
  }

  /// What the server says about anything but S3; nil: that.
  private static func identity(_ request: StubRequest) -> StubAnswer? {
    let body = String(decoding: request.body, as: UTF8.self)
    switch request.target {
    case "/latest/api/token":
      return request.method == "PUT" && request.headers["x-aws-ec2-metadata-token-ttl-seconds"] != nil
        ? .answer(200, "imds") : .answer(405)
    case "/latest/meta-data/iam/security-credentials/":
      return request.headers["x-aws-ec2-metadata-token"] == "imds" ? .answer(200, "role") : .answer(401)
    case "/latest/meta-data/iam/security-credentials/role":
      return request.headers["x-aws-ec2-metadata-token"] == "imds" ? json("MACHINE") : .answer(401)
    case "/container": return request.headers["authorization"] == "auth0" ? json("CONTAINER") : .answer(401)
    case "/" where body.contains("Action=AssumeRoleWithWebIdentity"):
      return body.contains("WebIdentityToken=identity") ? sts("WEB") : .answer(400)
    case "/" where body.contains("Action=AssumeRole"):
      return request.headers["authorization"]?.contains("Credential=BASE/") == true
        ? sts("ROLE") : .answer(403)
    case let target where target.hasPrefix("/federation/credentials"):
      guard request.headers["x-amz-sso_bearer_token"] == "login" else { return .answer(401) }
      return .answer(
        200,
        #"{"roleCredentials":{"accessKeyId":"SSO","secretAccessKey":"s3cret","sessionToken":"t0ken","expiration":4102444800000}}"#
      )
    default: return nil
    }
  }

  private static func key(of request: StubRequest) -> String? {
    request.headers["authorization"]?.firstMatch(of: /Credential=([A-Z0-9]+)\//).map { String($0.1) }
  }

  private static func store(_ request: StubRequest) -> StubAnswer {
    switch request.method {
    case "HEAD": .answer(404)
    case "GET": .answer(200, "<ListBucketResult><EncodingType>url</EncodingType></ListBucketResult>")
    default: .answer(200)
    }
  }

  private func project(_ scratch: Scratch, _ way: Way, _ server: StubServer, files: Int) throws -> Program {
    func filled(_ text: String) -> String {
      text.replacing("{URL}", with: server.url).replacing("{DIR}", with: scratch.root)
    }
    try scratch.write("identity", to: "token")
    let login = #"{"startUrl":"https://corp","accessToken":"login","expiresAt":"2100-01-01T00:00:00UTC"}"#
    try scratch.write(login, to: "home/.aws/sso/cache/x.json")
    if !way.config.isEmpty { try scratch.write(filled(way.config), to: "home/.aws/config") }
    try scratch.write(
      """
      #!/bin/sh
      echo . >>\(scratch.path("runs"))
      n=$(wc -l <\(scratch.path("runs")))
      expires=$(date -u -d "+40 seconds" +%Y-%m-%dT%H:%M:%SZ)
      echo "{\\"Version\\":1,\\"AccessKeyId\\":\\"$1${2:+$n}\\",\\"SecretAccessKey\\":\\"s3cret\\",\\"Expiration\\":\\"$expires\\"}"

      """, to: "process", mode: 0o755)
    var variables = ["AWS_REGION": "us-east-1", "AWS_EC2_METADATA_DISABLED": "true"]
    for (name, value) in way.variables { variables[name] = filled(value) }
    let folder = try scratch.sub("p")
    let tool = Program(
      try Places.cairn(), in: folder.root,
      environment: fixedEnvironment(home: scratch.path("home"), changes: variables))
    expectExit(try tool("init", "-q", "--no-scm"))
    for number in 0..<files { try folder.write("file \(number)", to: "data/\(number)") }
    expectExit(try tool("add", "-q", "data"))
    expectExit(try tool("remote", "add", "-q", "-d", "store", "s3://bkt/x"))
    expectExit(try tool("remote", "modify", "-q", "store", "endpointurl", server.url))
    for (name, value) in way.options {
      expectExit(try tool("remote", "modify", "-q", "--local", "store", name, value))
    }
    return tool
  }

  @Test(arguments: ways) func leadsIn(_ way: Way) throws {
    try withScratch("credentials") { scratch in
      try withStub { request in
        if let answer = Self.identity(request) { return answer }
        guard Self.key(of: request) == way.key else {
          return .answer(403, "<Error><Code>InvalidAccessKeyId</Code></Error>")
        }
        return Self.store(request)
      } _: { server throws in
        let tool = try project(scratch, way, server, files: 3)
        let push = try tool("push")
        #expect(push.exit == 0 && push.stdout == "4 files pushed\n", "\(push)")
        let stored = server.requests.filter { $0.method == "PUT" && $0.target.hasPrefix("/bkt/") }
        #expect(stored.count == 4 && stored.allSatisfy { Self.key(of: $0) == way.key })
        let hasToken = !["REMOTE", "PROCESS"].contains(way.key)
        #expect(stored.allSatisfy { ($0.headers["x-amz-security-token"] == "t0ken") == hasToken })
        #expect(!(push.stdout + push.stderr).contains("s3cret"))
      }
    }
  }

  /// Keys that the server calls expired in the middle of a push are fetched anew, and nothing is lost or sent unsigned.
  @Test func newKeysInTheMiddleOfAPush() throws {
    try withScratch("credentials") { scratch in
      let uses = Mutex<[String: Int]>([:])
      try withStub { request in
        guard let key = Self.key(of: request), key.hasPrefix("PROCESS") else { return .answer(403) }
        let count = uses.withLock { uses in
          uses[key, default: 0] += 1
          return uses[key, default: 0]
        }
        if count > 40 { return .answer(400, "<Error><Code>ExpiredToken</Code></Error>") }
        return Self.store(request)
      } _: { server throws in
        let way = Way(
          key: "PROCESS", config: "[default]\ncredential_process = {DIR}/process PROCESS counted\n")
        let tool = try project(scratch, way, server, files: 120)
        let push = try tool("push", "-j", "4")
        #expect(push.exit == 0 && push.stdout == "121 files pushed\n", "\(push)")
        let stored = server.requests.filter { $0.method == "PUT" }
        #expect(Set(stored.map(\.target)).count == 121)
        #expect(Set(stored.compactMap(Self.key)).count >= 3)
        // The program was asked when it had to be, not for every request.
        let runs = try scratch.text("runs").split(separator: "\n").count
        #expect(runs >= 3 && runs < 20, "\(runs)")
      }
    }
  }

  /// What others may do with an object, and how the server is to encrypt it, goes with everything that makes one.
  @Test func accessAndEncryption() throws {
    try withScratch("credentials") { scratch in
      try withStub {
        Self.store($0)
      } _: { server throws in
        let way = Way(
          key: "BASE", variables: Self.keys,
          options: [
            "grant_read": "id=\"r\"", "grant_read_acp": "id=\"ra\"", "grant_write_acp": "id=\"wa\"",
            "grant_full_control": "id=\"f\"", "sse": "aws:kms", "sse_kms_key_id": "kms-key",
          ])
        let tool = try project(scratch, way, server, files: 2)
        expectExit(try tool("push"))
        let stored = server.requests.filter { $0.method == "PUT" }
        #expect(stored.count == 3)
        for request in stored {
          #expect(request.headers["x-amz-grant-read"] == "id=\"r\"")
          #expect(request.headers["x-amz-grant-read-acp"] == "id=\"ra\"")
          #expect(request.headers["x-amz-grant-write-acp"] == "id=\"wa\"")
          #expect(request.headers["x-amz-grant-full-control"] == "id=\"f\"")
          #expect(request.headers["x-amz-server-side-encryption"] == "aws:kms")
          #expect(request.headers["x-amz-server-side-encryption-aws-kms-key-id"] == "kms-key")
          #expect(request.headers["authorization"]?.contains("x-amz-grant-read;") == true)
        }
      }
    }
  }
}
