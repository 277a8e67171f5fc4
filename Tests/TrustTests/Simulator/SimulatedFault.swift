import CSystem
import Files
import Foundation
import Synchronization
import TestKit

/// What happens at one system call of an operation, or at one request to its server.
enum SimulatedFault: Sendable, Equatable, CustomStringConvertible {
  /// The call fails.
  case error
  /// Nothing works from there on.
  case death
  /// The same, and what wasn't synced has lost its bytes, its names.
  case powerCut(names: Bool)
  /// A read or write does half of what it was asked to.
  case short
  /// It takes long; others overtake it.
  case delay
  /// The user asks for the end.
  case cancel
  case request(SimulatedStore.Trouble)

  var description: String {
    switch self {
    case .error: "error"
    case .death: "death"
    case .powerCut(let names): "power cut that loses " + (names ? "names" : "bytes")
    case .short: "half of a call"
    case .delay: "delay"
    case .cancel: "cancel"
    case .request(let trouble): "request \(trouble)"
    }
  }

  /// Whether the operation ends there as a killed process does, with nothing cleared away.
  var isEnd: Bool {
    switch self {
    case .death, .powerCut: true
    default: false
    }
  }

  /// Whether the operation has to come to its end all the same.
  var isHarmless: Bool {
    switch self {
    case .short, .delay: true
    case .request(let trouble): trouble == .slow
    default: false
    }
  }
}

/// Counts the calls of an operation, and lets the fault happen at the one of the given number.
final class FaultPlan: Sendable {
  private struct State {
    var count = 0
    var place = ""
    var call = 0
    /// Of the calls that change something or may be cut short.
    var kinds: [Int] = []
  }

  private let fault: SimulatedFault?
  private let number: Int
  private let disk: SimulatedDisk?
  private let cancellation: Cancellation
  private let state = Mutex(State())

  /// - Parameter number: from 1; beyond the last call the fault never happens.
  init(_ fault: SimulatedFault?, at number: Int, on disk: SimulatedDisk?, _ cancellation: Cancellation) {
    self.fault = fault
    self.number = number
    self.disk = disk
    self.cancellation = cancellation
  }

  /// What kinds of calls there were, in order.
  var calls: [Int] { state.withLock { $0.kinds } }
  /// The call that the fault happened to; empty when it did not.
  var place: String { state.withLock { $0.place } }
  var call: Int { state.withLock { $0.call } }

  func take(_ call: Int, _ path: String) -> Int32 {
    let at = state.withLock { state in
      state.count += 1
      state.kinds.append(call)
      if state.count == number, fault != nil {
        state.place = "call \(call) on \(path)"
        state.call = call
      }
      return state.count
    }
    guard let fault, at >= number else {
      disk?.take(call, path)
      return 0
    }
    if fault.isEnd { return Self.errno(call) }
    guard at == number else { return 0 }
    switch fault {
    case .error: return Self.errno(call)
    case .short: return Int32(sys_fault_short)
    case .delay: usleep(3000)
    case .cancel: cancellation.cancel()
    default: break
    }
    return 0
  }

  /// What this kind of call may meet in life.
  private static func errno(_ call: Int) -> Int32 {
    switch call {
    case sys_call_write, sys_call_mkdir, sys_call_link, sys_call_symlink, sys_call_copy_range: ENOSPC
    case sys_call_open: EACCES
    case sys_call_reflink: EOPNOTSUPP
    default: EIO
    }
  }

  /// Whether a call of this kind may be cut short.
  static func canBeShort(_ call: Int) -> Bool {
    call == sys_call_read || call == sys_call_write || call == sys_call_copy_range
  }
}
