import CHashing
import Testing

@testable import Hashing

/// The digests of `buffers` in lanes of one width; nil when this processor has no such lanes.
private func inLanes(_ lanes: Int32, _ buffers: [[UInt8]]) -> [Digest]? {
  let arena = buffers.flatMap { $0 }
  return arena.withUnsafeBytes { bytes -> [Digest]? in
    var jobs: [cairn_md5_job] = []
    var offset = 0
    for buffer in buffers {
      var job = cairn_md5_job()
      cairn_md5_job_init(&job)
      job.data = bytes.baseAddress.map { $0.assumingMemoryBound(to: UInt8.self) + offset }
      job.length = buffer.count
      jobs.append(job)
      offset += buffer.count
    }
    guard cairn_md5_many_in_lanes(&jobs, jobs.count, lanes) == 1 else { return nil }
    return jobs.map { Digest(md5State: $0.state) }
  }
}

private func library(_ bytes: [UInt8], _ algorithm: HashAlgorithm) -> Digest? {
  var hash = StreamingHash(algorithm, useLibrary: true)
  guard hash.usesLibrary else { return nil }
  hash.update(bytes)
  return hash.finish()
}

private func portable(_ bytes: [UInt8], _ algorithm: HashAlgorithm) -> Digest {
  var hash = StreamingHash(algorithm, useLibrary: false)
  hash.update(bytes)
  return hash.finish()
}

@Test func libraryIsThere() {
  // Without libcrypto the comparisons below would compare nothing.
  #expect(library([1], .md5) != nil)
  #expect(library([1], .sha256) != nil)
}

@Test func allLengthsAgree() {
  var noise = Noise(state: 1)
  let messages = (0...300).map { noise.bytes($0) }
  let expected = messages.map { library($0, .md5) }
  #expect(messages.map { portable($0, .md5) } == expected)
  for lanes: Int32 in [1, 8, 16] where lanes <= cairn_md5_widest_lanes() {
    #expect(inLanes(lanes, messages) == expected.compactMap { $0 })
  }
  #expect(Hash.md5(many: messages) == expected.compactMap { $0 })
  #expect(messages.map { portable($0, .sha256) } == messages.map { library($0, .sha256) })
}

@Test(arguments: 0..<24)
func randomBatchesAgree(seed: Int) {
  var noise = Noise(state: UInt64(seed))
  // Batches around the lane counts, lengths mixed from empty to several blocks.
  let count = seed < 20 ? seed : 30 + noise.below(600)
  let messages = (0..<count).map { _ in noise.bytes(noise.below(noise.below(4) == 0 ? 3000 : 200)) }
  let expected = messages.map { portable($0, .md5) }
  for lanes: Int32 in [8, 16] where lanes <= cairn_md5_widest_lanes() {
    #expect(inLanes(lanes, messages) == expected)
  }
  #expect(Hash.md5(many: messages) == expected)
  #expect(messages.map { library($0, .md5) } == expected)
}

@Test func refusesLanesItDoesNotHave() {
  #expect(inLanes(3, [[1]]) == nil)
  #expect(inLanes(32, [[1]]) == nil)
}

@Test func streamsInLanesAgree() {
  var noise = Noise(state: 7)
  let messages = (0..<23).map { _ in noise.bytes(noise.below(5000)) }
  var streams = MD5Streams(count: messages.count)
  let arena = messages.flatMap { $0 }
  var starts: [Int] = [0]
  for message in messages { starts.append((starts.last ?? 0) + message.count) }
  arena.withUnsafeBytes { bytes in
    var position = Array(starts.dropLast())
    var open = messages.count
    while open > 0 {
      for i in messages.indices where position[i] <= starts[i + 1] {
        // Not every stream gets a piece in every round.
        if noise.below(3) == 0 { continue }
        let left = starts[i + 1] - position[i]
        let piece = 64 * noise.below(20)
        let last = piece > left
        streams.feed(
          i, UnsafeRawBufferPointer(rebasing: bytes[position[i]..<position[i] + (last ? left : piece)]),
          last: last)
        position[i] += piece
        if last {
          position[i] = .max
          open -= 1
        }
      }
      streams.run()
    }
  }
  #expect(messages.indices.map { streams.digest($0) } == messages.map { portable($0, .md5) })
}

@Test func piecesDoNotMatter() {
  var noise = Noise(state: 3)
  for algorithm in HashAlgorithm.allCases {
    let message = noise.bytes(5000)
    var hash = StreamingHash(algorithm)
    var rest = message[...]
    while !rest.isEmpty {
      let piece = noise.below(200)
      hash.update(rest.prefix(piece))
      rest = rest.dropFirst(piece)
    }
    #expect(hash.finish() == Hash.digest(message, algorithm))
  }
}

@Test func longStreamsGoToTheLibrary() {
  let message = [UInt8](repeating: 65, count: StreamingHash.libraryThreshold)
  #expect(Hash.digest(message) == portable(message, .md5))
  let isLong = { () -> Bool in StreamingHash(.md5, expectedBytes: Int64(message.count)).usesLibrary }()
  #expect(isLong)
}
