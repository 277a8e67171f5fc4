import Foundation
import Synchronization
import TestKit

/// An S3 store on a directory (``DirectoryStore``) that makes trouble at one of its requests.
final class SimulatedStore: Sendable {
  enum Trouble: Sendable, CaseIterable {
    /// One answer: no access; come back later.
    case refused, busy
    /// The connection breaks before anything is done; after it is done.
    case brokenBefore, brokenAfter
    /// Half of the body comes.
    case cut
    /// Other bytes of the same length; half of them, with a length that says so; a page instead of an answer.
    case wrongBytes, halved, page
    /// It takes long.
    case slow
    /// No access from there on.
    case closed
  }

  private struct State {
    var root = ""
    var trouble: Trouble?
    var number = 0
    var count = 0
    var place = ""
  }

  private let state = Mutex(State())

  /// From now on `root` is what is stored.
  /// - Parameter number: which request has the trouble, from 1.
  func serve(_ root: String, _ trouble: Trouble? = nil, at number: Int = 0) {
    state.withLock { $0 = State(root: root, trouble: trouble, number: number) }
  }

  /// Requests since ``serve(_:_:at:)``.
  var requests: Int { state.withLock { $0.count } }
  /// The request that had the trouble.
  var place: String { state.withLock { $0.place } }

  func answer(_ request: StubRequest) -> StubAnswer {
    let (root, trouble) = state.withLock { state -> (String, Trouble?) in
      state.count += 1
      guard let trouble = state.trouble,
        state.count == state.number || trouble == .closed && state.count > state.number
      else { return (state.root, nil) }
      if state.count == state.number { state.place = "\(request.method) \(request.target)" }
      return (state.root, trouble)
    }
    let store = DirectoryStore(root)
    switch trouble {
    case nil: return store.answer(request)
    case .refused, .closed: return .answer(403, Self.error("AccessDenied"))
    case .busy: return .answer(503, Self.error("SlowDown"))
    case .brokenBefore: return .reset
    case .brokenAfter:
      _ = store.answer(request)
      return .reset
    case .slow:
      usleep(30_000)
      return store.answer(request)
    case .cut:
      let answer = store.answer(request)
      return StubAnswer(
        raw: Array(answer.bytes.prefix(answer.bytes.count - Self.body(answer).count / 2)), .close)
    // Only what is asked for can be another: no client can tell that a store lies about what it did.
    case .wrongBytes, .halved, .page:
      let answer = store.answer(request)
      guard request.method == "GET", answer.bytes.starts(with: Array("HTTP/1.1 20".utf8)) else {
        return answer
      }
      var body = Self.body(answer)
      guard !body.isEmpty else { return answer }
      switch trouble {
      case .wrongBytes: body[body.count / 2] ^= 1
      case .halved: body.removeLast((body.count + 1) / 2)
      default: body = Array("<html><body>Please log in</body></html>".utf8)
      }
      return .answer(200, headers: ["ETag": "\"\(body.count)\""], body: body)
    }
  }

  private static func body(_ answer: StubAnswer) -> [UInt8] {
    guard let end = answer.bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return [] }
    return Array(answer.bytes[end.upperBound...])
  }

  private static func error(_ code: String) -> String {
    "<Error><Code>\(code)</Code><Message>\(code)</Message></Error>"
  }
}
