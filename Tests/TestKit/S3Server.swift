import Foundation
import Synchronization

/// SeaweedFS, a distributed object store with an S3 interface, all of it in one process on 127.0.0.1. It checks
/// signatures. One for all tests of a process: each takes a bucket or a prefix of its own. It ends with the process.
public final class S3Server: Sendable {
  /// May do everything.
  public static let key = (
    id: variable("CAIRN_S3_KEY") ?? "testkey", secret: variable("CAIRN_S3_SECRET") ?? "testsecret"
  )
  /// May read and list.
  public static let reader = (id: "readkey", secret: "readsecret")

  public let url: String

  private static let running = Mutex<S3Server?>(nil)

  private static func variable(_ name: String) -> String? { ProcessInfo.processInfo.environment[name] }

  /// The one of this process, started when first asked for; or the one at `CAIRN_S3_URL`, to try the suite on another
  /// kind of store, with the keys `CAIRN_S3_KEY` and `CAIRN_S3_SECRET`.
  public static func shared() throws -> S3Server {
    try running.withLock { running in
      if let running { return running }
      if let url = variable("CAIRN_S3_URL") {
        let server = S3Server(url: url)
        running = server
        return server
      }
      let server = try S3Server(in: FileManager.default.temporaryDirectory.path + "/cairn-s3-\(getpid())")
      running = server
      return server
    }
  }

  /// Environment variables for a client.
  public func variables(_ key: (id: String, secret: String) = S3Server.key) -> [String: String] {
    ["AWS_ACCESS_KEY_ID": key.id, "AWS_SECRET_ACCESS_KEY": key.secret, "AWS_EC2_METADATA_DISABLED": "true"]
  }

  private init(url: String) { self.url = url }

  private init(in directory: String) throws {
    let weed = try Self.program()
    try FileManager.default.createDirectory(
      atPath: directory + "/data", withIntermediateDirectories: true)
    try Self.identities.write(toFile: directory + "/s3.json", atomically: true, encoding: .utf8)
    // Somebody else may take a port between the choice and the start.
    for _ in 0..<10 {
      let ports = try (0..<8).map { _ in try WebServer.freePort() }
      let words = [
        "server", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-dir=\(directory)/data", "-volume.max=1000",
        "-volume.minFreeSpace=1MiB", "-master.volumeSizeLimitMB=64", "-master.port=\(ports[0])",
        "-master.port.grpc=\(ports[1])", "-volume.port=\(ports[2])", "-volume.port.grpc=\(ports[3])",
        "-filer", "-filer.port=\(ports[4])", "-filer.port.grpc=\(ports[5])", "-s3",
        "-s3.port=\(ports[6])", "-s3.port.grpc=\(ports[7])",
        "-s3.port.iceberg=0", "-s3.port.lance=0", "-s3.config=\(directory)/s3.json",
      ]
      if try Self.start(weed, words, directory), Self.answers(ports[6], directory) {
        url = "http://127.0.0.1:\(ports[6])"
        return
      }
    }
    let log = (try? String(contentsOfFile: directory + "/log", encoding: .utf8)) ?? ""
    throw SpawnError(description: "weed does not start: \(log.suffix(2_000))")
  }

  private static let identities = """
    {"identities": [
      {"name": "all", "credentials": [{"accessKey": "\(key.id)", "secretKey": "\(key.secret)"}],
       "actions": ["Admin", "Read", "Write", "List", "Tagging"]},
      {"name": "reader", "credentials": [{"accessKey": "\(reader.id)", "secretKey": "\(reader.secret)"}],
       "actions": ["Read", "List"]}]}
    """

  /// A shell stands between: it ends the server and removes its data when we are gone, however that came.
  private static func start(_ weed: String, _ words: [String], _ directory: String) throws -> Bool {
    let script = """
      "$0" "$@" >"$DIRECTORY/log" 2>&1 &
      server=$!
      echo $server >"$DIRECTORY/pid"
      while kill -0 "$OWNER" 2>/dev/null && kill -0 $server 2>/dev/null; do sleep 0.2; done
      kill -9 $server 2>/dev/null
      kill -0 "$OWNER" 2>/dev/null || rm -rf "$DIRECTORY"
      """
    let arguments = ["sh", "-c", script, weed] + words
    // Each bucket grows by one volume at a time, not by seven; when none is left, every write fails.
    let variables = [
      "WEED_MASTER_VOLUME_GROWTH_COPY_1=1", "OWNER=\(getpid())", "DIRECTORY=\(directory)",
      "PATH=/usr/bin:/bin", "HOME=\(directory)",
    ]
    unlink(directory + "/pid")
    let argv = arguments.map { strdup($0) } + [nil]
    let envp = variables.map { strdup($0) } + [nil]
    defer { (argv + envp).forEach { free($0) } }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // Whoever reads our output must not wait for the server to close it.
    for descriptor in 0...2 as ClosedRange<Int32> {
      posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
    }
    var child: pid_t = 0
    let failure = spawnGate.withLock { _ in posix_spawn(&child, "/bin/sh", &actions, nil, argv, envp) }
    return failure == 0
  }

  /// `CAIRN_S3` names the folder of `weed`; else the newest that `Scripts/python.sh s3` made.
  public static func program(_ name: String = "weed") throws -> String {
    let environment = ProcessInfo.processInfo.environment
    if let folder = environment["CAIRN_S3"] { return folder + "/" + name }
    let cache = environment["XDG_CACHE_HOME"] ?? (environment["HOME"] ?? "") + "/.cache"
    let folder = cache + "/cairn/python"
    for version in ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    where version.hasPrefix("s3-") {
      let program = "\(folder)/\(version)/bin/\(name)"
      if FileManager.default.isExecutableFile(atPath: program) { return program }
    }
    throw MissingProgram(description: "\(name) is not installed in \(folder): run `make stores`")
  }

  /// Waits until it speaks HTTP; false when it ended instead.
  private static func answers(_ port: Int, _ directory: String) -> Bool {
    while true {
      if speaks(port) { return true }
      let text = (try? String(contentsOfFile: directory + "/pid", encoding: .utf8)) ?? ""
      if let pid = pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)), kill(pid, 0) != 0 {
        return false
      }
      usleep(50_000)
    }
  }

  private static func speaks(_ port: Int) -> Bool {
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
    guard connected else { return false }
    let question = Array("GET / HTTP/1.0\r\n\r\n".utf8)
    guard send(connection, question, question.count, Int32(MSG_NOSIGNAL)) == question.count else {
      return false
    }
    var answer = [UInt8](repeating: 0, count: 16)
    return recv(connection, &answer, answer.count, 0) > 0
  }
}
