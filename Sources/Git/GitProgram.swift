import Files
import Glibc

/// Runs the user's `git` for a repository: from its work tree, in its environment, with messages in English.
struct GitProgram: Sendable {
  let location: GitLocation?
  let environment: GitEnvironment
  /// Looked up in PATH.
  var name = "git"

  struct Output: Sendable {
    let exitCode: Int32
    let output: [UInt8]
    let message: String

    /// An exit that could not be learned counts as 128, git's own code for "fatal".
    init(_ exit: ChildExit?, output: [UInt8], message: ArraySlice<UInt8>) {
      exitCode =
        switch exit {
        case .exited(let code): code
        case .signalled(let signal): 128 + signal
        case nil: 128
        }
      self.output = output
      var message = message
      while let last = message.last, last == 0x0A || last == 0x0D { message.removeLast() }
      self.message = String(decoding: message, as: UTF8.self)
    }
  }

  func request(_ arguments: [String]) -> ChildProcess.Request {
    let directory = location?.workTree ?? location?.gitDirectory ?? "/"
    let variables = environment.forProgram(in: location, currentDirectory: directory)
    return ChildProcess.Request(
      [name] + arguments, environment: variables.map { "\($0.key)=\($0.value)" }, directory: directory)
  }

  /// Runs to the end, whatever the exit code.
  /// - Throws: `programMissing`, `file`.
  func attempt(_ arguments: [String], input: [UInt8]? = nil) throws(GitError) -> Output {
    var request = request(arguments)
    request.input = input
    request.standardInput = .null
    request.output = .capture
    request.error = .capture
    let result: ChildProcess.Result
    do {
      result = try ChildProcess.run(request)
    } catch {
      throw error.errno == ENOENT && error.path == name ? .programMissing : .file(error)
    }
    return Output(result.exit, output: result.output, message: result.error[...])
  }

  /// Runs and insists on success.
  /// - Throws: `programFailed`, or what its message says: `unsafeOwner`, `indexLocked`.
  func run(_ arguments: [String], input: [UInt8]? = nil) throws(GitError) -> Output {
    let result = try attempt(arguments, input: input)
    if result.exitCode != 0 { throw failure(arguments, result) }
    return result
  }

  /// Runs and hands out its output piece by piece, as it comes.
  /// - Throws: what `take` throws, which ends the program; else as `run`.
  func stream(
    _ arguments: [String], input: [UInt8], separator: UInt8,
    _ take: (UnsafeBufferPointer<UInt8>) throws -> Void
  ) throws {
    var request = request(arguments)
    request.input = input
    do {
      let child = try StreamedChild(request)
      do {
        try child.pieces(separator, take)
      } catch {
        _ = child.end()
        throw error
      }
      let (exit, message) = child.end()
      let output = Output(exit, output: [], message: message[...])
      if output.exitCode != 0 { throw failure(arguments, output) }
    } catch let error as FileError where error.errno == ENOENT && error.path == name {
      throw GitError.programMissing
    }
  }

  func failure(_ arguments: [String], _ result: Output) -> GitError {
    if let location, result.message.contains("dubious ownership") {
      return .unsafeOwner(path: location.workTree ?? location.gitDirectory)
    }
    if let location, result.message.contains("index.lock': File exists") {
      return .indexLocked(path: location.gitDirectory + "/index.lock")
    }
    return .programFailed(arguments: arguments, exitCode: result.exitCode, message: result.message)
  }
}
