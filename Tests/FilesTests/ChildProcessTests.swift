import CSystem
import Files
import Foundation
import Testing

@Suite struct Children {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private func shell(_ line: String) -> ChildProcess.Request {
    var request = ChildProcess.Request(["/bin/sh", "-c", line])
    request.output = .capture
    request.error = .capture
    return request
  }

  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  @Test func tellsHowItEnded() throws {
    #expect(try ChildProcess.run(shell("exit 0")).exit.succeeded)
    #expect(try ChildProcess.run(shell("exit 7")).exit == .exited(7))
    #expect(try ChildProcess.run(shell("kill -9 $$")).exit == .signalled(9))
  }

  @Test func capturesBothStreamsWhateverTheirSize() throws {
    let line = "head -c 300000 /dev/zero >&2; head -c 300000 /dev/zero; echo out; echo err >&2"
    let result = try ChildProcess.run(shell(line))
    #expect(result.output.count == 300_004)
    #expect(result.error.count == 300_004)
    #expect(text(result.output.suffix(4).map { $0 }) == "out\n")
  }

  @Test func mergesStreamsIntoADescriptor() throws {
    let fd = sys_open(scratch.at("log"), O_WRONLY | O_CREAT, 0o666)
    var request = shell("echo a; echo b >&2")
    request.output = .descriptor(fd)
    request.error = .descriptor(fd)
    #expect(try ChildProcess.run(request).exit.succeeded)
    _ = sys_close(fd)
    #expect(try scratch.text("log") == "a\nb\n")
  }

  @Test func feedsInput() throws {
    var request = ChildProcess.Request(["cat"])
    request.input = [UInt8](repeating: 65, count: 200_000)
    request.output = .capture
    #expect(try ChildProcess.run(request).output.count == 200_000)
    request.input = nil
    request.standardInput = .null
    #expect(try ChildProcess.run(request).output.isEmpty)
  }

  @Test func setsDirectoryAndEnvironment() throws {
    var request = shell("pwd; echo $NAME-$HOME")
    request.directory = scratch.path
    request.environment = ["NAME=value", "PATH=/bin:/usr/bin"]
    #expect(text(try ChildProcess.run(request).output) == "\(scratch.path)\nvalue-\n")
    #expect(text(try ChildProcess.run(shell("echo $PATH")).output).count > 2)
  }

  @Test func namesWhatIsMissing() throws {
    #expect(throws: FileError("run", "no-such-program", errno: ENOENT)) {
      try ChildProcess.run(.init(["no-such-program"]))
    }
    #expect(throws: FileError("enter", scratch.at("none"), errno: ENOENT)) {
      try ChildProcess.run(.init(["true"], directory: scratch.at("none")))
    }
  }

  @Test func stopsAWholeGroup() throws {
    var request = ChildProcess.Request(["/bin/sh", "-c", "sleep 1000 & echo $! > pid; echo; wait"])
    request.ownGroup = true
    request.directory = scratch.path
    var pipe: [Int32] = [0, 0]
    #expect(sys_pipe(&pipe) == 0)
    request.output = .descriptor(pipe[1])
    let child = try ChildProcess.start(request)
    _ = sys_close(pipe[1])
    var byte: UInt8 = 0
    #expect(sys_read(pipe[0], &byte, 1) == 1)
    #expect(try child.poll() == nil)
    child.signal(SIGTERM)
    #expect(try child.wait() == .signalled(SIGTERM))
    // The end of the pipe comes only when the sleeper, which holds it too, is gone.
    #expect(sys_read(pipe[0], &byte, 1) == 0)
    _ = sys_close(pipe[0])
  }

  @Test func startsWithDefaultSignals() throws {
    signal(SIGPIPE, SIG_IGN)
    let result = try ChildProcess.run(shell("grep -E 'Sig(Blk|Ign)' /proc/self/status"))
    let masks = text(result.output).split(separator: "\n").map { $0.split(separator: "\t").last ?? "" }
    #expect(masks.count == 2)
    let pipeInterruptQuit: UInt64 = 0x1006
    for mask in masks {
      let bits = try #require(UInt64(mask, radix: 16))
      #expect(bits & pipeInterruptQuit == 0)
    }
  }

  @Test func inheritsNoDescriptors() throws {
    let fd = sys_open(scratch.path, O_RDONLY, 0)
    defer { _ = sys_close(fd) }
    let result = try ChildProcess.run(shell("ls -l /proc/self/fd"))
    #expect(result.exit.succeeded)
    #expect(!text(result.output).contains(scratch.path))
  }
}
