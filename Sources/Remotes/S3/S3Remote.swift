import Transport

/// Makes remotes of S3 and its likes. What they do is ``WebRemote``'s; how they speak is ``S3Dialect``'s.
public enum S3Remote {
  /// Opens nothing yet: the first request finds credentials and loads libcurl.
  /// - Throws: `TransportError` for an endpoint that is no URL, ``CredentialError`` and `FileError` for AWS's files that cannot be read.
  public static func open(_ settings: S3Settings) throws -> any Remote {
    WebRemote(
      name: settings.name, url: settings.url, dialect: try dialect(settings), settings: client(settings),
      jobs: settings.jobs)
  }

  static func dialect(_ settings: S3Settings) throws -> S3Dialect {
    let http = TransportCredentialHTTP(authorities: settings.authorities)
    return S3Dialect(try S3Service(settings, http: http), client: HTTPClient(client(settings)))
  }

  static func client(_ settings: S3Settings) -> ClientSettings {
    var client = ClientSettings()
    client.verifiesCertificates = settings.verifiesCertificates
    client.authorities = settings.authorities
    client.connectTimeout = settings.connectTimeout
    client.readTimeout = settings.readTimeout
    // S3 speaks 1.1.
    client.usesHTTP2 = false
    client.retry = RetryPolicy(tries: 6)
    client.rate = settings.rate
    return client
  }
}
