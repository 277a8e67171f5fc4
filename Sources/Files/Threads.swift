import CSystem
import Glibc

/// Threads of our own for work that blocks: the cooperative pool must never wait for a disk.
public enum Threads {
  /// Runs `body(0)` on the calling thread and `body(1)`… on `count - 1` more, and waits for all. Should the
  /// system refuse a thread, fewer run: `body` takes its work from something shared until that is empty.
  /// The others leave all signals to the calling thread.
  public static func run(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    var handles: [pthread_t] = []
    for index in 1..<max(count, 1) {
      let context = Unmanaged.passRetained(ThreadContext(index: index, body: body))
      var handle = pthread_t()
      if pthread_create(&handle, nil, threadMain, context.toOpaque()) == 0 {
        handles.append(handle)
      } else {
        context.release()
      }
    }
    body(0)
    for handle in handles { pthread_join(handle, nil) }
  }

  /// A thread that works beside the one that started it.
  public struct Started: Sendable {
    fileprivate let handle: pthread_t

    /// Waits for its end. Call it once.
    public func join() { pthread_join(handle, nil) }
  }

  /// Runs `body` on a thread of its own; nil when the system refuses one.
  public static func start(_ body: @escaping @Sendable () -> Void) -> Started? {
    let context = Unmanaged.passRetained(ThreadContext(index: 0) { _ in body() })
    var handle = pthread_t()
    if pthread_create(&handle, nil, threadMain, context.toOpaque()) == 0 { return Started(handle: handle) }
    context.release()
    return nil
  }

  /// Processors this process may use.
  public static let processorCount = max(1, Int(sys_cpu_count()))
}

private final class ThreadContext: Sendable {
  let index: Int
  let body: @Sendable (Int) -> Void
  init(index: Int, body: @escaping @Sendable (Int) -> Void) {
    self.index = index
    self.body = body
  }
}

private func threadMain(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let argument else { return nil }
  let context = Unmanaged<ThreadContext>.fromOpaque(argument).takeRetainedValue()
  sys_block_signals()
  context.body(context.index)
  return nil
}
