import Testing

@testable import Hashing

/// Published values: the input is 0, 1, … 250, 0, 1, … (test_vectors.json of the BLAKE3 specification).
private let published: [(Int, String)] = [
  (0, "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262"),
  (1, "2d3adedff11b61f14c886e35afa036736dcd87a74d27b5c1510225d0f592e213"),
  (64, "4eed7141ea4a5cd4b788606bd23f46e212af9cacebacdc7d1f4c6dc7f2511b98"),
  (65, "de1e5fa0be70df6d2be8fffd0e99ceaa8eb6e8c93a63f2d8d1c30ecb6b263dee"),
  (1024, "42214739f095a406f3fc83deb889744ac00df831c10daa55189b5d121c855af7"),
  (1025, "d00278ae47eb27b34faecf67b4fe263f82d5412916c1ffd97c8cb7fb814b8444"),
  (2048, "e776b6028c7cd22a4d0ba182a8bf62205d2ef576467e838ed6f2529b85fba24a"),
  (8192, "aae792484c8efe4f19e2ca7d371d8c467ffb10748d8a5a1ae579948f718a2a63"),
  (8193, "bab6c09cb8ce8cf459261398d2e7aef35700bf488116ceb94a36d0f5f1b7bc3b"),
  (16385, "1dabe216be2578830263b049de1639f39f05a4da616b9b78c7a5e4e41662fd1f"),
  (31744, "62b6960e1a44bcc1eb1a611a8d6235b6b4b78f32e7abc4fb4c6cdcce94895c47"),
  (102400, "bc3e3d41a1146b069abffad3c0d44860cf664390afce4d9661f7902e7943e085"),
]

private func input(_ count: Int) -> [UInt8] { (0..<count).map { UInt8($0 % 251) } }

@Test func blake3GivesPublishedDigests() {
  for (count, digest) in published {
    #expect(Hash.digest(input(count), .blake3).hex(byteCount: 32) == digest, "\(count) bytes")
  }
}

@Test func blake3DoesNotCareAboutPieces() {
  // Small pieces never fill eight chunks at once, so the portable code is held against the lanes.
  let bytes = input(102_400)
  for size in [1, 63, 64, 1000, 1024, 8191, 8192, 20_000] {
    var hash = StreamingHash(.blake3)
    for start in stride(from: 0, to: bytes.count, by: size) {
      hash.update(bytes[start..<min(start + size, bytes.count)])
    }
    #expect(hash.finish() == Hash.digest(bytes, .blake3), "pieces of \(size)")
  }
}
