import Pipeline

/// How far several stages are, in one line: `3/12 done, 1 failed, 6 wait | train@a 0:12, train@b 0:03`.
enum BoardLine {
  static func text(_ board: Board) -> String {
    var parts = ["\(board.done)/\(board.total) done"]
    if board.failed > 0 { parts.append("\(board.failed) failed") }
    if board.skipped > 0 { parts.append("\(board.skipped) skipped") }
    if board.waiting > 0 { parts.append("\(board.waiting) wait") }
    let running = board.running.map { "\($0.stage) \(ProgressLine.duration(Int($0.seconds)))" }
    return parts.joined(separator: ", ") + (running.isEmpty ? "" : " | " + running.joined(separator: ", "))
  }
}

/// A time as people say it: `0.3 s`, `12 s`, `3:05`.
enum DurationText {
  static func short(_ seconds: Double) -> String {
    if seconds >= 99.5 { return ProgressLine.duration(Int(seconds + 0.5)) }
    if seconds >= 9.95 { return "\(Int(seconds + 0.5)) s" }
    let tenths = Int(seconds * 10 + 0.5)
    return "\(tenths / 10).\(tenths % 10) s"
  }
}
