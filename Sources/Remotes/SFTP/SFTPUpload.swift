import CSystem
import Files
import Glibc
import Hashing
import Objects
import Transport

/// Sends one file: to a temporary beside its place, which gets the name when every byte is there and was the right one.
final class SFTPUpload {
  private let connection: SFTPConnection
  private let source: String
  private let target: String
  private let temporary: String
  /// What the bytes must hash to; nil for plain files.
  private let id: ObjectID?
  private let syncs: Bool
  private let ended: (Result<Int64, any Error>) -> Void

  private var file: Int32 = -1
  private var hash: StreamingHash
  /// Of a large file, by the thread beside.
  private var grown: GrowingHash?
  private let thread: HashThread?
  private var handle: [UInt8] = []
  private var offset: Int64 = 0
  private var outstanding = 0
  private var isRead = false
  private var failure: (any Error)?

  /// - Parameters:
  ///   - thread: hashes large files.
  ///   - ended: called once, with the bytes sent.
  init(
    _ connection: SFTPConnection, from source: String, to target: String, id: ObjectID?,
    _ thread: HashThread?, syncs: Bool,
    ended: @escaping (Result<Int64, any Error>) -> Void
  ) {
    self.connection = connection
    self.source = source
    self.target = target
    self.id = id
    self.thread = thread
    self.syncs = syncs
    self.ended = ended
    var random: UInt64 = 0
    _ = sys_random(&random, 8)
    temporary = Paths.join(
      Paths.parent(target), ".\(Paths.name(target)).\(String(random, radix: 36)).tmp")
    hash = StreamingHash(id?.algorithm ?? .md5)
  }

  deinit {
    grown?.abandon()
    if file >= 0 { _ = sys_close(file) }
  }

  func start() {
    file = source.withCString { sys_open($0, O_RDONLY, 0) }
    var info = sys_info()
    let result = file < 0 ? file : sys_fstat(file, &info)
    if result < 0 { return ended(.failure(missing(-result))) }
    if let id {
      if let thread, info.size >= PartialSink.smallest {
        let grown = GrowingHash(
          descriptor: file, algorithm: id.algorithm, available: info.size, total: info.size)
        thread.add(grown)
        self.grown = grown
      } else {
        hash = StreamingHash(id.algorithm, expectedBytes: info.size)
      }
    }
    connection.open(temporary, .create) { [self] reply in
      guard case .handle(let handle) = reply else {
        return ended(.failure(SFTPFailure.error(reply, "create", target, connection)))
      }
      self.handle = handle
      schedule()
    }
  }

  private func missing(_ errno: Int32) -> any Error {
    if errno == ENOENT, let id { return StoreError.missing(id) }
    return FileError("read", source, errno: errno)
  }

  private func schedule() {
    let most = connection.pieceSize
    connection.whenRoom(most) { [self] in
      let count = failure == nil ? sendPiece(most) : 0
      connection.releaseRoom(most - count)
      if count > 0 { return schedule() }
      isRead = true
      finishWhenAnswered()
    }
  }

  /// Reads the next piece and sends it.
  /// - Returns: its bytes; 0 at the end or when it can't be read.
  private func sendPiece(_ most: Int) -> Int {
    withUnsafeTemporaryAllocation(byteCount: most, alignment: 8) { buffer in
      let count = sys_read(file, buffer.baseAddress, most)
      guard count > 0 else {
        if count < 0 { failure = FileError("read", source, errno: Int32(-count)) }
        return 0
      }
      let piece = UnsafeRawBufferPointer(rebasing: buffer[..<count])
      if grown == nil, id != nil { hash.update(piece) }
      outstanding += 1
      connection.write(handle, at: offset, piece) { [self] reply in
        outstanding -= 1
        if let error = SFTPFailure.of(reply, "write", target, connection) { failure = failure ?? error }
        finishWhenAnswered()
      }
      offset += Int64(count)
      return count
    }
  }

  private func finishWhenAnswered() {
    guard isRead, outstanding == 0 else { return }
    guard failure == nil, let grown else { return verify(nil) }
    connection.repeatUntilTrue { [self] in
      thread?.standIn()
      guard let digest = grown.digest else { return false }
      verify(digest)
      return true
    }
  }

  private func verify(_ grown: Result<Digest, any Error>?) {
    if failure == nil, let id {
      do {
        let found = try grown?.get() ?? hash.finish()
        if found != id.digest { failure = StoreError.corrupt(id, found: found, path: source) }
      } catch {
        failure = error
      }
    }
    if failure == nil, syncs {
      connection.sync(handle) { [self] reply in
        failure = SFTPFailure.of(reply, "sync", target, connection)
        close()
      }
    } else {
      close()
    }
  }

  private func close() {
    connection.close(handle) { [self] reply in
      if failure == nil { failure = SFTPFailure.of(reply, "write", target, connection) }
      if let failure { return giveUp(failure) }
      connection.rename(temporary, to: target) { [self] reply in
        guard let error = SFTPFailure.of(reply, "rename", target, connection) else {
          return ended(.success(offset))
        }
        // A server that can't replace: somebody else was quicker, with the same bytes.
        connection.stat(target) { [self] reply in
          if case .attributes(let there) = reply, there.size == offset {
            connection.remove(temporary) { _ in }
            ended(.success(offset))
          } else {
            giveUp(error)
          }
        }
      }
    }
  }

  private func giveUp(_ error: any Error) {
    connection.remove(temporary) { _ in }
    ended(.failure(error))
  }
}

/// What a status says, as an error of ours.
enum SFTPFailure {
  /// nil when all is well.
  static func of(
    _ reply: SFTPReply, _ action: String, _ path: String, _ connection: SFTPConnection
  ) -> TransportError? {
    if case .status(SFTPStatus.ok, _) = reply { return nil }
    if case .extended = reply { return nil }
    return error(reply, action, path, connection)
  }

  static func error(
    _ reply: SFTPReply, _ action: String, _ path: String, _ connection: SFTPConnection
  ) -> TransportError {
    var cause = TransportError.Cause.badAnswer
    var words = "an unexpected answer"
    if case .status(let code, let message) = reply {
      words = message.isEmpty ? "status \(code)" : message
      switch code {
      case SFTPStatus.noSuchFile: cause = .notFound
      case SFTPStatus.permissionDenied: cause = .denied
      case SFTPStatus.connectionLost: cause = .reset
      default: cause = .other(Int(code))
      }
    }
    return TransportError(
      cause, method: action, url: connection.settings.place + path, message: "can't \(action): \(words)")
  }
}
