import Files
import Hashing
import Objects

extension FailureWording {
  static func text(_ error: StoreError) -> String {
    switch error {
    case .missing(let id): "the cache has no object \(id)"
    case .corrupt(let id, let found, let path):
      "'\(path)' should be \(id) but is \(found.hex(byteCount: id.algorithm.byteCount))"
    case .changedWhileReading(let path):
      "'\(path)' changed while it was read. Try again when nobody writes to it."
    case .badTree(let id, let error): "the directory object \(id) is damaged: \(text(error))"
    case .notATree(let id): "\(id) is not a directory object"
    case .inTheWay(let path): "'\(path)' is in the way"
    case .noLinkType(let types, let directory):
      "None of the link types [\(types.map { "\($0)" }.joined(separator: ", "))] works between the cache and "
        + "'\(directory)'. Change `cache.type`."
    }
  }

  static func text(_ error: TreeError) -> String {
    switch error {
    case .malformed(let offset, let expected): "expected \(expected) at byte \(offset)"
    case .badPath(let path, let fault): "the path '\(path)' is not allowed (\(fault))"
    case .duplicatePath(let path): "the path '\(path)' appears twice"
    case .fileIsDirectory(let path): "'\(path)' is both a file and a directory"
    case .overLimit(let limit, let actual): "too many \(limit): \(actual)"
    }
  }

  /// The first problems of a walk, and how many more there are.
  static func describe(_ error: WalkError) -> Failure {
    let shown = error.problems.prefix(5).map { text($0, below: error.root) }
    let more = error.problems.count - shown.count
    // The peer meets such a name unprepared.
    let isUnexpected = error.problems.contains { $0.reason == .nameNotUTF8 }
    return Failure(
      message: shown.joined(separator: "\n") + (more > 0 ? "\n(and \(more) more)" : ""),
      kind: isUnexpected ? .unexpected : .command)
  }

  private static func text(_ problem: WalkProblem, below root: String) -> String {
    let path = problem.pathBytes.isEmpty ? root : Paths.join(root, problem.path)
    switch problem.reason {
    case .brokenLink: return text(FileError("read", path, errno: 2))
    case .linkLoop: return text(FileError("read", path, errno: 40))
    case .fifo: return "'\(path)' is a named pipe and can't be tracked"
    case .socket: return "'\(path)' is a socket and can't be tracked"
    case .device: return "'\(path)' is a device and can't be tracked"
    case .nameNotUTF8: return "the name of '\(path)' is not UTF-8 and can't be tracked"
    case .failed(let operation, let errno): return text(FileError(operation, path, errno: errno))
    }
  }
}
