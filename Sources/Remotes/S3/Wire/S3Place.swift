/// Where a bucket is: the host to ask and how paths begin there.
struct S3Place: Equatable, Sendable {
  /// `https://bucket.host` or `https://host`
  let base: String
  let hostHeader: String
  /// `/` or `/bucket/`, percent-encoded.
  let root: String
  let isPathStyle: Bool
  let isAWS: Bool

  /// - Parameter endpoint: nil for AWS.
  init(
    bucket: String, region: String, endpoint: EndpointURL?, addressing: S3Settings.Addressing, usesTLS: Bool
  ) {
    let server =
      endpoint
      ?? EndpointURL(isSecure: usesTLS, host: "s3.\(region).\(AWSRegion.domain(region))")
    switch addressing {
    case .path: isPathStyle = true
    case .virtual: isPathStyle = !Self.canBeHost(bucket, dots: true) || server.isNumericHost
    // A name with dots would not match the certificate.
    case .auto: isPathStyle = endpoint != nil || !Self.canBeHost(bucket, dots: !server.isSecure)
    }
    isAWS = endpoint == nil
    let name = PercentCoding.encode(bucket)
    let place =
      isPathStyle
      ? server
      : EndpointURL(
        isSecure: server.isSecure, host: "\(bucket).\(server.host)", port: server.port, path: server.path)
    base = (place.isSecure ? "https://" : "http://") + place.hostHeader
    hostHeader = place.hostHeader
    root = place.path + (isPathStyle ? "/\(name)/" : "/")
  }

  var isSecure: Bool { base.hasPrefix("https") }

  /// Whether a bucket's name may stand in front of a host's.
  private static func canBeHost(_ bucket: String, dots: Bool) -> Bool {
    let labels = bucket.split(separator: ".", omittingEmptySubsequences: false)
    guard (3...63).contains(bucket.utf8.count), dots || labels.count == 1 else { return false }
    return labels.allSatisfy { label in
      !label.isEmpty && label.first != "-" && label.last != "-"
        && label.utf8.allSatisfy { (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2d }
    }
  }
}
