import Glibc

/// What we know of the screen.
enum Terminal {
  static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// Width for wrapping: `COLUMNS`, else the window's, else 80.
  static var columns: Int {
    if let text = environment("COLUMNS"), let columns = Int(text), columns > 0 { return columns }
    var size = winsize()
    guard ioctl(1, UInt(TIOCGWINSZ), &size) == 0 || ioctl(2, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0
    else { return 80 }
    return Int(size.ws_col)
  }

  static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  /// Colours are for terminals, and only where nobody asked for none (`NO_COLOR`).
  static func wantsColour(_ descriptor: Int32) -> Bool {
    isTerminal(descriptor) && (environment("NO_COLOR") ?? "").isEmpty && environment("TERM") != "dumb"
  }
}

/// Escape sequences around a piece of text.
enum Style: String, Sendable {
  case red = "31"
  case green = "32"
  case yellow = "33"
  case blue = "34"

  func callAsFunction(_ text: String, on: Bool) -> String {
    on ? "\u{1B}[\(rawValue)m\(text)\u{1B}[0m" : text
  }
}
