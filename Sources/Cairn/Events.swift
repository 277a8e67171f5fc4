import Hashing
import Pipeline

/// What an operation tells while it works, besides its result.
public enum Event: Sendable {
  case warning(String)
  /// Objects that neither the cache nor the remote has.
  case missingEverywhere([ObjectID])
  /// Of `repro` and other commands on pipelines.
  case stage(StageEvent)
}

/// Receives events on the thread that runs the operation.
public protocol EventSink: Sendable {
  func receive(_ event: Event)
}
