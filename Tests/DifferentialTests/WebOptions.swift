import Foundation
import TestKit
import Testing

/// Every option of HTTP and WebDAV remotes against servers that mind them: a push and a fetch through the program.
@Suite struct WebOptions {
  /// A project with data and a remote, in a scratch directory.
  struct Project {
    let tool: Program
    let folder: Scratch

    init(_ scratch: Scratch, environment changes: [String: String] = [:]) throws {
      try scratch.makeDirectory("home")
      folder = try scratch.sub("p\(UInt32.random(in: 0...UInt32.max))")
      tool = Program(
        try Places.cairn(), in: folder.root,
        environment: fixedEnvironment(home: scratch.path("home"), changes: changes))
      expectExit(try tool("init", "-q", "--no-scm"))
      try folder.write("one", to: "data/a")
      try folder.write("two", to: "data/b")
      expectExit(try tool("add", "-q", "data"))
    }

    /// Sets the remote, pushes, empties the cache and fetches: the first run that fails, or the last.
    func roundTrip(_ url: String, _ options: [String: String] = [:]) throws -> Outcome {
      if folder.exists(".dvc/config.local") { try folder.remove(".dvc/config.local") }
      expectExit(try tool("remote", "add", "-q", "-f", "-d", "web", url))
      if url.hasPrefix("http"), options["method"] == nil {
        expectExit(try tool("remote", "modify", "web", "method", "PUT"))
      }
      for (name, value) in options {
        let outcome = try tool("remote", "modify", "--local", "web", name, value)
        if outcome.exit != 0 { return outcome }
      }
      let push = try tool("push")
      if push.exit != 0 { return push }
      try folder.remove(".dvc/cache")
      return try tool("fetch")
    }
  }

  /// What is expected: nil for success, else words of the error.
  private func expect(
    _ project: Project, _ url: String, _ options: [String: String], fails words: String? = nil,
    _ location: SourceLocation = #_sourceLocation
  ) throws {
    let outcome = try project.roundTrip(url, options)
    guard let words else {
      #expect(outcome.exit == 0, "\(options): \(outcome)", sourceLocation: location)
      #expect(
        outcome.stdout.contains("3 files fetched"), "\(options): \(outcome)", sourceLocation: location)
      return
    }
    #expect(
      outcome.exit != 0 && !(128..<200).contains(outcome.exit), "\(options): \(outcome)",
      sourceLocation: location)
    #expect(
      outcome.stderr.contains(words) && outcome.stderr.contains("web"), "\(options): \(outcome)",
      sourceLocation: location)
    #expect(!outcome.stderr.contains("secret"), "\(outcome)", sourceLocation: location)
  }

  private let untrusted = "no secure connection"

  @Test func certificates() throws {
    try withSecureWebServer { server, certificates, scratch in
      let project = try Project(scratch)
      let (port, closed) = (server.securePort, server.certifiedPort)
      for (number, host) in ["127.0.0.1", "localhost"].enumerated() {
        let url = "https://\(host):\(port)/plain/a\(number)"
        try expect(project, url + "0", [:], fails: untrusted)
        try expect(project, url + "1", ["ssl_verify": "false"])
        try expect(project, url + "2", ["ssl_verify": certificates.authority])
        try expect(project, url + "3", ["ssl_verify": certificates.stranger], fails: untrusted)
        try expect(project, url + "4", ["ssl_verify": "/no/such"], fails: "ssl_verify")
      }
      for name in ["REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"] {
        let project = try Project(scratch, environment: [name: certificates.authority])
        try expect(project, "https://localhost:\(port)/plain/\(name)", [:])
        try expect(project, "https://localhost:\(port)/plain/\(name)1", ["ssl_verify": "true"])
        try expect(
          project, "https://localhost:\(port)/plain/\(name)2", ["ssl_verify": certificates.stranger],
          fails: untrusted)
      }
      // A name that the certificate doesn't have.
      let other = try Project(scratch)
      try expect(
        other, "https://127.0.0.2:\(port)/plain/x", ["ssl_verify": certificates.authority], fails: "web")

      let dav = "webdavs://localhost:\(port)/dav/d"
      try expect(project, dav + "0", [:], fails: untrusted)
      try expect(project, dav + "1", ["ssl_verify": certificates.authority])
      try expect(project, dav + "2", ["ssl_verify": "false"])

      let personal = "webdavs://localhost:\(closed)/dav/c"
      let trust = ["ssl_verify": certificates.authority]
      let pair = ["cert_path": certificates.client, "key_path": certificates.clientKey]
      try expect(project, personal + "0", trust, fails: "400")
      try expect(project, personal + "1", trust.merging(pair) { $1 })
      try scratch.write(
        try scratch.text("tls/client.pem") + scratch.text("tls/client.key"), to: "tls/both.pem")
      try expect(
        project, personal + "2", trust.merging(["cert_path": scratch.path("tls/both.pem")]) { $1 })
      try expect(
        project, personal + "3", trust.merging(["cert_path": "/no/such"]) { $1 }, fails: "cert_path")

      // HTTP/2 where the server offers it.
      let log = try scratch.text("server/access").split(separator: "\n")
      #expect(log.contains { $0.contains("PUT /plain/a01") && $0.contains("HTTP/2.0") })
      #expect(log.contains { $0.contains("PROPFIND /dav/d1") && $0.contains("HTTP/2.0") })
      #expect(log.contains { $0.contains("PUT /dav/c1") && $0.contains("HTTP/1.1") })
    }
  }

  @Test func logins() throws {
    try withWebServer { server, scratch in
      let project = try Project(scratch)
      let (locked, header) = (
        "http://127.0.0.1:\(server.port)/locked", "http://127.0.0.1:\(server.port)/header"
      )
      let me = ["auth": "basic", "user": "me", "password": "secret"]
      try expect(project, locked + "/a", me)
      try expect(project, locked + "/b", me.merging(["password": "secret1"]) { $1 }, fails: "401")
      try expect(project, locked + "/c", [:], fails: "401")
      try expect(project, "http://me:secret@127.0.0.1:\(server.port)/locked/d", [:])
      try expect(project, locked + "/e", ["auth": "basic", "user": "me"], fails: "password")
      try expect(
        project, locked + "/f", ["auth": "basic", "user": "me", "ask_password": "true"],
        fails: "ask_password")
      try expect(project, locked + "/g", ["auth": "magic"], fails: "auth")

      let custom = ["auth": "custom", "custom_auth_header": "X-Token", "password": "good"]
      try expect(project, header + "/a", custom)
      try expect(project, header + "/b", custom.merging(["password": "secret"]) { $1 }, fails: "401")
      try expect(project, header + "/c", ["auth": "custom", "password": "x"], fails: "custom_auth_header")

      let (closed, token) = (server.closed, "webdav://127.0.0.1:\(server.port)/token")
      try expect(project, closed + "/a", ["user": "me", "password": "secret"])
      try expect(project, closed + "/b", ["user": "me", "password": "secret1"], fails: "401")
      try expect(project, "webdav://me:secret@127.0.0.1:\(server.port)/closed/c", [:])
      try expect(project, token + "/a", ["token": "good"])
      try expect(project, token + "/b", ["token": "secret"], fails: "401")
      try expect(project, token + "/c", ["custom_auth_header": "X-Token", "password": "good"])
      try expect(project, token + "/d", ["bearer_token_command": "echo good"])
      try expect(project, token + "/e", ["bearer_token_command": "echo secret"], fails: "401")
      try expect(project, token + "/f", ["bearer_token_command": "exit 3"], fails: "bearer_token_command")
      // A token that the server takes no longer: the command is asked for another one.
      let command =
        "echo x >> '\(scratch.path("calls"))'; [ $(wc -l < '\(scratch.path("calls"))') -gt 1 ] && echo good || echo old"
      try expect(project, token + "/g", ["bearer_token_command": command])

      // Without credentials in the configuration, those of ~/.netrc.
      try scratch.write("machine 127.0.0.1 login me password secret\n", to: "home/.netrc", mode: 0o600)
      try expect(project, locked + "/n", [:])
      try expect(project, closed + "/n", [:])
      try scratch.write("machine elsewhere login me password secret\n", to: "home/.netrc", mode: 0o600)
      try expect(project, locked + "/o", [:], fails: "401")
      try scratch.write("machine 127.0.0.1 login me password secret\n", to: "other", mode: 0o600)
      let named = try Project(scratch, environment: ["NETRC": scratch.path("other")])
      try expect(named, locked + "/p", [:])

      // How objects are stored.
      try expect(project, server.plain + "/m", ["method": "POST"], fails: "404")
      try expect(project, server.plain + "/n", ["method": "put"])
      try expect(project, server.plain + "/o", ["method": "FETCH"], fails: "method")
    }
  }

  @Test func proxies() throws {
    try withSecureWebServer { server, certificates, scratch in
      let tunnel = try TunnelProxy(credentials: "me:secret")
      defer { tunnel.stop() }
      try withStub {
        $0.method == "HEAD" ? .answer(404) : .answer(200)
      } _: { proxy throws in
        let direct = server.plain
        func heard() -> Int {
          proxy.requests.count { $0.target.hasPrefix("http://127.0.0.1:\(server.port)/") }
        }
        func push(_ environment: [String: String], _ name: String) throws {
          let project = try Project(scratch, environment: environment)
          let outcome = try project.roundTrip("\(direct)/\(name)")
          // Nothing comes back through the stub.
          #expect(outcome.command.hasPrefix("cairn fetch"), "\(environment): \(outcome)")
        }
        for (number, name) in ["http_proxy", "HTTP_PROXY", "all_proxy"].enumerated() {
          let before = heard()
          try push([name: proxy.url], name)
          #expect(heard() > before, "\(name)")
          let now = heard()
          let exception = ["no_proxy": "127.0.0.1", "NO_PROXY": number == 0 ? "*" : "127.0.0.1"]
          try expect(
            try Project(scratch, environment: exception.merging([name: proxy.url]) { $1 }),
            "\(direct)/n\(number)",
            [:])
          #expect(heard() == now)
        }
        try push(["http_proxy": "http://me:secret@127.0.0.1:\(proxy.port)"], "with")
        #expect(proxy.requests.contains { $0.headers["proxy-authorization"]?.hasPrefix("Basic ") == true })
        // One for the other kind of URL does not matter.
        try expect(try Project(scratch, environment: ["https_proxy": proxy.url]), "\(direct)/other", [:])
      }
      let url = "https://localhost:\(server.securePort)/plain"
      let trust = ["ssl_verify": certificates.authority]
      let login = "http://me:secret@127.0.0.1:\(tunnel.port)"
      try expect(try Project(scratch, environment: ["HTTPS_PROXY": login]), url + "/a", trust)
      #expect(tunnel.targets.contains("localhost:\(server.securePort)"))
      let count = tunnel.targets.count
      try expect(
        try Project(scratch, environment: ["https_proxy": login, "no_proxy": "localhost"]), url + "/b", trust)
      #expect(tunnel.targets.count == count)
      try expect(
        try Project(scratch, environment: ["https_proxy": tunnel.url]), url + "/c", trust, fails: "proxy")
      let nobody = "http://127.0.0.1:\(try WebServer.freePort())"
      try expect(
        try Project(scratch, environment: ["https_proxy": nobody]), url + "/d", trust, fails: "cannot connect"
      )
    }
  }
}
