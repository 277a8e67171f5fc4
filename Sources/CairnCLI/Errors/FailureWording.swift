import Cairn
import Documents
import Exchange
import Files
import Glibc
import Git
import Hooks
import Insight
import Manifests
import Objects
import Pipeline
import Remotes
import Transport
import Workspace

/// The one place that turns the rooms' typed errors into words. Errors carry facts; the wording follows
/// the peer's where it has the same failure. One file for each room's errors.
struct FailureWording {
  /// Named in hints.
  let program: Program

  func describe(_ error: any Error) -> Failure {
    var failure = wording(error)
    if let remedy = Remedies.hint(error), failure.hint == nil || failure.kind == .unexpected {
      failure.hint = remedy
    }
    return failure
  }

  private func wording(_ error: any Error) -> Failure {
    switch error {
    case let error as CommandError: Failure(message: error.message, kind: error.kind, hint: error.hint)
    case let error as WorkspaceError: describe(error)
    case let error as StageLookupFailure: Failure(message: Self.text(error))
    case let error as ManifestError: Failure(message: Self.text(error))
    case let error as TemplateError: describe(error)
    case let error as PipelineEditError: Failure(message: Self.text(error))
    case let error as PipelineError: describe(error)
    case let error as PlotTemplateError: describe(error)
    case let error as PlotPageError: describe(error)
    case let error as PlotsWriteError: describe(error)
    case let error as PlotEditError: describe(error)
    case let error as RemoteError: Failure(message: Self.text(error))
    case let error as WebFailure: Failure(message: Self.text(error), hint: Self.hint(error.error))
    case let error as TransportError: Failure(message: Self.text(error), hint: Self.hint(error))
    case let error as ExchangeError: describe(error)
    case let error as CredentialError: Failure(message: Self.text(error))
    case let error as ImportError: describe(error)
    case let error as UpdateError: Failure(message: Self.text(error))
    case let error as ContextError:
      describe(error.cause).isBlock ? describe(error.cause) : describe(error.cause).prefixed(error.words)
    case let error as DatasetError: describe(error)
    case let error as UnhandledError: describe(error)
    case let error as UsageError: describe(error)
    case let error as NotInRevision:
      Failure(message: "'\(error.path)' is not in revision '\(error.revision)'")
    case let error as PeerHooks.Failure: Failure(message: Self.text(error))
    case let error as PeerPointerMerge.Failure: describe(error)
    case let error as PolicyError: Failure(message: "\(error.place): \(error.detail)")
    case let error as InitError: Self.describe(error)
    case let error as FileError: describe(error)
    case let error as WalkError: Self.describe(error)
    case let error as StoreError: Failure(message: Self.text(error))
    case let error as TreeError: Failure(message: "a directory object is damaged: " + Self.text(error))
    case let error as GitError: describe(error)
    case ConfigError.badValue(let place, expected: "expected a dictionary")
    where place.count == 2 && ["remote", "machine"].contains(place[0]):
      // The peer stumbles over an option where a remote's section belongs.
      .unexpected((error as? ConfigError)?.message ?? "\(error)")
    case let error as ConfigError:
      Failure(message: "config file error: \(error.message)", kind: .configuration)
    case let error as DocumentError: Failure(message: Self.text(error))
    case is Cancelled: Failure(message: "interrupted by the user", kind: .interrupted)
    default: .unexpected("\(error)")
    }
  }

  /// The peer has no words of its own for a value that can't be a variable.
  private func describe(_ error: TemplateError) -> Failure {
    switch error.reason {
    case .unsupported: .unexpected(error.reason.description)
    case .emptyName where program.name == "dvc": .unexpected("")
    default: Failure(message: error.description)
    }
  }

  /// `[Errno 2] No such file or directory: 'x'`, as people who come from the peer know it.
  static func text(_ error: FileError) -> String {
    "[Errno \(error.errno)] \(ErrorText.of(error.errno)): \(PythonText.quoted(error.path))"
  }

  /// The peer's commands expect that a file isn't there, and that data finds no room; anything else ends in its
  /// last resort.
  private func describe(_ error: FileError) -> Failure {
    let isNoRoom = [ENOSPC, EDQUOT, EFBIG].contains(error.errno) && error.operation != "read"
    return error.errno == ENOENT || isNoRoom ? Failure(message: Self.text(error)) : unexpected(error)
  }

  /// A failed call that the peer didn't expect.
  func unexpected(_ error: FileError) -> Failure {
    if program.name == "dvc" { return .unexpected(Self.text(error)) }
    return Failure(message: Self.text(error), kind: .unexpected)
  }

  static func text(_ error: DocumentError) -> String {
    "\(error.message), line \(error.line), column \(error.column)"
  }

  private func describe(_ error: UsageError) -> Failure {
    switch error {
    case .severalTargetsWithOut: Failure(message: "multiple targets can't be used with --out")
    case .severalTargetsToRemote: Failure(message: "multiple targets can't be used with --to-remote")
    case .sourceIsDestination(let path): Failure(message: "'\(path)' and the data to be put there overlap")
    case .remoteWithoutToRemote: Failure(message: "--remote can't be used without --to-remote")
    case .noGlobMatches(let patterns): Failure(message: "Glob [\(quotedList(patterns))] has no matches.")
    case .needsGit:
      Failure(
        message:
          "Only supported for Git repositories. If you're seeing this error in a Git repo, try updating the "
          + "DVC configuration with `\(program.name) config core.no_scm false`.")
    case .diffTargetMissing(let path): .unexpected(Self.text(FileError("read", path, errno: 2)))
    case .unprotectMissing(let path): .unexpected("can't unprotect non-existing data '\(path)'")
    case .notInRemoteWithCloud: Failure(message: "`--not-in-remote` and `--cloud` are mutually exclusive")
    case .neitherFileNorHash(let word):
      Failure(message: "'\(word)' is neither a file that is here nor a hash")
    case .badDate(let text): .unexpected("time data '\(text)' does not match format '%Y-%m-%d'")
    case .noSuchCollection(let id, let known):
      Failure(
        message: "nothing that `gc` took goes by the name '\(id)'"
          + (known.isEmpty ? "" : "; there are: \(known.joined(separator: ", "))"))
    }
  }

  private static func describe(_ error: InitError) -> Failure {
    switch error {
    case .withoutGitInSubdirectory:
      Failure(message: "Cannot initialize repo with `--no-scm` and `--subdir`", kind: .unexpected)
    case .notInGit(let path):
      Failure(
        message:
          "\(path) is not tracked by any supported SCM tool (e.g. Git). Use `--no-scm` if you don't want to "
          + "use any SCM or `--subdir` if initializing inside a subdirectory of a parent SCM repository.")
    case .exists(let path): Failure(message: "'\(path)' exists. Use `-f` to force.")
    case .ignoredByGit(let path):
      Failure(
        message: "\(path) is ignored by your SCM tool.\nMake sure that it's tracked, for example, by "
          + "adding '!.dvc' to .gitignore.")
    }
  }
}

/// A failure of a command itself: wrong combination of flags, refusals.
struct CommandError: Error, Equatable {
  let message: String
  var kind = Failure.Kind.command
  var hint: String?

  init(_ message: String, kind: Failure.Kind = .command, hint: String? = nil) {
    self.message = message
    self.kind = kind
    self.hint = hint
  }
}

/// A failure that comes after what its command handles: the code is 255, whatever the command's own is.
struct UnhandledError: Error { let cause: any Error }

extension FailureWording {
  private func describe(_ error: UnhandledError) -> Failure {
    var failure = describe(error.cause)
    if failure.kind == .command { failure.kind = .unexpected }
    return failure
  }
}

/// A failure with words in front of it that its command knows.
struct ContextError: Error {
  /// With everything up to the cause's first letter.
  let words: String
  let cause: any Error
}
