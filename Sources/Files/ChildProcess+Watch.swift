import CSystem
import Glibc

/// Children that run beside each other, and what is heard of them.
extension ChildProcess {
  /// What became of a child since it was last asked for.
  public enum Change: Equatable, Sendable {
    case none
    case ended(ChildExit)
    /// Goes on with ``ChildProcess/resume()``.
    case stopped(Stop)
  }

  public enum Stop: Equatable, Sendable {
    /// It wanted to use the terminal from the background.
    case wantsTerminal
    /// Ctrl-Z.
    case keyboard
    case other
  }

  /// Never blocks. After `ended` the child is gone: don't ask or wait again.
  public func change() throws(FileError) -> Change {
    var code: Int32 = 0
    var signal: Int32 = 0
    switch try FileSystem.check(sys_wait_change(pid, &code, &signal), "wait for", "process \(pid)") {
    case 1: return .ended(signal != 0 ? .signalled(signal) : .exited(code))
    case 2:
      return .stopped(
        signal == SIGTTIN || signal == SIGTTOU ? .wantsTerminal : signal == SIGTSTP ? .keyboard : .other)
    default: return .none
    }
  }

  public func resume() { signal(SIGCONT) }

  /// As Ctrl-Z does: returns when somebody lets us go on.
  public static func stopOurselves() { _ = sys_kill(0, SIGTSTP) }

  /// A descriptor that can be read once the child ended; nil where the kernel has none. To be closed.
  public func endDescriptor() -> Int32? {
    let descriptor = sys_process_descriptor(pid)
    return descriptor < 0 ? nil : descriptor
  }
}

/// The terminal that programs started by us may read from.
public enum ControllingTerminal {
  /// Gives the terminal on standard input to the group of a child that was stopped for wanting to use it.
  /// - Returns: whether it has it now.
  public static func give(to child: ChildProcess) -> Bool {
    sys_terminal_group(0) == sys_own_group() && sys_give_terminal(0, child.pid) == 0
  }

  /// Takes it back after ``give(to:)``.
  public static func takeBack() { _ = sys_give_terminal(0, sys_own_group()) }
}

/// A pipe whose writing end goes to a child. Both ends are closed with ``close()``.
public struct OutputPipe: Sendable {
  public let reading: Int32
  public private(set) var writing: Int32

  public init() throws(FileError) {
    var ends: [Int32] = [-1, -1]
    _ = try FileSystem.check(sys_pipe(&ends), "create", "pipe")
    (reading, writing) = (ends[0], ends[1])
  }

  /// The child has its own copy: ours would keep the pipe open for ever.
  public mutating func closeWriting() {
    if writing >= 0 { _ = sys_close(writing) }
    writing = -1
  }

  public mutating func close() {
    closeWriting()
    _ = sys_close(reading)
  }

  /// What is there, once the descriptor can be read; empty at the end.
  public func read() -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
      count = max(0, sys_read(reading, buffer.baseAddress, buffer.count))
    }
  }
}

extension FileSystem {
  /// Waits until one of the descriptors can be read, a signal comes, or the time is over.
  /// - Returns: for each whether it can be read.
  public static func waitForInput(_ descriptors: [Int32], milliseconds: Int32) -> [Bool] {
    var ready = [UInt8](repeating: 0, count: descriptors.count)
    _ = sys_poll_many(descriptors, &ready, Int32(descriptors.count), milliseconds)
    return ready.map { $0 != 0 }
  }

  public static func closeDescriptor(_ descriptor: Int32) { _ = sys_close(descriptor) }

  /// Nanoseconds of a clock that is never set.
  public static var monotonicTime: Int64 { sys_monotonic_ns() }
}
