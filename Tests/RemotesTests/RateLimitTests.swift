import Files
import Hashing
import Objects
import Synchronization
import TestKit
import Testing

@testable import Remotes
@testable import Transport

@Suite struct RateLimits {
  @Test func bytesArePaidForByWaiting() {
    let clock = ClockBox(Mutex(1_000_000_000))
    let limit = RateLimit(bytesPerSecond: 1000) { clock.now }
    #expect(limit.wait == 0)
    // A twentieth of a second's worth at once.
    limit.spend(50)
    #expect(limit.wait == 0)
    limit.spend(500)
    #expect(limit.wait == 500_000_000)
    clock.set(1_400_000_000)
    #expect(limit.wait == 100_000_000)
    // Nothing is saved up while nothing moves.
    clock.set(9_000_000_000)
    limit.spend(1000)
    #expect(limit.wait == 950_000_000)
  }

  /// Not faster than allowed; a machine under load may well be slower.
  @Test(arguments: ["directory", "http"]) func nothingIsFaster(_ kind: String) throws {
    try withScratch("rate") { scratch in
      let here = ObjectStore(root: scratch.path("here"))
      var random = SeededRandom(seed: 5)
      let sizes = kind == "directory" ? Array(repeating: 40_000, count: 10) : [300_000, 100_000]
      let contents = sizes.map { random.bytes($0) }
      let ids = try contents.map { try here.store(bytes: $0) }
      let limit = RateLimit(bytesPerSecond: 1_000_000)
      let byTarget = Dictionary(
        uniqueKeysWithValues: zip(ids, contents).map { ("/base/" + WebRemote.key($0), $1) })
      func seconds(_ body: () throws -> TransferReport<ObjectID>) throws -> Double {
        let start = ContinuousClock.now
        let report = try body()
        #expect(report.isComplete && report.transferred.count == ids.count, "\(report.failures)")
        return (ContinuousClock.now - start) / .seconds(1)
      }
      func both(_ remote: any Remote) throws {
        // The last batch or the last half of what is in flight is not waited for.
        #expect(try seconds { try remote.upload(ids, from: here) } > 0.15)
        #expect(
          try seconds { try remote.download(ids, into: ObjectStore(root: scratch.path("there"))) } > 0.15)
      }
      if kind == "directory" {
        return try both(
          RateLimitedRemote(LocalRemote(name: "far", path: scratch.path("far"), jobs: 2), limit))
      }
      try withStub { request in
        switch request.method {
        case "HEAD": .answer(404)
        case "GET": byTarget[request.target].map { .answer(200, body: $0) } ?? .answer(404)
        default: .answer(201)
        }
      } _: { server throws in
        let base = try #require(WebBase(server.url + "/base"))
        var settings = ClientSettings(origin: base.origin)
        settings.rate = limit
        try both(
          WebRemote(name: "web", url: server.url, dialect: HTTPDialect(base: base), settings: settings))
      }
    }
  }
}
