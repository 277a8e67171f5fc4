import CSystem
import Files
import Glibc

/// One sftp session, many requests on the way at once. For one thread at a time.
///
/// Requests are answered through closures, which run while ``run(concurrency:cancellation:next:)`` waits.
public final class SFTPConnection {
  public typealias Answer = (SFTPReply) -> Void
  /// A piece of work: it makes requests, and calls its argument once when it is done.
  public typealias Job = (_ done: @escaping () -> Void) -> Void

  /// No server answers more at once (`limits@openssh.com` has 256 KiB), and none needs to.
  private static let packetLimit = 1 << 20
  /// Bytes of data asked for or sent and not yet answered.
  private static let window = 8 << 20
  /// What every server takes (draft §3).
  private static let usualPiece = 32 << 10

  public let settings: SSHSettings
  private let process: SSHProcess
  private var outgoing = SFTPWriter()
  /// Two packets of the longest kind: one being read, one behind it.
  private let incoming = UnsafeMutableRawBufferPointer.allocate(
    byteCount: 2 * (SFTPConnection.packetLimit + 4), alignment: 8)
  /// What of `incoming` has come and isn't worked off.
  private var held = 0..<0
  private var answers: [UInt32: Answer] = [:]
  private var nextID: UInt32 = 1
  private var extensions: Set<String> = []
  private var busy = 0
  private var inFlight = 0
  private var waitingForRoom: [(Int, () -> Void)] = []
  private var checks: [() -> Bool] = []
  private var failure: (any Error)?
  private var isGreeted = false
  /// When the last byte went or came, or the first of several questions was asked.
  private var lastMoved = sys_monotonic_ns()

  /// How much one read or write moves, in bytes.
  public private(set) var pieceSize = SFTPConnection.usualPiece

  /// Starts ssh and says hello.
  /// - Throws: ``TransportError``, `Cancelled`.
  public init(_ settings: SSHSettings, cancellation: Cancellation?) throws {
    guard !settings.host.isEmpty, !settings.host.hasPrefix("-") else {
      throw TransportError(.badURL, url: settings.place, message: "no host name")
    }
    self.settings = settings
    process = try SSHProcess(settings)
    outgoing.begin(SFTPKind.initialize)
    outgoing.word(3)
    outgoing.end()
    while !isGreeted { try turn(cancellation) }
    process.isConnected()
    // Servers that are OpenSSH's take more than the 32 KiB of the draft: they show themselves by their extensions.
    if extensions.contains("posix-rename@openssh.com") { pieceSize = 255 << 10 }
  }

  deinit { incoming.deallocate() }

  /// Runs jobs until there are no more, at most so many at once.
  /// - Parameter next: the job to begin now; nil when there is none left.
  /// - Throws: ``TransportError`` when the connection breaks off: jobs on the way are never called back; `Cancelled`.
  public func run(concurrency: Int, cancellation: Cancellation?, next: () throws -> Job?) throws {
    var isDry = false
    while true {
      while busy < concurrency, !isDry {
        guard let job = try next() else {
          isDry = true
          break
        }
        busy += 1
        job { [weak self] in self?.busy -= 1 }
      }
      if busy == 0, isDry { return }
      try turn(cancellation)
    }
  }

  /// One request and its answer.
  public func ask(
    _ cancellation: Cancellation?, _ begin: (@escaping Answer) -> Void, _ handle: @escaping Answer
  ) throws {
    var isAnswered = false
    begin { reply in
      isAnswered = true
      handle(reply)
    }
    while !isAnswered { try turn(cancellation) }
  }

  // MARK: Requests

  /// How a file is opened (draft §6.3).
  public enum OpenMode: UInt32 {
    case read = 0x01
    /// Write, create, and there must be none.
    case create = 0x2a
  }

  public func open(_ path: String, _ mode: OpenMode, _ answer: @escaping Answer) {
    request(SFTPKind.open, answer) {
      $0.text(path)
      $0.word(mode.rawValue)
      $0.word(0)
    }
  }

  public func close(_ handle: [UInt8], _ answer: @escaping Answer = { _ in }) {
    request(SFTPKind.close, answer) { $0.data(handle) }
  }

  /// Call it from ``whenRoom(_:_:)``.
  public func read(_ handle: [UInt8], at offset: Int64, _ count: Int, _ answer: @escaping Answer) {
    request(SFTPKind.read, answer, weight: count) {
      $0.data(handle)
      $0.long(offset)
      $0.word(UInt32(count))
    }
  }

  /// Call it from ``whenRoom(_:_:)``.
  public func write(
    _ handle: [UInt8], at offset: Int64, _ bytes: UnsafeRawBufferPointer, _ answer: @escaping Answer
  ) {
    request(SFTPKind.write, answer, weight: bytes.count) {
      $0.data(handle)
      $0.long(offset)
      $0.data(bytes)
    }
  }

  public func stat(_ path: String, _ answer: @escaping Answer) {
    request(SFTPKind.stat, answer) { $0.text(path) }
  }

  public func remove(_ path: String, _ answer: @escaping Answer) {
    request(SFTPKind.remove, answer) { $0.text(path) }
  }

  public func makeDirectory(_ path: String, _ answer: @escaping Answer) {
    request(SFTPKind.makeDirectory, answer) {
      $0.text(path)
      $0.word(0)
    }
  }

  /// Replaces what is at `target` where the server can.
  public func rename(_ path: String, to target: String, _ answer: @escaping Answer) {
    let extended = "posix-rename@openssh.com"
    let replaces = extensions.contains(extended)
    request(replaces ? SFTPKind.extended : SFTPKind.rename, answer) {
      if replaces { $0.text(extended) }
      $0.text(path)
      $0.text(target)
    }
  }

  /// Makes a file's bytes durable where the server can; answers at once where it can't.
  public func sync(_ handle: [UInt8], _ answer: @escaping Answer) {
    guard extensions.contains("fsync@openssh.com") else {
      return answer(.status(code: SFTPStatus.ok, message: ""))
    }
    request(SFTPKind.extended, answer) {
      $0.text("fsync@openssh.com")
      $0.data(handle)
    }
  }

  public func openDirectory(_ path: String, _ answer: @escaping Answer) {
    request(SFTPKind.openDirectory, answer) { $0.text(path) }
  }

  public func readDirectory(_ handle: [UInt8], _ answer: @escaping Answer) {
    request(SFTPKind.readDirectory, answer) { $0.data(handle) }
  }

  /// Calls `body` when so many bytes may go on the way: at once, or when others have arrived. In order. The body makes
  /// one request of that many bytes, or releases what it doesn't use.
  public func whenRoom(_ bytes: Int, _ body: @escaping () -> Void) {
    if waitingForRoom.isEmpty, inFlight == 0 || inFlight + bytes <= Self.window {
      inFlight += bytes
      body()
    } else {
      waitingForRoom.append((bytes, body))
    }
  }

  /// Calls `check` every few milliseconds while the connection runs, until it says true: for what happens elsewhere.
  public func repeatUntilTrue(_ check: @escaping () -> Bool) {
    if !check() { checks.append(check) }
  }

  /// Gives back room that was not used.
  public func releaseRoom(_ bytes: Int) { inFlight -= bytes }

  private func request(
    _ kind: UInt8, _ answer: @escaping Answer, weight: Int = 0, _ fill: (inout SFTPWriter) -> Void
  ) {
    let id = nextID
    nextID &+= 1
    if answers.isEmpty { lastMoved = sys_monotonic_ns() }
    answers[id] =
      weight == 0
      ? answer
      : { [unowned self] reply in
        inFlight -= weight
        answer(reply)
      }
    outgoing.begin(kind)
    outgoing.word(id)
    fill(&outgoing)
    outgoing.end()
  }

  // MARK: The wire

  /// Waits at most a moment, sends and receives what can be, and hands out answers.
  private func turn(_ cancellation: Cancellation?) throws {
    if let failure { throw failure }
    do {
      try cancellation?.check()
      let ready = process.wait(
        wantsToWrite: outgoing.waiting > 0, milliseconds: checks.isEmpty ? 200 : 2)
      if ready.writes { try send() }
      if ready.reads { try receive() }
      try checkSilence()
      admit()
      if !checks.isEmpty {
        let asked = checks
        checks.removeAll()
        checks = asked.filter { !$0() } + checks
      }
    } catch {
      // Nothing that comes later could be told apart from what was asked before.
      failure = error
      // Their owners hold this connection: it would never end.
      answers.removeAll()
      waitingForRoom.removeAll()
      checks.removeAll()
      throw error
    }
  }

  /// The connection may stand, and the server behind it be stuck.
  private func checkSilence() throws {
    // Before the greeting the user may be asked for something.
    guard !answers.isEmpty || (!isGreeted && !settings.mayAsk) else { return }
    let silence = Double(sys_monotonic_ns() - lastMoved) / 1e9
    guard silence > settings.answerTimeout else { return }
    throw TransportError(
      .timeout, url: settings.place, message: "no answer for \(Int(settings.answerTimeout)) seconds")
  }

  private func admit() {
    while let (bytes, body) = waitingForRoom.first, inFlight == 0 || inFlight + bytes <= Self.window {
      waitingForRoom.removeFirst()
      inFlight += bytes
      body()
    }
  }

  private func send() throws {
    while outgoing.waiting > 0 {
      let sent = outgoing.bytes.withUnsafeBytes { bytes in
        BrokenPipe.quiet {
          sys_write(process.input, bytes.baseAddress.map { $0 + outgoing.sent }, outgoing.waiting)
        }
      }
      if sent == -Int(EAGAIN) { return }
      guard sent > 0 else { throw lost() }
      outgoing.took(sent)
      lastMoved = sys_monotonic_ns()
    }
  }

  private func receive() throws {
    while true {
      if incoming.count - held.upperBound < Self.packetLimit + 4 {
        incoming.copyMemory(from: UnsafeRawBufferPointer(rebasing: incoming[held]))
        held = 0..<held.count
      }
      let room = UnsafeMutableRawBufferPointer(rebasing: incoming[held.upperBound...])
      let count = sys_read(process.output, room.baseAddress, room.count)
      if count == -Int(EAGAIN) { return }
      guard count > 0 else { throw lost() }
      held = held.lowerBound..<held.upperBound + count
      lastMoved = sys_monotonic_ns()
      try workOff()
      if count < room.count { return }
    }
  }

  private func workOff() throws {
    while held.count >= 4 {
      let start = held.lowerBound
      let length = (0..<4).reduce(0) { $0 << 8 | Int(incoming[start + $1]) }
      guard length >= 1, length <= Self.packetLimit else {
        // A login script that prints something comes here.
        throw TransportError(.badAnswer, url: settings.place, message: "the server doesn't speak sftp")
      }
      guard held.count >= 4 + length else { return }
      held = start + 4 + length..<held.upperBound
      try handle(UnsafeRawBufferPointer(rebasing: incoming[start + 4..<start + 4 + length]))
    }
  }

  private func handle(_ packet: UnsafeRawBufferPointer) throws {
    var reader = SFTPReader(packet)
    let bad = TransportError(.badAnswer, url: settings.place, message: "an sftp packet makes no sense")
    guard let kind = reader.byte() else { throw bad }
    guard isGreeted else {
      guard kind == SFTPKind.version, let version = reader.word(), version >= 3 else { throw bad }
      while let name = reader.text(), reader.data() != nil { extensions.insert(name) }
      isGreeted = true
      return
    }
    guard let id = reader.word(), let answer = answers.removeValue(forKey: id),
      let reply = SFTPReply(kind, &reader)
    else { throw bad }
    answer(reply)
  }

  /// The connection is gone: before the greeting it never stood.
  private func lost() -> TransportError {
    let words = process.lastWords()
    if isGreeted { return TransportError(.reset, url: settings.place, message: words) }
    let cause: TransportError.Cause =
      if words.contains("Permission denied") || words.contains("Too many authentication") {
        .denied
      } else if words.contains("Could not resolve") {
        .dns
      } else if words.contains("Host key verification") || words.contains("host key") {
        .tls
      } else {
        .connect
      }
    return TransportError(cause, url: settings.place, message: words)
  }
}
