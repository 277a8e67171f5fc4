import Hashing
import Objects
import TestKit
import Transport

@testable import Remotes

/// A kind of remote that a script can play the server of, over HTTP.
enum BadKind: String, CaseIterable, Sendable {
  case http, webDAV, s3

  /// A remote with no patience.
  func remote(_ server: StubServer, _ scratch: Scratch) throws -> WebRemote {
    let base = WebBase(server.url + "/base")
    guard let base else { throw TransportError(.badURL, url: server.url) }
    var settings = ClientSettings(origin: base.origin)
    settings.retry = RetryPolicy(tries: 2, base: 0.01, patience: 50)
    settings.readTimeout = 1
    let dialect: any WebDialect
    switch self {
    case .http: dialect = HTTPDialect(base: base)
    case .webDAV: dialect = WebDAVDialect(base: base)
    case .s3:
      settings.origin = nil
      dialect = try S3Remote.dialect(
        S3Remotes.settings(scratch, server.url, bucket: "base", prefix: ""))
    }
    return WebRemote(name: "bad", url: server.url, dialect: dialect, settings: settings)
  }

  /// Where an object lies, as a request names it.
  func target(_ id: ObjectID) -> String { "/base/" + WebRemote.key(id) }

  /// What messages call it.
  func url(_ id: ObjectID, _ server: StubServer) -> String {
    self == .s3 ? "s3:/" + target(id) : server.url + target(id)
  }

  /// What a server of that kind says besides about the objects of a script: an empty place that takes everything.
  func usual(_ request: StubRequest) -> StubAnswer {
    request.answerOfAnEmptyPlace(speaksS3: self == .s3)
  }

  /// The method that stores.
  var storing: String { self == .http ? "POST" : "PUT" }
}
