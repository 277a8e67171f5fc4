import ArgumentParser
import Cairn
import Files
import Git
import Hooks
import Workspace

/// What the scripts in `hooks/` run.
struct Hook: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "hook", "Run by the git hooks that `install` puts in place.")
  static let failureCode = ExitCode.failure

  @OptionGroup var common: CommonOptions

  @Argument(
    help:
      "The hook: pre-commit, prepare-commit-msg, pre-push, post-checkout, post-merge, post-rewrite, pre-receive, update or merge-driver."
  )
  var name: String

  @Argument(parsing: .captureForPassthrough, help: "What git says.")
  var arguments: [String] = []

  func run(in run: Invocation) throws -> Int32 {
    if name == "merge-driver" { return try HookMerge.run(arguments, run) }
    guard let hook = HookName(rawValue: name) else { throw CommandError("there is no hook '\(name)'") }
    let work = HookWork(run: run, library: try run.library(), arguments: arguments)
    do {
      switch hook {
      case .preCommit: return try work.preCommit()
      case .prepareCommitMessage: return try work.prepareMessage()
      case .prePush: return try work.prePush()
      case .postCheckout: return try work.postCheckout()
      case .postMerge: return try work.postMerge()
      case .postRewrite: return try work.postRewrite()
      case .preReceive: return try work.preReceive()
      case .update: return try work.update()
      }
    } catch WorkspaceError.notARepository {
      return ExitCode.success
    } catch {
      switch hook {
      case .preCommit, .prePush, .preReceive, .update: throw error
      default:
        // Git is done already; its command shall not look failed for what we could not do.
        let failure = FailureWording(program: run.program).describe(error)
        run.console.warning("data was not brought: \(failure.message)")
        return ExitCode.success
      }
    }
  }
}

/// What each hook does.
private struct HookWork {
  let run: Invocation
  let library: Session
  let arguments: [String]

  private func show(_ report: CheckReport, _ what: String, skip: String?) -> Int32 {
    if report.problems.isEmpty || report.strictness == .off { return ExitCode.success }
    let text = ProblemText(program: run.program).text(report, refused: what, skip: skip)
    run.console.remark(String(text.dropLast()))
    return report.refuses ? ExitCode.failure : ExitCode.success
  }

  func preCommit() throws -> Int32 {
    show(try library.checkCommit(), "this commit", skip: "git commit --no-verify")
  }

  func prepareMessage() throws -> Int32 {
    // A merge's or squash's message tells of other commits.
    guard let file = arguments.first, arguments.count < 2 || !["merge", "squash"].contains(arguments[1])
    else {
      return ExitCode.success
    }
    try library.addTrailers(to: file)
    return ExitCode.success
  }

  func prePush() throws -> Int32 {
    // "LOCAL-REF LOCAL-ID REMOTE-REF REMOTE-ID"
    var updates = lines().compactMap { words in
      words.count == 4
        ? RefUpdate(name: words[2], old: GitID(nonZero: words[3]), new: GitID(nonZero: words[1])) : nil
    }
    if updates.isEmpty, let to = library.environment["PRE_COMMIT_TO_REF"], let new = GitID(nonZero: to) {
      // The pre-commit tool tells it by variables.
      let old = library.environment["PRE_COMMIT_FROM_REF"].flatMap { GitID(nonZero: $0) }
      updates = [RefUpdate(name: "", old: old, new: new)]
    }
    let name = arguments.first ?? library.environment["PRE_COMMIT_REMOTE_NAME"] ?? "origin"
    let report = try library.checkPush(to: name, updates)
    if report.uploaded > 0 {
      run.console.note("cairn: \(Summaries.files([(report.uploaded, "pushed")]) ?? "")")
    }
    return show(report, "this push", skip: "git push --no-verify")
  }

  func postCheckout() throws -> Int32 {
    // The third word is 0 when only single files were checked out.
    let kind = arguments.count == 3 ? arguments[2] : library.environment["PRE_COMMIT_CHECKOUT_TYPE"]
    guard kind == "1" else { return ExitCode.success }
    let old = arguments.first ?? library.environment["PRE_COMMIT_FROM_REF"]
    let new = arguments.dropFirst().first ?? library.environment["PRE_COMMIT_TO_REF"]
    return tell(
      try library.bringData(from: old.flatMap { GitID(nonZero: $0) }, to: new.flatMap { GitID(nonZero: $0) }))
  }

  func postMerge() throws -> Int32 {
    tell(try library.bringData(from: library.commit("ORIG_HEAD"), to: library.commit("HEAD")))
  }

  func postRewrite() throws -> Int32 {
    // An amended commit's data was there before.
    guard arguments.first == "rebase" else { return ExitCode.success }
    _ = lines()
    return tell(try library.bringData(from: nil, to: nil, duringRebase: true))
  }

  private func tell(_ brought: BroughtData) -> Int32 {
    let view = CheckoutView(brought.checkout, from: library.environment.workingDirectory)
    if let summary = Summaries.files(view.counts) { run.console.note("cairn: \(summary)") }
    let failed = view.display(brought.checkout.failed)
    if !failed.isEmpty {
      run.console.remark(
        "cairn: not in the cache: \(Self.some(failed)). Bring it: \(run.program.name) pull")
    }
    if !brought.unsaved.isEmpty {
      run.console.remark(
        "cairn: left alone, as nobody else has it: \(Self.some(view.display(brought.unsaved))). "
          + "Save it (\(run.program.name) add), or give it up: \(run.program.name) checkout --force")
    }
    return ExitCode.success
  }

  private static func some(_ paths: [String]) -> String {
    paths.prefix(5).joined(separator: ", ") + (paths.count > 5 ? " and \(paths.count - 5) more" : "")
  }

  func preReceive() throws -> Int32 {
    // "OLD NEW REF"
    received(
      lines().compactMap { words in
        words.count == 3
          ? RefUpdate(name: words[2], old: GitID(nonZero: words[0]), new: GitID(nonZero: words[1])) : nil
      })
  }

  func update() throws -> Int32 {
    guard arguments.count == 3 else { return ExitCode.success }
    return received([
      RefUpdate(name: arguments[0], old: GitID(nonZero: arguments[1]), new: GitID(nonZero: arguments[2]))
    ])
  }

  private func received(_ updates: [RefUpdate]) -> Int32 {
    do {
      return show(try library.checkReceived(updates), "this push", skip: nil)
    } catch {
      let failure = FailureWording(program: run.program).describe(error)
      run.console.remark("cairn refuses this push, as it can't be checked: \(failure.message)")
      return ExitCode.failure
    }
  }

  private func lines() -> [[String]] {
    StandardInput.all().split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
  }
}

/// The merge driver: `--ancestor A --our O --their T --path P`.
private enum HookMerge {
  static func run(_ arguments: [String], _ run: Invocation) throws -> Int32 {
    var values: [String: String] = [:]
    var words = arguments[...]
    while let name = words.popFirst(), let value = words.popFirst() { values[name] = value }
    guard let ancestor = values["--ancestor"], let ours = values["--our"], let theirs = values["--their"],
      let path = values["--path"]
    else { throw CommandError("merge-driver: --ancestor, --our, --their and --path are required") }
    let conflicts = try run.library().merge(ancestor: ancestor, ours: ours, theirs: theirs, path: path)
    if conflicts.isEmpty { return ExitCode.success }
    run.console.remark(
      ResolveText.conflicts(conflicts)
        + "Settle them: \(run.program.name) resolve --ours|--theirs|--both [path or stage …]")
    return ExitCode.failure
  }
}

extension GitID {
  /// nil for git's way of saying "none".
  fileprivate init?(nonZero text: String) {
    if text.allSatisfy({ $0 == "0" }) { return nil }
    self.init(hex: text)
  }
}
