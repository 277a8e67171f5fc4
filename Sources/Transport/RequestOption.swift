import CCurl

/// An option of libcurl by its own constant, for what has no words here: the keys of sftp, its commands.
///
/// ```swift
/// request.options = [
///   .text(CURLOPT_SSH_PRIVATE_KEYFILE, "/home/me/.ssh/id_ed25519"), .list(CURLOPT_QUOTE, ["mkdir \"/data\""]),
/// ]
/// ```
public enum RequestOption: Sendable {
  case number(CURLoption, Int)
  case text(CURLoption, String)
  case list(CURLoption, [String])
  /// Decides about the key that an sftp server shows.
  case knownHost(@Sendable (HostKey) -> Bool)
}

/// The key that an ssh server shows.
public struct HostKey: Sendable {
  public enum Match: Sendable { case same, other, unknown }
  /// What the file of known hosts (`CURLOPT_SSH_KNOWNHOSTS`) says.
  public let match: Match
  /// In base 64.
  public let key: String
}

/// What a slot keeps alive for the callback.
final class KnownHostAnswer {
  let answer: @Sendable (HostKey) -> Bool
  init(_ answer: @escaping @Sendable (HostKey) -> Bool) { self.answer = answer }
}

func curlAsksAboutHost(
  _ easy: UnsafeMutableRawPointer?, _ known: UnsafePointer<curl_khkey>?, _ found: UnsafePointer<curl_khkey>?,
  _ match: curl_khmatch, _ context: UnsafeMutableRawPointer?
) -> Int32 {
  let reject = Int32(CURLKHSTAT_REJECT.rawValue)
  guard let context, let found, let text = found.pointee.key else { return reject }
  let length = found.pointee.len
  let key: String
  if length == 0 {
    key = String(cString: text)
  } else {
    key = Base64.encode(UnsafeRawBufferPointer(start: text, count: length))
  }
  let kind: HostKey.Match =
    match == CURLKHMATCH_OK ? .same : match == CURLKHMATCH_MISMATCH ? .other : .unknown
  let asked = Unmanaged<KnownHostAnswer>.fromOpaque(context).takeUnretainedValue()
  return asked.answer(HostKey(match: kind, key: key)) ? Int32(CURLKHSTAT_FINE.rawValue) : reject
}
