import Synchronization
import Transport

/// ``S3Dialect`` for a bucket in which objects lie under the paths of the workspace, in versions: what ``WebRemote``
/// calls by the name of an object is looked up in a table.
final class VersionedDialect: WebDialect {
  let base: S3Dialect
  private let state: Mutex<State>

  private struct State {
    var places: [String: VersionedFile]
    var stored: [String: StoredVersion] = [:]
  }

  /// - Parameter places: by the key that the object would have on a plain remote.
  init(_ base: S3Dialect, places: [String: VersionedFile]) {
    self.base = base
    state = Mutex(State(places: places))
  }

  // Listing the paths of a workspace tells nothing of objects.
  var canList: Bool { false }

  func place(_ key: String) -> VersionedFile? { state.withLock { $0.places[key] } }
  func setPlaces(_ places: [String: VersionedFile]) { state.withLock { $0.places = places } }
  /// What was stored since the last call, by path.
  func takeStored() -> [String: StoredVersion] {
    state.withLock { state in
      defer { state.stored = [:] }
      return state.stored
    }
  }

  private func path(_ key: String) -> String { place(key)?.path ?? key }

  func url(of key: String) -> String { base.url(of: path(key)) }

  func ask(_ key: String) -> Request {
    guard let file = place(key) else { return base.ask(key) }
    return request("HEAD", file, base.service.settings.encryption.readHeaders)
  }

  func get(_ key: String, range: (first: Int64, last: Int64?)?) -> Request {
    let plain = base.get(key, range: range)
    guard let file = place(key) else { return plain }
    return request("GET", file, plain.headers)
  }

  /// A request about the recorded version of a file, or about its latest one.
  func request(_ method: String, _ file: VersionedFile, _ headers: [Header]) -> Request {
    let query = file.version?.versionID.map { [(name: "versionId", value: $0)] } ?? []
    return base.service.request(method, base.service.key(file.path), query: query, headers: headers)
  }

  func delete(_ key: String) -> Request { base.delete(path(key)) }

  private func object(_ object: WebObject) -> WebObject {
    WebObject(key: path(object.key), size: object.size, md5: object.md5)
  }

  func step(_ object: WebObject, _ number: Int, after previous: Response?) throws -> WebStep {
    let step = try base.step(self.object(object), number, after: previous)
    if case .done = step, let previous {
      try keep(
        object.key, StoredVersion(etag: previous.head.etag, versionID: Self.version(previous)), previous)
    }
    return step
  }

  func largeUpload(_ object: WebObject, body: any WebFile, over line: WebLine) throws -> (any WebTask)? {
    base.largeUpload(self.object(object), body: body) { [self] etag, response in
      try keep(object.key, StoredVersion(etag: etag, versionID: Self.version(response)), response)
    }
  }

  private func keep(_ key: String, _ version: StoredVersion, _ response: Response) throws {
    guard version.versionID != nil else {
      throw TransportError(
        .denied, method: "PUT", url: response.url,
        message: "the bucket '\(base.service.settings.bucket)' keeps no versions: "
          + "enable its versioning, or turn off 'version_aware' and 'worktree'",
        status: response.status)
    }
    state.withLock { $0.stored[$0.places[key]?.path ?? key] = version }
  }

  static func version(_ response: Response) -> String? {
    response.header("x-amz-version-id").flatMap { $0.isEmpty || $0 == "null" ? nil : $0 }
  }

  func prepare(_ request: inout Request, attempt: Int) throws { try base.prepare(&request, attempt: attempt) }
  func isTemporary(_ response: Response) -> Bool? { base.isTemporary(response) }
  func failure(_ response: Response, method: String) -> TransportError {
    base.failure(response, method: method)
  }
}
