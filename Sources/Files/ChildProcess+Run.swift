import CSystem
import Glibc

extension ChildProcess {
  /// Starts, feeds, collects what is to be captured, and waits.
  public static func run(_ request: Request) throws(FileError) -> Result {
    var request = request
    let output = try capturePipe(&request.output)
    defer { output?.closeReading() }
    let errors: CapturePipe?
    let child: ChildProcess
    do {
      defer { output?.closeWriting() }
      errors = try capturePipe(&request.error)
      defer { errors?.closeWriting() }
      do {
        child = try start(request)
      } catch {
        errors?.closeReading()
        throw error
      }
    }
    defer { errors?.closeReading() }
    let texts = collect(output?.reading ?? -1, errors?.reading ?? -1)
    return Result(exit: try child.wait(), output: texts.0, error: texts.1)
  }

  private struct CapturePipe {
    let reading: Int32
    let writing: Int32
    func closeReading() { _ = sys_close(reading) }
    func closeWriting() { _ = sys_close(writing) }
  }

  private static func capturePipe(_ stream: inout Stream) throws(FileError) -> CapturePipe? {
    guard stream == .capture else { return nil }
    var ends: [Int32] = [-1, -1]
    _ = try FileSystem.check(sys_pipe(&ends), "create", "pipe")
    stream = .descriptor(ends[1])
    return CapturePipe(reading: ends[0], writing: ends[1])
  }

  /// Reads both until both ended, whichever talks first, so that neither can fill up and block the child.
  private static func collect(_ first: Int32, _ second: Int32) -> ([UInt8], [UInt8]) {
    var sources = [first, second]
    var texts: [[UInt8]] = [[], []]
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while sources.contains(where: { $0 >= 0 }) {
      var ready: [UInt8] = [0, 0]
      if sys_poll_read(sources, &ready, 2, -1) < 0 { break }
      for i in 0..<2 where ready[i] != 0 {
        let n = sys_read(sources[i], &buffer, buffer.count)
        if n > 0 { texts[i].append(contentsOf: buffer[..<n]) } else { sources[i] = -1 }
      }
    }
    return (texts[0], texts[1])
  }
}

/// NULL-terminated arrays of C strings.
enum CStrings {
  typealias Vector = UnsafePointer<UnsafeMutablePointer<CChar>?>

  /// nil stands for our own environment.
  static func with<R>(_ texts: [String]?, _ body: (Vector) throws(FileError) -> R) throws(FileError) -> R {
    guard let texts else {
      guard let ours = sys_environment() else { return try with([], body) }
      return try body(UnsafePointer(ours))
    }
    var pointers: [UnsafeMutablePointer<CChar>?] = texts.map { strdup($0) }
    defer { for pointer in pointers { free(pointer) } }
    pointers.append(nil)
    return try pointers.withUnsafeBufferPointer { (all) throws(FileError) -> R in
      guard let base = all.baseAddress else { throw FileError("run", "", errno: ENOMEM) }
      return try body(base)
    }
  }
}
