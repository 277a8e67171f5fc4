import Glibc
import Hashing
import Synchronization

/// Hashes the pieces of one stream in order, on a second thread when there is one.
///
/// The reader takes a free piece, fills it and puts it; a helper hashes behind it. Should the helper never come
/// (the system refused a thread), the reader hashes by itself once all pieces are taken.
// Unchecked: pieces change hands through the lock; only their present owner touches them.
final class PieceHasher: @unchecked Sendable {
  static let pieceSize = 512 << 10
  private static let ring = 8

  private enum Role { static let open = 0, helper = 1, reader = 2 }

  private let pieces: UnsafeMutableRawBufferPointer
  private let lengths: UnsafeMutablePointer<Int>
  private let free: UnsafeMutablePointer<sem_t>
  private let filled: UnsafeMutablePointer<sem_t>
  private let role = Atomic<Int>(Role.open)
  /// The reader's.
  private var produced = 0
  /// Whoever has the role of hashing.
  private var consumed = 0
  private var hash: StreamingHash
  /// For tests: lets the helper fall behind.
  var beforeEachPiece: (@Sendable () -> Void)?
  /// Bytes hashed; read it after the end.
  private(set) var count: Int64 = 0

  init(_ algorithm: HashAlgorithm, expectedBytes: Int64) {
    hash = StreamingHash(algorithm, expectedBytes: expectedBytes)
    pieces = .allocate(byteCount: Self.ring * Self.pieceSize, alignment: 64)
    lengths = .allocate(capacity: Self.ring)
    free = .allocate(capacity: 1)
    filled = .allocate(capacity: 1)
    sem_init(free, 0, UInt32(Self.ring))
    sem_init(filled, 0, 0)
  }

  deinit {
    sem_destroy(free)
    sem_destroy(filled)
    free.deallocate()
    filled.deallocate()
    lengths.deallocate()
    pieces.deallocate()
  }

  // MARK: The reader

  /// There will be no helper.
  func workAlone() { _ = role.compareExchange(expected: Role.open, desired: Role.reader, ordering: .relaxed) }

  /// A piece to fill; waits for the helper when it is behind.
  func freePiece() -> UnsafeMutableRawBufferPointer {
    if sem_trywait(free) != 0, !claim() { Self.wait(free) }
    return piece(produced)
  }

  /// The piece is filled (a length of 0 is fine). Its bytes stay until the next ``freePiece()``.
  func put(_ length: Int) {
    lengths[produced % Self.ring] = length
    produced += 1
    if role.load(ordering: .relaxed) == Role.reader { drain() } else { sem_post(filled) }
  }

  /// No more pieces.
  func end() {
    if claim() { return }
    // The mark takes a place like any piece: that of one not hashed yet must not be overwritten.
    Self.wait(free)
    lengths[produced % Self.ring] = -1
    sem_post(filled)
  }

  /// After ``end()``, and after the helper has ended.
  func digest() -> Digest { hash.finish() }

  /// Takes over the hashing if nobody has it; true when the reader has it.
  private func claim() -> Bool {
    let result = role.compareExchange(
      expected: Role.open, desired: Role.reader, ordering: .acquiringAndReleasing)
    if result.exchanged { drain() }
    return result.original != Role.helper
  }

  private func drain() {
    while consumed < produced { hashNext() }
  }

  // MARK: The helper

  /// Hashes until the end.
  func help() {
    let result = role.compareExchange(
      expected: Role.open, desired: Role.helper, ordering: .acquiringAndReleasing)
    guard result.exchanged else { return }
    while true {
      Self.wait(filled)
      beforeEachPiece?()
      if lengths[consumed % Self.ring] < 0 { return }
      hashNext()
      sem_post(free)
    }
  }

  private func hashNext() {
    let slot = consumed
    let length = lengths[slot % Self.ring]
    hash.update(UnsafeRawBufferPointer(rebasing: piece(slot)[..<length]))
    count += Int64(length)
    consumed += 1
  }

  private func piece(_ index: Int) -> UnsafeMutableRawBufferPointer {
    let start = index % Self.ring * Self.pieceSize
    return UnsafeMutableRawBufferPointer(rebasing: pieces[start..<start + Self.pieceSize])
  }

  private static func wait(_ semaphore: UnsafeMutablePointer<sem_t>) {
    // Only a signal ends the wait early.
    while sem_wait(semaphore) != 0 {}
  }
}
