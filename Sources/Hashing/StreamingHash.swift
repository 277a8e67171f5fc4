import CCrypto
import CHashing

/// One stream hashed piece by piece, with any algorithm.
///
/// ```swift
/// var hash = StreamingHash(.md5)
/// hash.update(header)
/// hash.update(body)
/// let digest = hash.finish()
/// ```
public struct StreamingHash: ~Copyable {
  private enum Engine {
    case md5(cairn_md5)
    case sha256(cairn_sha256)
    case dos2Unix(Dos2UnixHash)
    case blake3(Blake3)
    case library(LibraryDigest)
  }

  /// From here on libcrypto pays for being opened (about a millisecond).
  static let libraryThreshold = 8 << 20

  private var engine: Engine

  /// - Parameter expectedBytes: how much will come, if known: long streams are given to libcrypto, which is
  ///   faster than portable C at one stream. A wrong guess costs speed only.
  public init(_ algorithm: HashAlgorithm, expectedBytes: Int64 = 0) {
    self.init(algorithm, useLibrary: expectedBytes >= Int64(Self.libraryThreshold))
  }

  init(_ algorithm: HashAlgorithm, useLibrary: Bool) {
    if useLibrary, let digest = LibraryDigest(algorithm) {
      engine = .library(digest)
      return
    }
    switch algorithm {
    case .md5:
      var md5 = cairn_md5()
      cairn_md5_init(&md5)
      engine = .md5(md5)
    case .sha256:
      var sha = cairn_sha256()
      cairn_sha256_init(&sha)
      engine = .sha256(sha)
    case .md5Dos2Unix: engine = .dos2Unix(Dos2UnixHash())
    case .blake3: engine = .blake3(Blake3())
    }
  }

  /// Whether libcrypto does the work.
  var usesLibrary: Bool { if case .library = engine { true } else { false } }

  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress, !bytes.isEmpty else { return }
    switch engine {
    case .md5(var md5):
      cairn_md5_update(&md5, start, bytes.count)
      engine = .md5(md5)
    case .sha256(var sha):
      cairn_sha256_update(&sha, start, bytes.count)
      engine = .sha256(sha)
    case .dos2Unix(var hash):
      hash.update(bytes)
      engine = .dos2Unix(hash)
    case .blake3(let hash): hash.update(bytes)
    case .library(let digest): digest.update(bytes)
    }
  }

  public mutating func update(_ bytes: some Collection<UInt8>) {
    if bytes.withContiguousStorageIfAvailable({ update(UnsafeRawBufferPointer($0)) }) == nil {
      Array(bytes).withUnsafeBytes { update($0) }
    }
  }

  /// The digest of all that came. Nothing may follow.
  public mutating func finish() -> Digest {
    withUnsafeTemporaryAllocation(byteCount: 32, alignment: 8) { out in
      var length = 16
      let bytes = out.assumingMemoryBound(to: UInt8.self)
      switch engine {
      case .md5(var md5): cairn_md5_finish(&md5, bytes.baseAddress)
      case .sha256(var sha):
        cairn_sha256_finish(&sha, bytes.baseAddress)
        length = 32
      case .dos2Unix(var hash): return hash.finish()
      case .blake3(let hash):
        hash.finish(bytes)
        length = 32
      case .library(let digest): length = digest.finish(bytes)
      }
      return Digest(bytes: UnsafeRawBufferPointer(rebasing: out[..<length]))
    }
  }
}

/// libcrypto's context, freed with its owner.
final class LibraryDigest {
  private let context: OpaquePointer
  private let byteCount: Int

  /// nil when libcrypto is not there or refuses the algorithm.
  init?(_ algorithm: HashAlgorithm) {
    let code: Int
    switch algorithm {
    case .md5: code = cairn_crypto_md5
    case .sha256: code = cairn_crypto_sha256
    case .md5Dos2Unix, .blake3: return nil
    }
    guard let context = cairn_crypto_new(Int32(code)) else { return nil }
    self.context = context
    byteCount = algorithm.byteCount
  }

  deinit { cairn_crypto_free(context) }

  func update(_ bytes: UnsafeRawBufferPointer) {
    let done = cairn_crypto_update(context, bytes.baseAddress, bytes.count)
    // A digest that has begun cannot fail short of broken memory; a wrong name for an object must not go on.
    precondition(done == 1, "libcrypto refused to go on with a digest")
  }

  func finish(_ out: UnsafeMutableBufferPointer<UInt8>) -> Int {
    let done = cairn_crypto_finish(context, out.baseAddress)
    precondition(done == 1, "libcrypto refused to finish a digest")
    return byteCount
  }
}

/// BLAKE3's stack of subtrees is nearly 2 KB: it stands on the heap and is not copied about.
final class Blake3 {
  private var state = cairn_blake3()

  init() { cairn_blake3_init(&state) }

  func update(_ bytes: UnsafeRawBufferPointer) { cairn_blake3_update(&state, bytes.baseAddress, bytes.count) }

  func finish(_ out: UnsafeMutableBufferPointer<UInt8>) { cairn_blake3_finish(&state, out.baseAddress) }
}
