/// What to do about an answer, as far as we can tell.
enum S3Hints {
  static func hint(_ status: Int, _ answer: S3Answer, method: String, _ service: S3Service) -> String? {
    let source =
      (try? service.chain.credentials())?.map { "credentials from \($0.source)" } ?? "no credentials"
    switch (answer.code, status) {
    case ("", 403) where method == "HEAD":
      return "HEAD also says so of an object that is not there when s3:ListBucket is not allowed (\(source))"
    case ("AccessDenied", _), ("AllAccessDisabled", _), ("", 403):
      return "\(permission(method)) is not allowed (\(source))"
    case ("InvalidAccessKeyId", _), ("SignatureDoesNotMatch", _), ("InvalidToken", _), ("ExpiredToken", _):
      return source
    case ("RequestTimeTooSkewed", _): return "this machine's clock differs too much from the server's"
    case ("PermanentRedirect", _), ("AuthorizationHeaderMalformed", _), ("", 301), ("", 307):
      guard let region = answer.region else { return "set the remote's 'region' or 'endpointurl'" }
      return "the bucket is in region '\(region)', not '\(service.region)'"
    case ("MethodNotAllowed", _), ("InvalidBucketName", _), ("NoSuchBucket", _):
      return service.place.isPathStyle ? nil : "the endpoint may want the bucket in the path"
    default: return nil
    }
  }

  static func permission(_ method: String) -> String {
    switch method {
    case "GET", "HEAD": "s3:GetObject"
    case "PUT", "POST": "s3:PutObject"
    case "DELETE": "s3:DeleteObject"
    case "LIST": "s3:ListBucket"
    default: method
    }
  }
}
