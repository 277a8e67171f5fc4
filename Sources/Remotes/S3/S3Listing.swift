import Documents
import Transport

/// Listings: ListObjectsV2, or the older ListObjects.
enum S3Listing {
  struct Entry {
    var key = ""
    var size: Int64?
    var etag: String?
  }

  struct Page {
    var entries: [Entry] = []
    /// nil at the end.
    var next: String?
  }

  /// - Parameter prefix: of whole keys.
  static func request(_ service: S3Service, prefix: String, page: String?, most: Int? = nil) -> Request {
    var query = [(name: "prefix", value: prefix), (name: "encoding-type", value: "url")]
    if let most { query.append(("max-keys", String(most))) }
    if service.settings.usesOldListing {
      if let page { query.append(("marker", page)) }
    } else {
      query.append(("list-type", "2"))
      if let page { query.append(("continuation-token", page)) }
    }
    return service.request("GET", nil, query: query, expectedBytes: 300_000)
  }

  /// - Throws: `TransportError`: for an answer that is no whole listing, or that leads in a circle.
  static func read(_ response: Response, _ service: S3Service) throws -> Page {
    // A prefix nobody wrote to yet; a bucket that isn't there is another matter.
    if response.status == 404, S3Answer(response).code != "NoSuchBucket" { return Page() }
    guard response.isSuccess else { throw service.failure(response, method: "LIST") }
    let reader = S3ListingReader()
    do {
      try XML.scan(response.body, reader)
    } catch {
      throw bad(response, "the listing is broken: \(error)")
    }
    guard reader.isListing else { throw bad(response, "the answer is no listing") }
    var page = Page(entries: reader.entries)
    if reader.isEncoded {
      for i in page.entries.indices {
        let bytes = PercentCoding.decode(Array(page.entries[i].key.utf8).map { $0 == 0x2b ? 0x20 : $0 })
        page.entries[i].key = String(decoding: bytes, as: UTF8.self)
      }
    }
    guard reader.isTruncated else { return page }
    if service.settings.usesOldListing {
      let marker = reader.nextMarker.isEmpty ? nil : reader.nextMarker
      let decoded = marker.map {
        reader.isEncoded ? String(decoding: PercentCoding.decode(Array($0.utf8)), as: UTF8.self) : $0
      }
      page.next = decoded ?? page.entries.last?.key
    } else {
      page.next = reader.nextToken.isEmpty ? nil : reader.nextToken
    }
    guard let next = page.next else {
      throw bad(response, "the listing goes on, but does not say where")
    }
    if next == reader.token || (service.settings.usesOldListing && next == reader.marker) {
      throw bad(response, "the listing repeats itself")
    }
    return page
  }

  private static func bad(_ response: Response, _ words: String) -> TransportError {
    TransportError(
      .badAnswer, method: "GET", url: response.url, message: words, status: response.status)
  }
}

/// Reads a page as it comes, without a tree.
private final class S3ListingReader: XMLReader {
  private enum Field { case none, key, size, etag, truncated, nextToken, token, nextMarker, marker, encoding }

  var entries: [S3Listing.Entry] = []
  var isListing = false
  var isTruncated = false
  var isEncoded = false
  var nextToken = ""
  var token = ""
  var nextMarker = ""
  var marker = ""
  private var entry = S3Listing.Entry()
  private var field = Field.none
  private var depth = 0
  private var isInEntry = false
  private var bytes: [UInt8] = []

  func start(_ name: XMLName) {
    depth += 1
    field = .none
    bytes.removeAll(keepingCapacity: true)
    if depth == 1 {
      if "ListBucketResult" ~= name { isListing = true }
    } else if depth == 2 {
      switch name {
      case "Contents":
        entry = S3Listing.Entry()
        isInEntry = true
      case "IsTruncated": field = .truncated
      case "NextContinuationToken": field = .nextToken
      case "ContinuationToken": field = .token
      case "NextMarker": field = .nextMarker
      case "Marker": field = .marker
      case "EncodingType": field = .encoding
      default: break
      }
    } else if depth == 3, isInEntry {
      switch name {
      case "Key": field = .key
      case "Size": field = .size
      case "ETag": field = .etag
      default: break
      }
    }
  }

  func text(_ piece: UnsafeRawBufferPointer) { if field != .none { bytes.append(contentsOf: piece) } }

  func end(_ name: XMLName) {
    depth -= 1
    if depth == 1, isInEntry {
      entries.append(entry)
      isInEntry = false
    }
    guard field != .none else { return }
    let text = String(decoding: bytes, as: UTF8.self)
    switch field {
    case .key: entry.key = text
    case .size: entry.size = Int64(text)
    case .etag:
      entry.etag = String(Substring(text.utf8.filter { $0 != 0x22 }.map { Character(Unicode.Scalar($0)) }))
    case .truncated: isTruncated = text == "true"
    case .nextToken: nextToken = text
    case .token: token = text
    case .nextMarker: nextMarker = text
    case .marker: marker = text
    case .encoding: isEncoded = text == "url"
    case .none: break
    }
    field = .none
  }
}
