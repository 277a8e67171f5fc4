import Pipeline
import Synchronization

/// What stages print that run at the same time: whole lines, each behind the name of its stage.
final class StageLines: Sendable {
  private struct Stream: Hashable {
    let stage: String
    let isError: Bool
  }

  private let console: Console
  private let pending = Mutex<[Stream: [UInt8]]>([:])

  init(console: Console) { self.console = console }

  func tell(_ line: String, of stage: String, isError: Bool) {
    put(stage + " | " + line + "\n", isError: isError)
  }

  /// Bytes as they came; what is behind the last line end waits for more.
  func tell(_ bytes: [UInt8], of stage: String, isError: Bool) {
    let stream = Stream(stage: stage, isError: isError)
    let whole = pending.withLock { pending -> [UInt8] in
      let all = pending[stream, default: []] + bytes
      guard let end = all.lastIndex(of: 0x0a) else {
        pending[stream] = all
        return []
      }
      pending[stream] = Array(all[(end + 1)...])
      return Array(all[..<end])
    }
    if !whole.isEmpty || bytes.contains(0x0a) { putLines(whole, of: stage, isError: isError) }
  }

  /// The stage is over: lines without an end end here.
  func end(_ stage: String) {
    for isError in [false, true] {
      let rest = pending.withLock { $0.removeValue(forKey: Stream(stage: stage, isError: isError)) ?? [] }
      if !rest.isEmpty { putLines(rest, of: stage, isError: isError) }
    }
  }

  /// All at once.
  func tell(_ log: JobLog, of stage: String) {
    log.read { tell($0, of: stage, isError: false) }
    end(stage)
  }

  private func putLines(_ bytes: [UInt8], of stage: String, isError: Bool) {
    var text = ""
    for line in bytes.split(separator: 0x0a, omittingEmptySubsequences: false) {
      text += stage + " | " + String(decoding: line, as: UTF8.self) + "\n"
    }
    put(text, isError: isError)
  }

  private func put(_ text: String, isError: Bool) {
    if isError { console.note(String(text.dropLast())) } else { console.say(text, terminator: "") }
    console.flush()
  }
}
