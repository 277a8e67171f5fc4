import Cairn
import Pipeline

/// Says what an operation tells while it works.
struct ConsoleEvents: EventSink {
  let console: Console
  private let lines: StageLines

  init(console: Console) {
    self.console = console
    lines = StageLines(console: console)
  }

  func receive(_ event: Event) {
    switch event {
    case .warning(let text): console.warning(text)
    case .missingEverywhere(let ids): console.warning(TransferMessages.missing(ids))
    case .stage(let event): StageEventText(console: console, lines: lines).tell(event)
    }
  }
}
