import Files
import Testing

@testable import CairnCLI

@Test func drawsProgress() {
  let event = ProgressEvent(
    phase: "Pushing", done: 12, total: 80, bytesDone: 3_250_586, bytesTotal: 20_971_520)
  #expect(ProgressLine(event, elapsed: 0.5).text(columns: 80) == "Pushing 12/80 3.10M/20.0M")
  #expect(ProgressLine(event, elapsed: 2.5).text(columns: 80) == "Pushing 12/80 3.10M/20.0M 1.24M/s 0:13")
  #expect(ProgressLine(event, elapsed: 2.5).text(columns: 10) == "Pushing 1")
  #expect(
    ProgressLine(ProgressEvent(phase: "Hashing", done: 3, total: nil), elapsed: 9).text(columns: 80)
      == "Hashing 3")
  #expect(ProgressLine.duration(10_921) == "3:02:01")
}

@Test func shortensSizes() {
  #expect(Sizes.short(834) == "834")
  #expect(Sizes.short(4096) == "4.00k")
  #expect(Sizes.short(1_048_575) == "1.00M")
  #expect(Sizes.short(12_900_000) == "12.3M")
  #expect(Sizes.short(126_000_000_000) == "117G")
}

@Test func describesSystemErrors() {
  let failure = FailureWording(program: Program(called: "dvc")).describe(FileError("read", "/x", errno: 2))
  #expect(failure.message == "[Errno 2] No such file or directory: '/x'")
  #expect(failure.code(1) == 1)
  #expect(FailureWording(program: Program(called: "dvc")).describe(Cancelled()).code(1) == 252)
}

@Test func terminalsAreNotCommanded() {
  #expect(Printable.text("plain é\n\ttext") == "plain é\n\ttext")
  #expect(Printable.text("\u{1B}[31mred\u{1B}[0m") == "\u{1B}[31mred\u{1B}[0m")
  #expect(Printable.text("\u{1B}]0;title\u{07}") == "\\x1b]0;title\\x07")
  #expect(Printable.text("a\rb\u{08}\u{9B}2J\u{7F}") == "a\\x0db\\x08\\x9b2J\\x7f")
  #expect(Printable.text("\u{1B}[2J\u{1B}[") == "\\x1b[2J\\x1b[")
}
