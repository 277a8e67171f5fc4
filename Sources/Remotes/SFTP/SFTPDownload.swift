import Objects
import Transport

/// Receives one file, several pieces on the way at once, handed on in order.
final class SFTPDownload {
  private let connection: SFTPConnection
  private let path: String
  private let makeSink: (_ size: Int64?) throws -> any SFTPSink
  private let ended: (Result<Int64, any Error>) -> Void
  private var sink: (any SFTPSink)?

  private var handle: [UInt8] = []
  private var size: Int64?
  private var hasEnded = false
  private var asked: Int64 = 0
  private var delivered: Int64 = 0
  /// Pieces that came before those in front of them.
  private var early: [Int64: [UInt8]] = [:]
  private var outstanding = 0
  private var isAtEnd = false
  private var failure: (any Error)?

  /// - Parameters:
  ///   - makeSink: called when the file is open, with its size as the server says it; what it or the sink throws ends
  ///     the download.
  ///   - ended: called once, with the file's bytes.
  init(
    _ connection: SFTPConnection, _ path: String,
    makeSink: @escaping (_ size: Int64?) throws -> any SFTPSink,
    ended: @escaping (Result<Int64, any Error>) -> Void
  ) {
    self.connection = connection
    self.path = path
    self.makeSink = makeSink
    self.ended = ended
  }

  func start() {
    // The answers come in the order of the questions, or near enough: the size is only a hint.
    connection.stat(path) { [self] reply in
      if case .attributes(let attributes) = reply { size = attributes.size }
    }
    connection.open(path, .read) { [self] reply in
      guard case .handle(let handle) = reply else {
        return ended(.failure(SFTPFailure.error(reply, "read", path, connection)))
      }
      self.handle = handle
      do {
        let sink = try makeSink(size)
        self.sink = sink
        asked = sink.start
        delivered = sink.start
        isAtEnd = size.map { $0 <= sink.start } ?? false
      } catch {
        failure = error
        isAtEnd = true
      }
      if isAtEnd { finishWhenAnswered() } else { schedule() }
    }
  }

  /// Asks for the next pieces. Without a size one at a time, until the server says that this was the end.
  private func schedule() {
    let piece = connection.pieceSize
    let count = Int(min(Int64(piece), size.map { $0 - asked } ?? Int64(piece)))
    guard count > 0 else { return }
    outstanding += 1
    let offset = asked
    asked += Int64(count)
    connection.whenRoom(count) { [self] in
      guard failure == nil, !isAtEnd else {
        connection.releaseRoom(count)
        outstanding -= 1
        return finishWhenAnswered()
      }
      ask(offset, count)
      if let size, asked < size { schedule() }
    }
  }

  private func ask(_ offset: Int64, _ count: Int) {
    connection.read(handle, at: offset, count) { [self] reply in
      outstanding -= 1
      switch reply {
      case .data(let bytes) where !bytes.isEmpty && bytes.count <= count:
        arrived(bytes, at: offset)
        if bytes.count < count, failure == nil {
          // A server may give less than it was asked for.
          outstanding += 1
          let rest = count - bytes.count
          connection.whenRoom(rest) { [self] in ask(offset + Int64(bytes.count), rest) }
        } else if delivered == size {
          isAtEnd = true
        } else if outstanding == 0, failure == nil {
          schedule()
        }
      case .status(SFTPStatus.endOfFile, _): isAtEnd = true
      default: failure = failure ?? SFTPFailure.error(reply, "read", path, connection)
      }
      finishWhenAnswered()
    }
  }

  private func arrived(_ bytes: UnsafeRawBufferPointer, at offset: Int64) {
    guard failure == nil else { return }
    guard offset == delivered else {
      early[offset] = Array(bytes)
      return
    }
    do {
      try sink?.receive(bytes)
      delivered += Int64(bytes.count)
      while let next = early.removeValue(forKey: delivered) {
        try next.withUnsafeBytes { try sink?.receive($0) }
        delivered += Int64(next.count)
      }
    } catch {
      failure = error
    }
  }

  private func finishWhenAnswered() {
    guard outstanding == 0, isAtEnd || failure != nil, !hasEnded else { return }
    hasEnded = true
    connection.close(handle)
    if let failure { return end(.failure(failure)) }
    connection.repeatUntilTrue { [self] in
      do {
        guard try sink?.finish(delivered) != false else { return false }
        end(.success(delivered))
      } catch {
        end(.failure(error))
      }
      return true
    }
  }

  private func end(_ result: Result<Int64, any Error>) {
    // Before anybody hears of it: what it holds is free then.
    sink = nil
    ended(result)
  }
}
