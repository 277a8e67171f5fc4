import Documents
import Transport

/// What a failed answer says: `<Error><Code>…</Code>…`.
struct S3Answer: Equatable {
  /// "" when there is none: the answer to HEAD has no body, and proxies answer in HTML.
  var code = ""
  var message = ""
  var region: String?
  var requestID: String?

  init(_ response: Response) {
    if let root = try? XML.load(response.body), let error = root.first("Error") {
      code = error["Code"]?.text ?? ""
      message = error["Message"]?.text ?? ""
      region = error["Region"]?.text
      requestID = error["RequestId"]?.text
    }
    region = response.header("x-amz-bucket-region") ?? region
    requestID = response.header("x-amz-request-id") ?? requestID
  }

  /// For messages: "AccessDenied: Access Denied".
  var words: String {
    let text = code.isEmpty ? message : message.isEmpty ? code : "\(code): \(message)"
    // Nothing that a terminal would obey.
    return String(String.UnicodeScalarView(text.unicodeScalars.prefix(400).filter { $0.value >= 0x20 }))
  }

  /// Codes that say that the next request would fare the same.
  var isFinalForAll: Bool {
    switch code {
    case "AccessDenied", "AccountProblem", "AllAccessDisabled", "AuthorizationHeaderMalformed",
      "ExpiredToken", "InvalidAccessKeyId", "InvalidBucketName", "InvalidToken", "NoSuchBucket",
      "NotSignedUp", "PermanentRedirect", "RequestTimeTooSkewed", "SignatureDoesNotMatch",
      "InvalidSecurity", "KMS.DisabledException", "KMS.NotFoundException", "QuotaExceeded":
      true
    default: false
    }
  }
}
