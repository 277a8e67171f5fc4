import Cairn

/// Says what an operation tells while it works.
struct ConsoleEvents: EventSink {
  let console: Console

  func receive(_ event: Event) {
    switch event {
    case .warning(let text): console.warning(text)
    }
  }
}
