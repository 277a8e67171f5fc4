import Files
import Glibc

extension Console {
  enum PromptPolicy {
    /// No without a question when stdout is no terminal: removal, commit, repro.
    case onlyOnTerminal
    /// Read stdin in any case; its end means no: gc, destroy.
    case always
  }

  /// `<question> [y/n]`, until somebody answers yes or no.
  func confirm(_ question: String, _ policy: PromptPolicy, _ cancellation: Cancellation) -> Bool {
    if policy == .onlyOnTerminal, !isTerminal { return false }
    while !cancellation.isCancelled {
      show("\(question) [y/n]\(policy == .always ? ":" : "") ")
      flush()
      guard let line = Self.readLine(cancellation) else { return false }
      switch line.lowercased() {
      case "y", "yes": return true
      case "n", "no": return false
      default: print("Your response must be one of: ['yes', 'no', 'y', 'n']. Please try again.")
      }
    }
    return false
  }

  /// A line of stdin without its end and outer blanks; nil at the end of the input or on Ctrl-C.
  static func readLine(_ cancellation: Cancellation) -> String? {
    var bytes: [UInt8] = []
    while true {
      var waiting = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
      // Never restarted by the system, so that Ctrl-C is seen here.
      if poll(&waiting, 1, -1) < 0 {
        if cancellation.isCancelled { return nil }
        continue
      }
      var byte: UInt8 = 0
      let count = read(0, &byte, 1)
      if count < 0, errno == EINTR { continue }
      if count <= 0 { return bytes.isEmpty ? nil : trimmed(bytes) }
      if byte == UInt8(ascii: "\n") { return trimmed(bytes) }
      bytes.append(byte)
    }
  }

  private static func trimmed(_ bytes: [UInt8]) -> String {
    let isBlank: (UInt8) -> Bool = { $0 == 32 || $0 == 9 || $0 == 13 }
    var slice = bytes.drop(while: isBlank)
    while let last = slice.last, isBlank(last) { slice.removeLast() }
    return String(decoding: slice, as: UTF8.self)
  }
}
