import Synchronization
import TestKit
import Testing

@testable import Remotes

/// A network that answers from a list.
final class ScriptedHTTP: CredentialHTTP {
  typealias Answer = (status: Int, body: [UInt8])
  struct Nowhere: Error {}

  private let state = Mutex<(asked: [CredentialRequest], answers: [String: [String]])>(([], [:]))

  /// - Parameter answers: by the beginning of the URL, one after another; the last one stays.
  init(_ answers: [String: [String]] = [:]) { state.withLock { $0.answers = answers } }

  var asked: [CredentialRequest] { state.withLock { $0.asked } }

  func send(_ request: CredentialRequest, timeout: Double) throws -> Answer {
    let text = state.withLock { state -> String? in
      state.asked.append(request)
      let keys = state.answers.keys.filter { request.url.hasPrefix($0) }
      guard let key = keys.max(by: { $0.utf8.count < $1.utf8.count }), var all = state.answers[key] else {
        return nil
      }
      let first = all[0]
      if all.count > 1 { all.removeFirst() }
      state.answers[key] = all
      return first
    }
    guard let text else { throw Nowhere() }
    if text.hasPrefix("!") { return (Int(text.dropFirst().prefix(3)) ?? 500, Array(text.dropFirst(4).utf8)) }
    return (200, Array(text.utf8))
  }
}

struct CredentialTests {
  func sts(_ id: String, _ expires: String = "2100-01-01T00:00:00Z") -> String {
    """
    <R xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><X><Credentials><AccessKeyId>\(id)</AccessKeyId>\
    <SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>\(expires)</Expiration>\
    </Credentials></X></R>
    """
  }

  private func chain(
    _ scratch: Scratch, config: String = "", credentials: String = "", environment: [String: String] = [:],
    http: ScriptedHTTP = ScriptedHTTP(), now: Int64 = 1_700_000_000,
    _ change: (inout CredentialSettings) -> Void = { _ in }
  ) throws -> CredentialChain {
    if !config.isEmpty { try scratch.write(config, to: ".aws/config") }
    if !credentials.isEmpty { try scratch.write(credentials, to: ".aws/credentials") }
    var settings = CredentialSettings(home: scratch.path(""), environment: environment)
    change(&settings)
    return CredentialChain(settings, http: http, now: { now })
  }

  @Test func goesThroughTheSourcesInOrder() throws {
    try withScratch("credentials") { scratch in
      let files =
        "[default]\naws_access_key_id = F\naws_secret_access_key=s=x\n[p]\naws_access_key_id=P\naws_secret_access_key=s\n"
      let variables = ["AWS_ACCESS_KEY_ID": "E", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t"]
      let all = try chain(scratch, credentials: files, environment: variables) {
        ($0.keyID, $0.secret) = ("R", "s")
      }
      #expect(try all.credentials()?.keyID == "R")
      let environment = try chain(scratch, environment: variables).credentials()
      #expect(environment?.keyID == "E" && environment?.sessionToken == "t")
      #expect(try chain(scratch).credentials()?.keyID == "F")
      #expect(try chain(scratch).credentials()?.secret == "s=x")
      // A profile that the remote names wins over keys in the environment; AWS_PROFILE doesn't.
      #expect(try chain(scratch, environment: variables) { $0.profile = "p" }.credentials()?.keyID == "P")
      let both = variables.merging(["AWS_PROFILE": "p"]) { $1 }
      #expect(try chain(scratch, environment: both).credentials()?.keyID == "E")
      #expect(try chain(scratch, environment: ["AWS_PROFILE": "p"]).credentials()?.keyID == "P")
      #expect(try chain(scratch) { $0.isAnonymous = true }.credentials() == nil)
      #expect(throws: CredentialError.noSuchProfile("q")) {
        try chain(scratch) { $0.profile = "q" }.credentials()
      }
    }
  }

  @Test func saysWhatIsMissing() throws {
    try withScratch("credentials") { scratch in
      #expect(throws: CredentialError.self) { try chain(scratch).credentials() }
      #expect(
        throws: CredentialError.incomplete(source: "the remote's options", missing: "secret_access_key")
      ) {
        try chain(scratch) { $0.keyID = "A" }.credentials()
      }
      #expect(throws: CredentialError.badFile(path: scratch.path(".aws/config"), line: 2)) {
        try chain(scratch, config: "[default]\nnonsense\n").credentials()
      }
    }
  }

  @Test func neverShowsASecret() throws {
    let credentials = Credentials(keyID: "A", secret: "S3CRET", sessionToken: "T0KEN", source: "x")
    var dumped = ""
    dump(credentials, to: &dumped)
    for text in [
      "\(credentials)", String(reflecting: credentials), dumped, "\([credentials as Credentials?])",
    ] {
      #expect(!text.contains("S3CRET") && !text.contains("T0KEN"))
    }
  }

  @Test func assumesRolesThroughProfiles() throws {
    try withScratch("credentials") { scratch in
      let config = """
        [profile a]
        role_arn = arn:aws:iam::1:role/a
        source_profile = b
        external_id = ext
        [profile b]
        role_arn = arn:aws:iam::1:role/b
        credential_source = Environment
        [profile loop]
        role_arn = x
        source_profile = loop2
        [profile loop2]
        role_arn = x
        source_profile = loop
        [profile mfa]
        role_arn = x
        source_profile = a
        mfa_serial = 1
        """
      let http = ScriptedHTTP(["https://sts.eu-west-1.amazonaws.com/": [sts("B"), sts("A")]])
      let variables = ["AWS_ACCESS_KEY_ID": "E", "AWS_SECRET_ACCESS_KEY": "s"]
      let found = try chain(scratch, config: config, environment: variables, http: http) {
        $0.profile = "a"
        $0.region = "eu-west-1"
      }.credentials()
      #expect(found?.keyID == "A" && found?.sessionToken == "t")
      let bodies = http.asked.map { String(decoding: $0.body, as: UTF8.self) }
      #expect(bodies.count == 2 && bodies[1].contains("ExternalId=ext"))
      #expect(bodies[0].contains("RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fb"))
      #expect(http.asked[0].headers["authorization"]?.contains("Credential=E/") == true)
      #expect(http.asked[1].headers["authorization"]?.contains("Credential=B/") == true)
      #expect(throws: CredentialError.profileCycle("loop")) {
        try chain(scratch) { $0.profile = "loop" }.credentials()
      }
      #expect(throws: CredentialError.unsupported(profile: "mfa", option: "mfa_serial")) {
        try chain(scratch) { $0.profile = "mfa" }.credentials()
      }
    }
  }

  @Test func exchangesWebIdentities() throws {
    try withScratch("credentials") { scratch in
      try scratch.write("the-token", to: "token")
      let variables = [
        "AWS_WEB_IDENTITY_TOKEN_FILE": scratch.path("token"), "AWS_ROLE_ARN": "arn:r",
        "AWS_ROLE_SESSION_NAME": "me",
      ]
      let http = ScriptedHTTP(["https://sts.amazonaws.com/": [sts("W")]])
      let found = try chain(scratch, environment: variables, http: http).credentials()
      #expect(found?.keyID == "W")
      let body = String(decoding: http.asked[0].body, as: UTF8.self)
      #expect(body.contains("WebIdentityToken=the-token") && body.contains("RoleSessionName=me"))
      #expect(http.asked[0].headers["authorization"] == nil)
      let refusing = ScriptedHTTP([
        "https://sts": ["!403<E><Error><Code>AccessDenied</Code><Message>no</Message></Error></E>"]
      ])
      #expect(
        throws: CredentialError.refused(
          source: "the web identity's role arn:r", status: 403, code: "AccessDenied", message: "no")
      ) {
        try chain(scratch, environment: variables, http: refusing).credentials()
      }
    }
  }

  @Test func runsProcessesOfTheUsersOwnFilesOnly() throws {
    try withScratch("credentials") { scratch in
      let answer =
        #"{"Version":1,"AccessKeyId":"X","SecretAccessKey":"s","Expiration":"2100-01-01T00:00:00Z"}"#
      try scratch.write(answer, to: "answer file")
      let config = "[default]\ncredential_process = /bin/cat \"\(scratch.path("answer file"))\"\n"
      let own = try chain(scratch, config: config, environment: ["PATH": "/usr/bin:/bin"]).credentials()
      #expect(own?.keyID == "X" && own?.expires == 4_102_444_800)
      #expect(throws: CredentialError.self) {
        try chain(scratch) {
          $0.configPath = scratch.path(".aws/config")
          $0.trustsPaths = false
        }.credentials()
      }
      #expect(throws: CredentialError.processFailed(profile: "default", why: "its output is not understood"))
      {
        try chain(scratch, config: "[default]\ncredential_process = /bin/echo {}\n").credentials()
      }
    }
  }

  @Test func usesLogins() throws {
    try withScratch("credentials") { scratch in
      let config = """
        [profile s]
        sso_session = corp
        sso_account_id = 1
        sso_role_name = r
        [sso-session corp]
        sso_start_url = https://corp
        sso_region = eu-west-1
        """
      #expect(throws: CredentialError.loginExpired(profile: "s")) {
        try chain(scratch, config: config) { $0.profile = "s" }.credentials()
      }
      let cached = #"{"startUrl":"https://corp","accessToken":"tok","expiresAt":"2100-01-01T00:00:00UTC"}"#
      try scratch.write(cached, to: ".aws/sso/cache/x.json")
      let answer = #"""
        {"roleCredentials":{"accessKeyId":"S","secretAccessKey":"s","sessionToken":"t","expiration":4102444800000}}
        """#
      let http = ScriptedHTTP(["https://portal.sso.eu-west-1.amazonaws.com/federation/credentials": [answer]])
      let found = try chain(scratch, http: http) { $0.profile = "s" }.credentials()
      #expect(found?.keyID == "S" && found?.expires == 4_102_444_800)
      #expect(http.asked[0].headers["x-amz-sso_bearer_token"] == "tok")
    }
  }

  @Test func asksContainersAndMachines() throws {
    try withScratch("credentials") { scratch in
      let answer =
        #"{"AccessKeyId":"C","SecretAccessKey":"s","Token":"t","Expiration":"2100-01-01T00:00:00Z"}"#
      let container = ScriptedHTTP(["http://169.254.170.2/v2/x": [answer]])
      let inside = ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/x"]
      #expect(try chain(scratch, environment: inside, http: container).credentials()?.keyID == "C")
      for bad in ["http://example.com/x", "http://127.evil.com/", "ftp://localhost/", "http://u@localhost/"] {
        #expect(throws: CredentialError.self) {
          try chain(scratch, environment: ["AWS_CONTAINER_CREDENTIALS_FULL_URI": bad]).credentials()
        }
      }
      let machine = ScriptedHTTP([
        "http://169.254.169.254/latest/api/token": ["TOK"],
        "http://169.254.169.254/latest/meta-data/iam/security-credentials/": ["role\n"],
        "http://169.254.169.254/latest/meta-data/iam/security-credentials/role": [answer],
      ])
      let found = try chain(scratch, http: machine).credentials()
      #expect(found?.keyID == "C" && found?.source.contains("role 'role'") == true)
      #expect(machine.asked.last?.headers["x-aws-ec2-metadata-token"] == "TOK")
      #expect(throws: CredentialError.self) {
        try chain(scratch, environment: ["AWS_EC2_METADATA_DISABLED": "true"], http: machine).credentials()
      }
    }
  }

  @Test func renewsBeforeTheyExpire() throws {
    try withScratch("credentials") { scratch in
      try scratch.write("t", to: "token")
      let variables = ["AWS_WEB_IDENTITY_TOKEN_FILE": scratch.path("token"), "AWS_ROLE_ARN": "r"]
      let http = ScriptedHTTP([
        "https://sts": [sts("1", "2023-11-14T23:00:00Z"), sts("2", "2023-11-15T23:00:00Z"), "!500", sts("4")]
      ])
      let clock = Mutex<Int64>(1_700_000_000)
      var settings = CredentialSettings(home: scratch.path(""), environment: variables)
      settings.region = "x"
      let clocked = ClockBox(clock)
      let chain = CredentialChain(settings, http: http, now: { clocked.now })
      #expect(try chain.credentials()?.keyID == "1")
      #expect(try chain.credentials()?.keyID == "1")
      clocked.set(1_700_002_600)
      let second = try #require(try chain.credentials())
      #expect(second.keyID == "2")
      // Renewing fails: those at hand still work.
      clocked.set(1_700_089_100)
      #expect(try chain.credentials()?.keyID == "2")
      chain.reject(second)
      #expect(try chain.credentials()?.keyID == "4")
    }
  }
}

extension CredentialTests {
  /// A source of credentials that live a minute is asked every three quarters of a minute, not for every request.
  @Test func shortLivesAreNotAskedForAgainAndAgain() throws {
    try withScratch("credentials") { scratch in
      try scratch.write("t", to: "token")
      let variables = ["AWS_WEB_IDENTITY_TOKEN_FILE": scratch.path("token"), "AWS_ROLE_ARN": "r"]
      let http = ScriptedHTTP([
        "https://sts": [sts("1", "2023-11-14T22:14:20Z"), sts("2", "2023-11-14T22:15:06Z"), "!500"]
      ])
      let clock = ClockBox(Mutex(1_700_000_000))
      var settings = CredentialSettings(home: scratch.path(""), environment: variables)
      settings.region = "x"
      let chain = CredentialChain(settings, http: http, now: { clock.now })
      for second in 0..<44 {
        clock.set(1_700_000_000 + Int64(second))
        #expect(try chain.credentials()?.keyID == "1")
      }
      #expect(http.asked.count == 1)
      clock.set(1_700_000_046)
      #expect(try chain.credentials()?.keyID == "2")
      #expect(http.asked.count == 2)
      // Renewing fails: it is tried every few seconds, until they are of no use any more.
      for second in 92..<106 {
        clock.set(1_700_000_000 + Int64(second))
        #expect(try chain.credentials()?.keyID == "2")
      }
      #expect((3...5).contains(http.asked.count), "\(http.asked.count)")
      clock.set(1_700_000_107)
      #expect(throws: CredentialError.self) { try chain.credentials() }
    }
  }
}

final class ClockBox: Sendable {
  private let seconds: Mutex<Int64>
  init(_ seconds: consuming Mutex<Int64>) { self.seconds = seconds }
  var now: Int64 { seconds.withLock { $0 } }
  func set(_ value: Int64) { seconds.withLock { $0 = value } }
}
