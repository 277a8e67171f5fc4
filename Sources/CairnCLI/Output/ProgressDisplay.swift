import Files
import Synchronization

/// One line on stderr that tells how far the work is: what, n of m, bytes, rate, time left.
/// Drawn at most ten times a second, and only where stderr is a terminal.
final class ProgressDisplay: ProgressSink {
  private struct State {
    var phase = ""
    var started = 0.0
    var drawn = 0.0
    var isVisible = false
  }

  private let enabled: Bool
  private let state = Mutex(State())
  private static let interval = 0.1

  init(enabled: Bool) { self.enabled = enabled }

  func report(_ event: ProgressEvent) {
    guard enabled else { return }
    let now = Clock.seconds()
    state.withLock { state in
      if event.phase != state.phase {
        state.phase = event.phase
        state.started = now
        // Short work draws nothing.
        if !state.isVisible { state.drawn = now }
      }
      guard now - state.drawn >= Self.interval else { return }
      state.drawn = now
      state.isVisible = true
      let line = ProgressLine(event, elapsed: now - state.started).text(columns: Terminal.columns)
      Writer.send(Array("\r\(line)\u{1B}[K".utf8), to: 2)
    }
  }

  /// A line of one's own in the same place. Drawn as rarely.
  func show(_ text: String) {
    guard enabled else { return }
    let now = Clock.seconds()
    state.withLock { state in
      guard now - state.drawn >= Self.interval || !state.isVisible else { return }
      state.drawn = now
      state.isVisible = true
      let columns = Terminal.columns
      let line = text.count < columns ? text : String(text.prefix(max(columns - 1, 1)))
      Writer.send(Array("\r\(line)\u{1B}[K".utf8), to: 2)
    }
  }

  /// Takes the line away; nothing when there is none.
  func clear() {
    guard enabled else { return }
    state.withLock { state in
      guard state.isVisible else { return }
      state.isVisible = false
      Writer.send(Array("\r\u{1B}[K".utf8), to: 2)
    }
  }
}
