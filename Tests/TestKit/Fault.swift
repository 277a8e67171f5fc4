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

  /// Asked before each call (`sys_call_…`): 0, an errno, or `sys_fault_short`. Called on the thread that makes the call.
  public typealias Plan = @Sendable (_ call: Int, _ path: String) -> Int32

  fileprivate static let plans = Mutex<[Int: (text: String, plan: Plan)]>([:])
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

  /// Asks `plan` about every call on paths holding `text`.
  public static func plan<R>(on text: String, _ plan: @escaping Plan, _ body: () throws -> R) rethrows -> R {
    let number = numbers.add(1, ordering: .relaxed).newValue
    plans.withLock { $0[number] = (text, plan) }
    sys_set_fault_hook(faultHook)
    defer { plans.withLock { _ = $0.removeValue(forKey: number) } }
    return try body()
  }
}

private func faultHook(_ call: Int32, _ path: UnsafePointer<CChar>?) -> Int32 {
  guard let path else { return 0 }
  let text = String(cString: path)
  let plan = Fault.plans.withLock { plans in plans.values.first { text.contains($0.text) }?.plan }
  if let failure = plan?(Int(call), text), failure != 0 { return failure }
  return Fault.rules.withLock { rules in
    for (number, rule) in rules where rule.call == Int(call) && text.contains(rule.text) {
      if rule.after == 0 { return rule.errno }
      rules[number]?.after -= 1
    }
    return 0
  }
}
