import CHashing

/// Digests of bytes that are in memory.
public enum Hash {
  public static func digest(_ bytes: UnsafeRawBufferPointer, _ algorithm: HashAlgorithm = .md5) -> Digest {
    var hash = StreamingHash(algorithm, expectedBytes: Int64(bytes.count))
    hash.update(bytes)
    return hash.finish()
  }

  public static func digest(_ bytes: [UInt8], _ algorithm: HashAlgorithm = .md5) -> Digest {
    bytes.withUnsafeBytes { digest($0, algorithm) }
  }

  public static func digest(_ text: String, _ algorithm: HashAlgorithm = .md5) -> Digest {
    var text = text
    return text.withUTF8 { digest(UnsafeRawBufferPointer($0), algorithm) }
  }

  /// md5 of many buffers at once, in lanes: the k-th digest is the k-th buffer's.
  public static func md5(many buffers: [[UInt8]]) -> [Digest] {
    // One arena, so that every buffer has an address for the whole batch.
    let arena = buffers.flatMap { $0 }
    return arena.withUnsafeBytes { bytes in
      var batch = MD5Batch(capacity: buffers.count)
      var offset = 0
      for buffer in buffers {
        batch.add(UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + buffer.count]))
        offset += buffer.count
      }
      batch.run()
      return (0..<buffers.count).map { batch.digest($0) }
    }
  }

  /// HMAC-SHA256 (RFC 2104), as request signing needs it.
  public static func hmacSHA256(key: [UInt8], _ message: some Collection<UInt8>) -> Digest {
    var block = key
    if block.count > 64 {
      let digest = digest(key, .sha256)
      block = (0..<32).map { digest[$0] }
    }
    block += [UInt8](repeating: 0, count: 64 - block.count)
    var inner = StreamingHash(.sha256)
    inner.update(block.map { $0 ^ 0x36 })
    inner.update(message)
    let innerDigest = inner.finish()
    var outer = StreamingHash(.sha256)
    outer.update(block.map { $0 ^ 0x5c })
    outer.update((0..<32).map { innerDigest[$0] })
    return outer.finish()
  }
}
