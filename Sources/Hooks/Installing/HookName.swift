/// The git hooks that cairn has something to say in.
public enum HookName: String, Sendable, CaseIterable {
  case preCommit = "pre-commit"
  case prepareCommitMessage = "prepare-commit-msg"
  case prePush = "pre-push"
  case postCheckout = "post-checkout"
  case postMerge = "post-merge"
  case postRewrite = "post-rewrite"
  case preReceive = "pre-receive"
  case update

  /// What `install` puts into a clone, and into a bare repository.
  public static let ofClones: [HookName] = [.preCommit, .prePush, .postCheckout, .postMerge, .postRewrite]
  public static let ofServers: [HookName] = [.preReceive]

  /// Whether git says something on standard input, which an earlier hook wants to read as well.
  var hasInput: Bool {
    switch self {
    case .prePush, .postRewrite, .preReceive: true
    default: false
    }
  }

  /// Whether git stops when the hook says so.
  var canRefuse: Bool {
    switch self {
    case .preCommit, .prePush, .preReceive, .update: true
    case .prepareCommitMessage, .postCheckout, .postMerge, .postRewrite: false
    }
  }

  /// What it does, for the script's second line.
  var purpose: String {
    switch self {
    case .preCommit: "Refuses a commit whose data is not what its .dvc files and dvc.lock say."
    case .prepareCommitMessage: "Adds trailers with the changed data and their hashes to the message."
    case .prePush: "Sends the data that the pushed commits name, before the commits."
    case .postCheckout: "Brings the data of the commit that was checked out; never over unsaved data."
    case .postMerge: "Brings the data of the merge; never over unsaved data."
    case .postRewrite: "Brings the data after a rebase; never over unsaved data."
    case .preReceive: "Refuses pushed commits whose data the remote doesn't have (on a server)."
    case .update: "The same for each branch by itself: the others are accepted (on a server)."
    }
  }

  var skip: String {
    switch self {
    case .preCommit, .prePush: "Skip it once: git \(self == .prePush ? "push" : "commit") --no-verify"
    case .preReceive, .update: "Loosen it: git config cairn.policy warn"
    default: "Switch it off: git config cairn.checkout false"
    }
  }
}
