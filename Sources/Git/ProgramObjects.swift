import CSystem
import Files
import Glibc

/// Objects read by a `git cat-file --batch` that stays open: a name goes in, a header and the bytes come out.
final class ProgramObjects: ObjectSource {
  private let program: GitProgram
  private var child: Child?
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)
  private var unread = 0..<0

  private struct Child {
    let process: ChildProcess
    /// Our ends of its standard streams; its messages go to a file in memory, which cannot fill up.
    let input, output, messages: Int32
  }

  init(_ program: GitProgram) {
    // What is stored counts, as with libgit2, not what refs/replace puts in its place.
    self.program = GitProgram(
      location: program.location, environment: program.environment.with("GIT_NO_REPLACE_OBJECTS", "1"),
      name: program.name)
  }

  deinit { close() }

  func read(_ id: GitID) throws(GitError) -> GitObject? {
    guard case .found(_, let object) = try ask(id.hex) else { return nil }
    return object
  }

  func resolve(_ revision: String) throws(GitError) -> GitID? {
    // A search for words takes everything after it for words, and finds commits only.
    switch try ask(revision.hasPrefix(":/") ? revision : revision + "^{commit}") {
    case .found(let id, _): return id
    case .ambiguous: throw .ambiguousRevision(revision)
    case .missing: break
    }
    // Git calls an ambiguous short id missing here, and ambiguous only when asked for it alone.
    if case .ambiguous = try ask(revision) { throw .ambiguousRevision(revision) }
    return nil
  }

  // MARK: - The conversation

  private enum Answer {
    case found(GitID, GitObject)
    case missing, ambiguous
  }

  private func ask(_ name: String) throws(GitError) -> Answer {
    if child == nil { try start() }
    guard let input = child?.input, send(Array(name.utf8) + [0x0A], to: input), let header = line() else {
      throw end()
    }
    // "ID TYPE SIZE", or "NAME missing"; the name may hold blanks.
    let words = header.split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
    switch words.last {
    case "missing": return .missing
    case "ambiguous": return .ambiguous
    default: break
    }
    guard words.count == 3, let id = GitID(hex: words[0]), let kind = GitObjectKind(name: words[1]),
      let size = Int(words[2]), size >= 0, let bytes = take(size), take(1) != nil
    else { throw end() }
    return .found(id, (kind, bytes))
  }

  private func start() throws(GitError) {
    var input: [Int32] = [-1, -1]
    var output: [Int32] = [-1, -1]
    var messages: Int32 = -1
    var started = false
    defer {
      // The child's ends always, ours when nothing came of it.
      for fd in [input[0], output[1]] + (started ? [] : [input[1], output[0], messages]) where fd >= 0 {
        _ = sys_close(fd)
      }
    }
    messages = sys_memory_file(nil, 0)
    let result = min(sys_pipe(&input), sys_pipe(&output), messages)
    if result < 0 { throw .file(FileError("create", "pipe", errno: -result)) }
    var request = program.request(["cat-file", "--batch"])
    request.standardInput = .descriptor(input[0])
    request.output = .descriptor(output[1])
    request.error = .descriptor(messages)
    do {
      let process = try ChildProcess.start(request)
      child = Child(process: process, input: input[1], output: output[0], messages: messages)
      started = true
    } catch {
      throw error.errno == ENOENT && error.path == program.name ? .programMissing : .file(error)
    }
    unread = 0..<0
  }

  /// Ends the child and tells what it complained of.
  @discardableResult
  private func close() -> GitProgram.Output {
    guard let child else { return GitProgram.Output(nil, output: [], message: []) }
    self.child = nil
    _ = sys_close(child.input)
    _ = sys_close(child.output)
    let exit = try? child.process.wait()
    var text = [UInt8](repeating: 0, count: 4096)
    let count = sys_pread(child.messages, &text, text.count, 0)
    _ = sys_close(child.messages)
    return GitProgram.Output(exit, output: [], message: text.prefix(max(count, 0)))
  }

  /// The child stopped in the middle of a question.
  private func end() -> GitError {
    program.failure(["cat-file", "--batch"], close())
  }

  /// Writes everything; a child that is gone must not end us by SIGPIPE.
  private func send(_ bytes: [UInt8], to fd: Int32) -> Bool {
    BrokenPipe.quiet { Int(sys_write_all(fd, bytes, bytes.count)) } >= 0
  }

  private func fill() -> Bool {
    guard let child else { return false }
    let count = sys_read(child.output, &buffer, buffer.count)
    unread = 0..<max(count, 0)
    return count > 0
  }

  private func line() -> [UInt8]? {
    var result: [UInt8] = []
    while true {
      if let end = buffer[unread].firstIndex(of: 0x0A) {
        result += buffer[unread.lowerBound..<end]
        unread = (end + 1)..<unread.upperBound
        return result
      }
      result += buffer[unread]
      guard fill() else { return nil }
    }
  }

  private func take(_ count: Int) -> [UInt8]? {
    var result: [UInt8] = []
    // The size is what an object's head claims.
    result.reserveCapacity(min(count, 1 << 24))
    while true {
      let part = min(count - result.count, unread.count)
      result += buffer[unread.lowerBound..<unread.lowerBound + part]
      unread = (unread.lowerBound + part)..<unread.upperBound
      if result.count == count { return result }
      guard fill() else { return nil }
    }
  }
}
