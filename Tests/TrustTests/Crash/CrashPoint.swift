/// What happens to a run at one of its calls.
struct CrashPoint: Sendable, CustomStringConvertible {
  enum Event: Sendable {
    case error(String)
    case signal(String)
  }

  let call: SystemCall
  let event: Event

  /// As `strace -e` takes it.
  var injection: String {
    let what =
      switch event {
      case .error(let name): "error=\(name)"
      case .signal(let name): "signal=\(name)"
      }
    return "inject=\(call.name):\(what):when=\(call.number)"
  }

  var error: String? { if case .error(let name) = event { name } else { nil } }

  var description: String {
    let what =
      switch event {
      case .error(let name): name
      case .signal(let name): "SIG" + name
      }
    return "\(what) at \(call.name) #\(call.number): \(call.line.prefix(230))"
  }

  /// Every error at every call, every signal at every change.
  static func all(of calls: [SystemCall]) -> [CrashPoint] {
    calls.flatMap { call in
      let signals = call.effect == .change ? ["KILL", "TERM", "INT"] : []
      return signals.map { CrashPoint(call: call, event: .signal($0)) }
        + call.errors.map { CrashPoint(call: call, event: .error($0)) }
    }
  }
}
