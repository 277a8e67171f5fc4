import Documents
import Files
import Glibc
import Manifests

/// Where a command speaks: results and messages on stdout, errors, warnings and progress on stderr.
final class Console: Sendable {
  let program: Program
  let isQuiet: Bool
  /// Number of `-v`.
  let verbosity: Int
  let isTerminal: Bool
  let progress: ProgressDisplay
  private let out: Writer
  private let err: Writer
  private let areErrorsOnTerminal: Bool
  private let colourErrors: Bool
  private let colourResults: Bool

  init(program: Program, quiet: Bool, verbosity: Int) {
    self.program = program
    isQuiet = quiet
    self.verbosity = verbosity
    isTerminal = Terminal.isTerminal(1)
    out = Writer(1, byLine: isTerminal)
    err = Writer(2, byLine: true)
    areErrorsOnTerminal = Terminal.isTerminal(2)
    progress = ProgressDisplay(enabled: areErrorsOnTerminal && !quiet)
    colourErrors = Terminal.wantsColour(2)
    colourResults = Terminal.wantsColour(1)
  }

  /// The exit code when results could not be written: 141 when nobody reads any more; nil when all went well.
  var failureCode: Int32? {
    let failure = out.failure
    if failure == 0 { return nil }
    if failure == EPIPE { return ExitCode.brokenPipe }
    error("the output could not be written: \(ErrorText.of(failure))")
    return ExitCode.error
  }

  /// A message or result that `-q` hides.
  func say(_ line: String = "", terminator: String = "\n") {
    if !isQuiet { show(line + terminator) }
  }

  /// A result that is printed even with `-q`. A newline is added.
  func print(_ line: String) { show(line + "\n") }

  /// Text as it is, even with `-q`.
  func show(_ text: String) {
    progress.clear()
    out.write(isTerminal ? Printable.text(text) : text)
  }

  /// A result as JSON: one line, or indented on a terminal.
  func json(_ value: Value) { print(JSON.dump(value, style: isTerminal ? .indented(2) : .compact)) }

  /// Told with `-v`, after the time and the level, on stdout.
  func debug(_ line: @autoclosure () -> String) {
    if verbosity > 0 { print("\(Clock.stamp()) DEBUG: \(ConfigSecrets.redacted(text: line()))") }
  }

  func warning(_ line: String) { complain("WARNING", line, .yellow) }

  func error(_ line: String) { complain("ERROR", line, .red) }

  /// A line on stderr without a label.
  func note(_ line: String) {
    if isQuiet { return }
    remark(line)
  }

  /// The same, told even with `-q`.
  func remark(_ line: String) {
    order()
    let line = ConfigSecrets.redacted(text: line)
    err.write((areErrorsOnTerminal ? Printable.text(line) : line) + "\n")
  }

  /// Who reads both streams as one reads them in the order they were written in.
  private func order() {
    progress.clear()
    out.flush()
  }

  private func complain(_ level: String, _ line: String, _ style: Style) {
    if isQuiet { return }
    order()
    let label = style(level, on: colourErrors)
    let shown = ConfigSecrets.redacted(text: line)
    let line = areErrorsOnTerminal ? Printable.text(shown) : shown
    err.write((verbosity > 0 ? Clock.stamp() + " " : "") + label + ": " + line + "\n")
  }

  func styled(_ text: String, _ style: Style) -> String { style(text, on: colourResults) }

  /// Sends what is pending, before somebody else writes to the same place or reads an answer.
  func flush() {
    progress.clear()
    out.flush()
    err.flush()
  }

  func close() { flush() }

  /// Text outside of any command: version, help, completion scripts.
  @discardableResult
  static func printOnce(_ text: String, to descriptor: Int32 = 1) -> Int32 {
    let ended = text.utf8.last == UInt8(ascii: "\n") ? text : text + "\n"
    signal(SIGPIPE, SIG_IGN)
    return Writer.send(Array(ended.utf8), to: descriptor) ? ExitCode.success : ExitCode.brokenPipe
  }
}
