import Glibc

/// Asks for a password on the terminal, whatever stdin and stdout are; what is typed is not shown.
enum SecretPrompt {
  /// - Returns: nil without a terminal, or when nothing was typed before its end.
  @Sendable static func ask(_ prompt: String) -> String? {
    let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
    guard terminal >= 0 else { return nil }
    defer { close(terminal) }
    var before = termios()
    guard tcgetattr(terminal, &before) == 0 else { return nil }
    var silent = before
    silent.c_lflag &= ~tcflag_t(ECHO)
    tcsetattr(terminal, TCSAFLUSH, &silent)
    defer { tcsetattr(terminal, TCSAFLUSH, &before) }
    say(prompt + " ", terminal)
    defer { say("\n", terminal) }
    var bytes: [UInt8] = []
    var byte: UInt8 = 0
    while read(terminal, &byte, 1) == 1, byte != 10 { bytes.append(byte) }
    return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
  }

  private static func say(_ text: String, _ terminal: Int32) {
    var text = text
    _ = text.withUTF8 { write(terminal, $0.baseAddress, $0.count) }
  }
}
