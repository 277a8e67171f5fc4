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

  /// Points that differ in more than a random name, a digest or a number: of those that do not, the first and the last.
  /// Of the three signals one may choose, KILL is tried at both, TERM at the first and INT at the last.
  static func distinct(of points: [CrashPoint]) -> [CrashPoint] {
    var order: [String] = []
    var ends: [String: (first: Int, last: Int)] = [:]
    for (index, point) in points.enumerated() {
      let key = "\(point.event) \(point.call.kind)"
      if ends[key] == nil { order.append(key) }
      ends[key] = (ends[key]?.first ?? index, index)
    }
    return order.flatMap { key -> [CrashPoint] in
      guard let (first, last) = ends[key] else { return [] }
      switch points[first].event {
      case .signal("TERM"): return [points[first]]
      case .signal("INT"): return [points[last]]
      default: return first == last ? [points[first]] : [points[first], points[last]]
      }
    }
  }

  /// Every error at every call, every signal at every change and every message.
  static func all(of calls: [SystemCall]) -> [CrashPoint] {
    calls.flatMap { call in
      let signals = call.effect != .read ? ["KILL", "TERM", "INT"] : []
      return signals.map { CrashPoint(call: call, event: .signal($0)) }
        + call.errors.map { CrashPoint(call: call, event: .error($0)) }
    }
  }
}
