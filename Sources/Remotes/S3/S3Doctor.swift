import CSystem
import Documents
import Hashing
import Transport

/// Looks a remote over for a person: each step of a request by itself.
public struct S3Doctor {
  /// An upload in parts that nobody finished; its parts cost money.
  public struct Upload: Sendable, Equatable {
    /// The whole key.
    public let key: String
    public let id: String
    /// Seconds since 1970; nil: not told.
    public let begun: Int64?
  }

  private let dialect: S3Dialect
  private var service: S3Service { dialect.service }

  /// - Throws: as ``S3Remote/open(_:)``.
  public init(_ settings: S3Settings) throws { dialect = try S3Remote.dialect(settings) }

  /// - Parameter writes: also store, read and remove a small object.
  /// - Parameter wantsVersions: whether the bucket must keep versions.
  public func examine(writes: Bool, wantsVersions: Bool = false) -> [RemoteFinding] {
    var findings: [RemoteFinding] = []
    let place = service.place
    findings.append(
      .good(
        "place",
        "\(place.base)\(place.root) (\(place.isPathStyle ? "path" : "virtual host") style), "
          + "region '\(service.region)'"))
    do {
      let credentials = try service.chain.credentials()
      findings.append(
        .good("credentials", credentials.map { "from \($0.source)" } ?? "none, as configured"))
    } catch {
      return findings + [.bad("credentials", error)]
    }
    let before = service.region
    switch attempt(S3Listing.request(service, prefix: service.key("") + "/", page: nil, most: 1), "LIST") {
    case .failure(let error): return findings + [.bad("listing (s3:ListBucket)", error)]
    case .success(let response):
      findings.append(.good("listing (s3:ListBucket)", "allowed"))
      findings += clock(response)
    }
    if service.region != before {
      findings.append(.warning("region", "the bucket is in '\(service.region)': set the remote's 'region'"))
    }
    if wantsVersions { findings.append(versions()) }
    findings += objects(writes: writes)
    findings += stale()
    return findings
  }

  private func versions() -> RemoteFinding {
    let query = [(name: "versioning", value: "")]
    switch attempt(self.service.request("GET", nil, query: query), "GET") {
    case .failure(let error): return .bad("versions (s3:GetBucketVersioning)", error)
    case .success(let response):
      let status = (try? XML.load(response.body))?["Status"]?.text ?? "never enabled"
      if status == "Enabled" { return .good("versions", "the bucket keeps them") }
      return .wrong("versions", "the bucket's versioning is: \(status)")
    }
  }

  private func attempt(
    _ request: @autoclosure @escaping () -> Request, _ call: String
  ) -> Result<Response, any Error> {
    Result {
      let response = try S3Call.send(request(), dialect)
      guard response.isSuccess else { throw dialect.failure(response, method: call) }
      return response
    }
  }

  private func clock(_ response: Response) -> [RemoteFinding] {
    guard let server = response.header("date").flatMap({ CalendarTime(http: $0)?.seconds }) else { return [] }
    let off = server - sys_realtime_ns() / 1_000_000_000
    guard abs(off) > 30 else { return [.good("clock", "as the server's")] }
    return [
      .warning(
        "clock",
        "differs from the server's by \(abs(off)) seconds; more than 900 are refused without our help")
    ]
  }

  private func objects(writes: Bool) -> [RemoteFinding] {
    var random: UInt64 = 0
    _ = sys_random(&random, 8)
    let key = service.key(".cairn-doctor-\(String(random, radix: 16))")
    let absent = Result { try S3Call.send(self.service.request("HEAD", key), self.dialect) }
    var findings: [RemoteFinding] = []
    switch absent {
    case .success(let response) where response.status == 404:
      findings.append(.good("reading (s3:GetObject)", "allowed, as far as can be told without an object"))
    case .success(let response):
      findings.append(.bad("reading (s3:GetObject)", dialect.failure(response, method: "HEAD")))
    case .failure(let error): findings.append(.bad("reading (s3:GetObject)", error))
    }
    guard writes else { return findings }
    let text = Array("cairn looks whether it may write here\n".utf8)
    let digest = Hash.digest(text)
    let encryption = service.settings.encryption
    let headers =
      encryption.writeHeaders + service.settings.access.map { Header($0.name, $0.value) }
      + [Header("Content-MD5", Base64.encode((0..<16).map { digest[$0] }))]
    switch attempt(service.request("PUT", key, headers: headers, body: .bytes(text)), "PUT") {
    case .failure(let error): return findings + [.bad("writing (s3:PutObject)", error)]
    case .success: findings.append(.good("writing (s3:PutObject)", "allowed"))
    }
    switch attempt(service.request("GET", key, headers: encryption.readHeaders), "GET") {
    case .failure(let error): findings.append(.bad("reading (s3:GetObject)", error))
    case .success(let response) where response.body != text:
      findings.append(.warning("reading (s3:GetObject)", "what was written comes back as something else"))
    case .success: findings.append(.good("reading (s3:GetObject)", "allowed"))
    }
    switch attempt(service.request("DELETE", key), "DELETE") {
    case .failure(let error): findings.append(.bad("removing (s3:DeleteObject; for gc -c only)", error))
    case .success: findings.append(.good("removing (s3:DeleteObject)", "allowed"))
    }
    return findings
  }

  // MARK: - Unfinished uploads

  private func stale() -> [RemoteFinding] {
    do {
      let all = try uploads()
      if all.isEmpty { return [.good("unfinished uploads", "none")] }
      return [
        .warning(
          "unfinished uploads",
          "\(all.count); the next push goes on with its own, --abort-uploads removes those older than a day")
      ]
    } catch {
      return [.bad("unfinished uploads (s3:ListBucketMultipartUploads)", error)]
    }
  }

  /// Uploads in parts below the remote's prefix that were begun and not finished.
  public func uploads() throws -> [Upload] {
    var found: [Upload] = []
    var markers: (key: String, id: String)?
    let prefix = service.key("") + (service.settings.prefix.isEmpty ? "" : "/")
    for _ in 0..<1_000 {
      var query = [(name: "uploads", value: ""), (name: "prefix", value: prefix)]
      if let markers {
        query += [(name: "key-marker", value: markers.key), (name: "upload-id-marker", value: markers.id)]
      }
      let asked = query
      let response = try S3Call.sendGood(self.service.request("GET", nil, query: asked), dialect)
      let root = try XML.load(response.body)
      for upload in root.all("Upload") {
        guard let key = upload["Key"]?.text, let id = upload["UploadId"]?.text, key.hasPrefix(prefix) else {
          continue
        }
        found.append(
          Upload(
            key: key, id: id, begun: upload["Initiated"].flatMap { CalendarTime(iso: $0.text)?.seconds }))
      }
      guard root["IsTruncated"]?.text == "true", let key = root["NextKeyMarker"]?.text,
        let id = root["NextUploadIdMarker"]?.text, markers?.key != key || markers?.id != id
      else { return found }
      markers = (key, id)
    }
    return found
  }

  /// Removes uploads begun at least so many seconds ago, with all their parts.
  /// - Returns: how many.
  public func abortUploads(olderThan age: Int64) throws -> Int {
    let limit = sys_realtime_ns() / 1_000_000_000 - age
    var count = 0
    for upload in try uploads() where upload.begun.map({ $0 <= limit }) ?? false {
      let query = [(name: "uploadId", value: upload.id)]
      let response = try S3Call.send(self.service.request("DELETE", upload.key, query: query), dialect)
      guard response.isSuccess || response.status == 404 else {
        throw dialect.failure(response, method: "DELETE")
      }
      count += 1
    }
    return count
  }
}

/// One thing that was looked at.
public struct RemoteFinding: Sendable {
  public enum Verdict: String, Sendable { case good, warning, bad }

  public let verdict: Verdict
  /// What was looked at: "credentials", "writing (s3:PutObject)".
  public let subject: String
  /// In words, unless it is an error.
  public let text: String
  public let error: (any Error)?

  static func good(_ subject: String, _ text: String) -> RemoteFinding {
    RemoteFinding(verdict: .good, subject: subject, text: text, error: nil)
  }
  static func warning(_ subject: String, _ text: String) -> RemoteFinding {
    RemoteFinding(verdict: .warning, subject: subject, text: text, error: nil)
  }
  static func wrong(_ subject: String, _ text: String) -> RemoteFinding {
    RemoteFinding(verdict: .bad, subject: subject, text: text, error: nil)
  }
  static func bad(_ subject: String, _ error: any Error) -> RemoteFinding {
    RemoteFinding(verdict: .bad, subject: subject, text: "", error: error)
  }

  public init(verdict: Verdict, subject: String, text: String, error: (any Error)?) {
    (self.verdict, self.subject, self.text, self.error) = (verdict, subject, text, error)
  }
}
