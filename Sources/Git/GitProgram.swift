import Files
import Glibc

/// Runs the user's `git` for a repository: from its work tree, in its environment, with messages in English.
struct GitProgram: Sendable {
  let location: GitLocation?
  let environment: GitEnvironment

  struct Output: Sendable {
    let exitCode: Int32
    let output: [UInt8]
    let message: String
  }

  /// Runs to the end, whatever the exit code.
  /// - Throws: `programMissing`, `file`.
  func attempt(_ arguments: [String], input: [UInt8]? = nil) throws(GitError) -> Output {
    let directory = location?.workTree ?? location?.gitDirectory ?? "/"
    let variables = environment.forProgram(in: location, currentDirectory: directory)
    var request = ChildProcess.Request(
      ["git"] + arguments, environment: variables.map { "\($0.key)=\($0.value)" }, directory: directory)
    request.input = input
    request.standardInput = .null
    request.output = .capture
    request.error = .capture
    let result: ChildProcess.Result
    do {
      result = try ChildProcess.run(request)
    } catch {
      throw error.errno == ENOENT && error.path == "git" ? .programMissing : .file(error)
    }
    var message = result.error
    while let last = message.last, last == 0x0A || last == 0x0D { message.removeLast() }
    let code: Int32 =
      switch result.exit {
      case .exited(let code): code
      case .signalled(let signal): 128 + signal
      }
    return Output(exitCode: code, output: result.output, message: String(decoding: message, as: UTF8.self))
  }

  /// Runs and insists on success.
  /// - Throws: `programFailed`, or what its message says: `unsafeOwner`, `indexLocked`.
  func run(_ arguments: [String], input: [UInt8]? = nil) throws(GitError) -> Output {
    let result = try attempt(arguments, input: input)
    if result.exitCode != 0 { throw failure(arguments, result) }
    return result
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
