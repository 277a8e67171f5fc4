import Foundation

/// nginx from Debian with its dav modules, on a port of its own on 127.0.0.1, serving a directory:
/// `http://…/plain/` takes GET, HEAD and PUT, `http://…/dav/` all of WebDAV, `…/closed/` is the latter for
/// `me` with the password `secret` only; `…/token/` is `dav` for whoever sends the token `good` in `X-Token` or as
/// bearer. With certificates the same over https and HTTP/2 on another port, and on a third one for clients with a
/// certificate only.
public final class WebServer: Sendable {
  public let port: Int
  /// What it serves: `plain` and `dav`.
  public let root: String
  private let pid: pid_t

  /// Ports with TLS: for all, and for those with a certificate; 0 without certificates.
  public let securePort: Int
  public let certifiedPort: Int

  public var plain: String { "http://127.0.0.1:\(port)/plain" }
  public var dav: String { "webdav://127.0.0.1:\(port)/dav" }
  public var closed: String { "webdav://127.0.0.1:\(port)/closed" }

  /// - Parameter scratch: where its files go.
  public init(in scratch: Scratch, certificates: Certificates? = nil) throws {
    guard let nginx = Self.find(["/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/local/bin/nginx"]),
      let modules = Self.find(["/usr/lib/nginx/modules/ngx_http_dav_ext_module.so"])
    else { throw MissingProgram(description: "nginx and its dav-ext module: run Scripts/setup.sh") }
    for directory in ["server/data/plain", "server/data/dav", "server/temp"] {
      try scratch.makeDirectory(directory)
    }
    root = scratch.path("server/data")
    try scratch.write("me:{PLAIN}secret\n", to: "server/users")
    // Somebody else may take the port between the choice and the start: then it is another one's turn.
    for _ in 0..<20 {
      let ports = try (0..<3).map { _ in try Self.freePort() }
      let port = ports[0]
      try scratch.write(
        Self.configuration(scratch.path("server"), ports, modules: modules, certificates),
        to: "server/nginx.conf")
      var child: pid_t = 0
      let words = [
        nginx, "-e", scratch.path("server/errors"), "-p", scratch.path("server"), "-c",
        scratch.path("server/nginx.conf"),
      ]
      let copies = words.map { strdup($0) }
      defer { copies.forEach { free($0) } }
      let failure = spawnGate.withLock { _ in posix_spawn(&child, nginx, nil, nil, copies + [nil], nil) }
      guard failure == 0 else {
        throw SpawnError(description: "nginx: \(String(cString: strerror(failure)))")
      }
      if Self.answers(port, child) {
        self.port = port
        (securePort, certifiedPort) = certificates == nil ? (0, 0) : (ports[1], ports[2])
        pid = child
        return
      }
    }
    throw SpawnError(description: (try? scratch.text("server/errors")) ?? "nginx does not start")
  }

  public func stop() {
    kill(pid, SIGTERM)
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
  }

  private static func configuration(
    _ root: String, _ ports: [Int], modules: String, _ certificates: Certificates?
  ) -> String {
    let dav =
      "dav_methods PUT DELETE MKCOL COPY MOVE; dav_ext_methods PROPFIND OPTIONS; client_max_body_size 0;"
    let locations = """
          location /plain/ { alias \(root)/data/plain/; dav_methods PUT; create_full_put_path on; client_max_body_size 0; }
          location /dav { alias \(root)/data/dav; \(dav) }
          location /closed { alias \(root)/data/dav; \(dav) auth_basic x; auth_basic_user_file \(root)/users; }
          location /locked/ { alias \(root)/data/plain/; dav_methods PUT; create_full_put_path on; client_max_body_size 0; auth_basic x; auth_basic_user_file \(root)/users; }
          location /token { alias \(root)/data/dav; \(dav) if ($allowed = 0) { return 401; } }
          location /header/ { alias \(root)/data/plain/; dav_methods PUT; create_full_put_path on; client_max_body_size 0; if ($allowed = 0) { return 401; } }
      """
    var servers = "server { listen 127.0.0.1:\(ports[0]) backlog=512; \(locations) }\n"
    if let certificates {
      let tls =
        "ssl_certificate \(certificates.server); ssl_certificate_key \(certificates.serverKey);"
      servers += "server { listen 127.0.0.1:\(ports[1]) ssl http2 backlog=512; \(tls) \(locations) }\n"
      servers += "server { listen 127.0.0.1:\(ports[2]) ssl backlog=512; \(tls) "
      servers += "ssl_client_certificate \(certificates.authority); ssl_verify_client on; \(locations) }\n"
    }
    return """
      load_module \(modules);
      daemon off;
      \(getuid() == 0 ? "user root;" : "")
      worker_processes 1;
      pid \(root)/pid;
      events { worker_connections 512; }
      http {
        access_log \(root)/access;
        client_body_temp_path \(root)/temp/body;
        proxy_temp_path \(root)/temp/proxy;
        fastcgi_temp_path \(root)/temp/fastcgi;
        uwsgi_temp_path \(root)/temp/uwsgi;
        scgi_temp_path \(root)/temp/scgi;
        keepalive_requests 1000000;
        map "$http_x_token$http_authorization" $allowed { default 0; "good" 1; "Bearer good" 1; }
        \(servers)
      }

      """
  }

  private static func find(_ paths: [String]) -> String? {
    paths.first { FileManager.default.fileExists(atPath: $0) }
  }

  /// A port nobody listens on at this moment.
  public static func freePort() throws -> Int {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(listener) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let found = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, size) == 0 && getsockname(listener, $0, &size) == 0
      }
    }
    guard found else { throw SpawnError(description: "no free port") }
    return Int(UInt16(bigEndian: address.sin_port))
  }

  /// Waits until it takes connections; false when it ended instead.
  static func answers(_ port: Int, _ pid: pid_t) -> Bool {
    while true {
      var status: Int32 = 0
      if waitpid(pid, &status, WNOHANG) == pid { return false }
      let connection = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      defer { close(connection) }
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = in_port_t(port).bigEndian
      address.sin_addr.s_addr = inet_addr("127.0.0.1")
      let connected = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(connection, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
      }
      if connected { return true }
      usleep(10_000)
    }
  }
}

/// Runs `body` beside an nginx of its own.
@discardableResult
public func withWebServer<R>(_ body: (WebServer, Scratch) throws -> R) throws -> R {
  try withScratch("web") { scratch in
    let server = try WebServer(in: scratch)
    defer { server.stop() }
    return try body(server, scratch)
  }
}

/// The same with TLS.
@discardableResult
public func withSecureWebServer<R>(_ body: (WebServer, Certificates, Scratch) throws -> R) throws -> R {
  try withScratch("web") { scratch in
    let certificates = try Certificates(in: scratch)
    let server = try WebServer(in: scratch, certificates: certificates)
    defer { server.stop() }
    return try body(server, certificates, scratch)
  }
}
