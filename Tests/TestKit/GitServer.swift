import Foundation

/// git's own HTTP backend behind the small CGI server of Python's library, on a port of its own on 127.0.0.1.
public final class GitServer: Sendable {
  public let url: String
  private let pid: pid_t

  /// - Parameter root: the directory whose bare repositories are served, for reading.
  public init(of root: String) throws {
    let script = """
      import http.server, os, subprocess, sys
      root, port = sys.argv[1], int(sys.argv[2])
      class Handler(http.server.BaseHTTPRequestHandler):
          def log_message(self, *words): pass
          def answer(self):
              path, _, query = self.path.partition("?")
              body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
              variables = {"PATH": os.environ["PATH"], "GIT_PROJECT_ROOT": root, "GIT_HTTP_EXPORT_ALL": "1",
                  "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*",
                  "PATH_INFO": path, "QUERY_STRING": query, "REQUEST_METHOD": self.command,
                  "CONTENT_TYPE": self.headers.get("Content-Type") or "", "CONTENT_LENGTH": str(len(body)),
                  "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding") or "",
                  "GIT_PROTOCOL": self.headers.get("Git-Protocol") or ""}
              out = subprocess.run(["git", "http-backend"], input=body, env=variables, capture_output=True).stdout
              head, _, rest = out.partition(b"\\r\\n\\r\\n")
              lines = [line.split(": ", 1) for line in head.decode().split("\\r\\n") if ": " in line]
              status = dict(lines).get("Status", "200 OK")
              self.send_response(int(status.split()[0]))
              for name, value in lines:
                  if name != "Status": self.send_header(name, value)
              self.send_header("Content-Length", str(len(rest)))
              self.end_headers()
              self.wfile.write(rest)
          do_GET = do_POST = answer
      http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()
      """
    for _ in 0..<20 {
      let port = try WebServer.freePort()
      var child: pid_t = 0
      let words: [String] = ["/usr/bin/env", "python3", "-c", script, root, "\(port)"]
      let copies: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
      let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
      let settings: [String] = ["PATH=\(path)", "HOME=/nonexistent"]
      let variables: [UnsafeMutablePointer<CChar>?] = settings.map { strdup($0) } + [nil]
      defer { (copies + variables).forEach { free($0) } }
      var actions = posix_spawn_file_actions_t()
      posix_spawn_file_actions_init(&actions)
      defer { posix_spawn_file_actions_destroy(&actions) }
      for fd in Int32(0)...2 { posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", O_RDWR, 0) }
      let failure = spawnGate.withLock { _ in
        posix_spawn(&child, words[0], &actions, nil, copies, variables)
      }
      guard failure == 0 else {
        throw SpawnError(description: "python3: \(String(cString: strerror(failure)))")
      }
      if WebServer.answers(port, child) {
        url = "http://127.0.0.1:\(port)"
        pid = child
        return
      }
    }
    throw SpawnError(description: "the git server does not start")
  }

  public func stop() {
    // The runner blocks SIGTERM, and so do its children.
    kill(pid, SIGKILL)
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
  }
}
