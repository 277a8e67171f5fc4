import Testing

@testable import Hashing

/// The definition of formats §2.7 in its plainest form.
private func reference(_ bytes: [UInt8]) -> Digest {
  var out: [UInt8] = []
  var start = 0
  while start < bytes.count {
    let chunk = bytes[start..<min(start + (1 << 20), bytes.count)]
    start = chunk.endIndex
    guard Dos2UnixHash.looksLikeText(Array(chunk.prefix(512))) else {
      out += chunk
      continue
    }
    var i = chunk.startIndex
    while i < chunk.endIndex {
      if chunk[i] == 13, i + 1 < chunk.endIndex, chunk[i + 1] == 10 { i += 1 }
      out.append(chunk[i])
      i += 1
    }
  }
  return Hash.digest(out)
}

@Test func crlfOfTextIsDropped() {
  #expect(Hash.digest("x\r\ny\r\n", .md5Dos2Unix) == Hash.digest("x\ny\n"))
  #expect(Hash.digest("x\r\r\n\ny\r", .md5Dos2Unix) == Hash.digest("x\r\n\ny\r"))
  #expect(Hash.digest("", .md5Dos2Unix) == Hash.digest(""))
  #expect(Hash.digest("a\0\r\n", .md5Dos2Unix) == Hash.digest("a\0\r\n"))
}

@Test func thirtyPercentIsStillText() {
  #expect(Dos2UnixHash.looksLikeText([1, 2, 3] + [UInt8](repeating: 65, count: 7)))
  #expect(!Dos2UnixHash.looksLikeText([1, 2, 3, 4] + [UInt8](repeating: 65, count: 6)))
  #expect(Dos2UnixHash.looksLikeText([9, 10, 12, 13, 8]))
  #expect(!Dos2UnixHash.looksLikeText([0x7f, 0xc3]))
}

@Test func onlyTheHeadIsJudged() {
  let text = [UInt8](repeating: 65, count: 512)
  #expect(Hash.digest(text + [0, 13, 10], .md5Dos2Unix) == Hash.digest(text + [0, 10]))
  #expect(
    Hash.digest(Array(text.dropLast()) + [0, 13, 10], .md5Dos2Unix)
      == Hash.digest(Array(text.dropLast()) + [0, 13, 10]))
}

@Test func crlfAcrossChunksStays() {
  let first = [UInt8](repeating: 65, count: (1 << 20) - 1) + [13]
  #expect(Hash.digest(first + [10, 66], .md5Dos2Unix) == Hash.digest(first + [10, 66]))
  let binary = [UInt8](repeating: 0, count: 1 << 20)
  #expect(Hash.digest(binary + [13, 10], .md5Dos2Unix) == Hash.digest(binary + [10]))
}

@Test(arguments: 0..<8)
func randomTextAgreesWithDefinition(seed: Int) {
  var noise = Noise(state: UInt64(seed))
  let alphabet: [UInt8] = [13, 10, 65, 13, 10, 0xe9]
  let count = [0, 1, 511, 512, 513, 4000, 1 << 20, (1 << 20) + 700][seed]
  var message = (0..<count).map { _ in alphabet[noise.below(alphabet.count)] }
  if seed % 3 == 0, !message.isEmpty { message[0] = 0 }
  var hash = StreamingHash(.md5Dos2Unix)
  var rest = message[...]
  while !rest.isEmpty {
    let piece = 1 + noise.below(100_000)
    hash.update(rest.prefix(piece))
    rest = rest.dropFirst(piece)
  }
  #expect(hash.finish() == reference(message))
}
