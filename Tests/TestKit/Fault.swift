import CSystem
import Glibc
import Synchronization

/// Makes system calls fail whose path holds a given text (each test has its own scratch directory, so tests
/// that run at the same time don't meet).
public enum Fault {
  fileprivate struct Rule: Sendable {
    var call: Int
    var text: String
    var errno: Int32
    /// How many matching calls still go through.
    var after: Int
  }

  /// One call of a row, whatever it is.
  fileprivate struct Step: Sendable {
    var text: String
    var number: Int
    /// From that call on nothing works any more, as if the process had died there.
    var isDeath: Bool
    var errno: @Sendable (_ call: Int) -> Int32
    var count = 0
    var place = ""
  }

  fileprivate static let steps = Mutex<[Int: Step]>([:])
  fileprivate static let rules = Mutex<[Int: Rule]>([:])
  private static let numbers = Atomic<Int>(0)

  /// Fails `call` with `errno` on paths holding `text`, from the call after the first `after` on.
  public static func with<R>(
    _ call: Int, on text: String, errno: Int32, after: Int = 0, _ body: () throws -> R
  ) rethrows -> R {
    let number = numbers.add(1, ordering: .relaxed).newValue
    rules.withLock { $0[number] = Rule(call: call, text: text, errno: errno, after: after) }
    sys_set_fault_hook(faultHook)
    defer { rules.withLock { _ = $0.removeValue(forKey: number) } }
    return try body()
  }

  /// Counts the calls on paths holding `text` and fails the one of the given number.
  /// - Parameters:
  ///   - number: from 1; 0 fails none.
  ///   - isDeath: all calls after it fail as well.
  ///   - errno: by the kind of call (`sys_call_…`).
  /// - Returns: what `body` made of it, how many calls there were, and which one failed.
  public static func at(
    _ number: Int, on text: String, isDeath: Bool = false, errno: @escaping @Sendable (_ call: Int) -> Int32,
    _ body: () throws -> Void
  ) -> (error: (any Error)?, calls: Int, place: String) {
    let key = numbers.add(1, ordering: .relaxed).newValue
    steps.withLock { $0[key] = Step(text: text, number: number, isDeath: isDeath, errno: errno) }
    sys_set_fault_hook(faultHook)
    var caught: (any Error)?
    do { try body() } catch { caught = error }
    let step = steps.withLock { $0.removeValue(forKey: key) }
    return (caught, step?.count ?? 0, step?.place ?? "")
  }
}

private func faultHook(_ call: Int32, _ path: UnsafePointer<CChar>?) -> Int32 {
  guard let path else { return 0 }
  let text = String(cString: path)
  let failure = Fault.steps.withLock { steps -> Int32 in
    for key in steps.keys where steps[key].map({ text.contains($0.text) }) == true {
      guard var step = steps[key] else { continue }
      step.count += 1
      let hits = step.number > 0 && (step.count == step.number || step.isDeath && step.count > step.number)
      if step.count == step.number { step.place = "call \(call) on \(text)" }
      steps[key] = step
      if hits { return step.errno(Int(call)) }
    }
    return 0
  }
  if failure != 0 { return failure }
  return Fault.rules.withLock { rules in
    for (number, rule) in rules where rule.call == Int(call) && text.contains(rule.text) {
      if rule.after == 0 { return rule.errno }
      rules[number]?.after -= 1
    }
    return 0
  }
}
