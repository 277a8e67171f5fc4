import Cairn
import Pipeline

/// What `freeze` and `unfreeze` share. Neither tells what to commit, as the peer doesn't.
enum FreezeOperation {
  static func run(_ targets: [String], frozen: Bool, verb: String, in run: Invocation) throws -> Int32 {
    var options = FreezeOptions(frozen: frozen)
    options.targets = targets
    do {
      _ = try run.library().freeze(options)
    } catch PipelineError.targetFailed(let target, let cause) {
      throw ContextError(words: "failed to \(verb) '\(target)' - ", cause: cause)
    }
    return ExitCode.success
  }
}
