import Synchronization

/// A token from somewhere else (a command of the user's), asked for when it is first needed and again when a server no
/// longer takes it.
public final class BearerToken: Sendable {
  private let fetch: @Sendable () throws -> String
  private let known = Mutex<String?>(nil)

  /// - Parameter fetch: blocks until there is a token; never called by two threads at once.
  public init(_ fetch: @escaping @Sendable () throws -> String) { self.fetch = fetch }

  public func current() throws -> String {
    try known.withLock { known in
      if let known { return known }
      let token = try fetch()
      known = token
      return token
    }
  }

  /// Gets another token in the place of one that was refused, unless that happened already.
  /// - Returns: whether there is another one now.
  func renew(_ refused: String) throws -> Bool {
    try known.withLock { known in
      if known == refused { known = try fetch() }
      return known != refused
    }
  }
}
